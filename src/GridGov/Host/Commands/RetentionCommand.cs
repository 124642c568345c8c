using System.ComponentModel;
using GridGov.Data.Migrations;
using GridGov.Domain.PersonalData.Retention;
using Spectre.Console;
using Spectre.Console.Cli;

namespace GridGov.Host.Commands;

/// <summary><c>retention --years N [--dry-run]</c>: removes personal data of what ended more than N years ago.</summary>
/// <remarks>Exit codes: 0 done, 1 removed data may remain in the database's files, 2 not started.</remarks>
static class RetentionCommand
{
    const int MaxYears = 100;
    const int ProgressEvery = 10_000;

    internal static async Task<int> Run(Options options, string[] settings, TextWriter output, TextWriter errors)
    {
        try
        {
            await using var services = CommandLine.CreateServices(settings);
            var engine = services.GetRequiredService<Engine>();
            await engine.RequireSchema(Migration.BuiltIn(engine.Dialect), CancellationToken.None);
            var next = (long)ProgressEvery;
            var done = await RetentionRun.Run(new Db(engine), options.Years, options.DryRun, progress =>
            {
                if (progress.Tickets < next)
                    return;
                output.WriteLine($"so far: {progress.Reporters:N0} reporters of {progress.Tickets:N0} tickets");
                next += ProgressEvery;
            }, CancellationToken.None);
            foreach (var counted in Describe(done))
                await output.WriteLineAsync(counted);
            await output.WriteLineAsync(options.DryRun
                ? "This would be removed; nothing was changed."
                : "This was removed permanently.");
            return options.DryRun || await CommandLine.Vacuum(engine, RetentionRun.Tables, output) ? 0 : 1;
        }
        catch (Exception e) when (e is SettingsException or SchemaException or StoreUnreachableException)
        {
            await errors.WriteLineAsync(e.Message);
            return 2;
        }
    }

    static IEnumerable<string> Describe(RetentionResult done) =>
    [
        $"{done.Reporters:N0} reporters of {done.Tickets:N0} tickets",
        $"{done.Memberships:N0} names of members without an account",
        $"{done.Attendees:N0} names of attendees without an account of {done.Meetings:N0} meetings",
        $"{done.Needs:N0} contacts of needs",
        $"{done.PublicReports:N0} public reports' words",
    ];

    internal sealed class Options : CommandSettings
    {
        [CommandOption("--years <N>", isRequired: true)]
        [Description("The years after an end for which personal data is kept, 1 to 100.")]
        public int Years { get; init; }

        [CommandOption("--dry-run")]
        [Description("Counts and changes nothing.")]
        public bool DryRun { get; init; }

        public override ValidationResult Validate() => Years is >= 1 and <= MaxYears
            ? ValidationResult.Success()
            : ValidationResult.Error($"--years is a number from 1 to {MaxYears}.");
    }
}
