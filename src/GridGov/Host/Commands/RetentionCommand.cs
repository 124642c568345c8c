using System.Globalization;
using GridGov.Data.Migrations;
using GridGov.Features.Tickets.PersonalData;

namespace GridGov.Host.Commands;

/// <summary><c>retention --years N [--dry-run]</c>: removes the reporters of tickets that ended more than N years ago.</summary>
/// <remarks>Exit codes: 0 done, 1 removed data may remain in the database's files, 2 not started.</remarks>
static class RetentionCommand
{
    const string Usage = "Usage: retention --years N [--dry-run] [--GridGov:SETTING=VALUE ...]; N from 1 to 100";

    const int MaxYears = 100;
    const int ProgressEvery = 10_000;

    public static Task<int> Run(string[] args) => Run(args, Console.Out, Console.Error);

    internal static async Task<int> Run(string[] args, TextWriter output, TextWriter errors)
    {
        if (Read(args) is not { } options)
        {
            await errors.WriteLineAsync(Usage);
            return 2;
        }
        try
        {
            await using var services = CommandLine.CreateServices(options.Settings);
            var engine = services.GetRequiredService<Engine>();
            await engine.RequireSchema(Migration.BuiltIn(engine.Dialect), CancellationToken.None);
            var next = (long)ProgressEvery;
            var done = await ReporterAnonymisation.Run(new Db(engine), options.Years, options.DryRun, progress =>
            {
                if (progress.Tickets < next)
                    return;
                output.WriteLine($"so far: {progress.Reporters:N0} reporters of {progress.Tickets:N0} tickets");
                next += ProgressEvery;
            }, CancellationToken.None);
            await output.WriteLineAsync(options.DryRun
                ? $"{done.Reporters:N0} reporters of {done.Tickets:N0} tickets would be removed; nothing was changed."
                : $"{done.Reporters:N0} reporters of {done.Tickets:N0} tickets were removed permanently.");
            return options.DryRun || await CommandLine.Scrub(engine, ReporterAnonymisation.Tables, output) ? 0 : 1;
        }
        catch (Exception e) when (e is SettingsException or SchemaException or StoreUnreachableException)
        {
            await errors.WriteLineAsync(e.Message);
            return 2;
        }
    }

    sealed record Options(int Years, bool DryRun, string[] Settings);

    static Options? Read(string[] args)
    {
        int? years = null;
        var dryRun = false;
        var settings = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            var value = args[i] == "--years" && i + 1 < args.Length ? args[++i]
                : args[i].StartsWith("--years=", StringComparison.Ordinal) ? args[i]["--years=".Length..]
                : null;
            if (value is not null && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number is >= 1 and <= MaxYears)
            {
                years = number;
            }
            else if (args[i] == "--dry-run")
                dryRun = true;
            else if (args[i].StartsWith("--GridGov:", StringComparison.OrdinalIgnoreCase) && args[i].Contains('='))
                settings.Add(args[i]);
            else
                return null;
        }
        return years is { } n ? new Options(n, dryRun, [.. settings]) : null;
    }
}
