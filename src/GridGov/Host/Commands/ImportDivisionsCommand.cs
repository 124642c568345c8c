using System.Text;
using GridGov.Features.Grids;
using Spectre.Console;

namespace GridGov.Host.Commands;

/// <summary><c>import divisions FILE [--under CODE]</c>: imports divisions without a signed-in person.</summary>
/// <remarks>Exit codes: 0 imported, 1 the file cannot be imported, 2 invalid command.</remarks>
public static class ImportDivisionsCommand
{
    const string Usage = "Usage: import divisions FILE [--under CODE] [--GridGov:SETTING=VALUE ...]";

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Task<int> Run(string[] args) => Run(args, Console.Out, Console.Error, terminal: !Console.IsOutputRedirected);

    internal static async Task<int> Run(string[] args, TextWriter output, TextWriter errors, bool terminal)
    {
        try
        {
            var options = Options.Read(args);
            DivisionFile file;
            using (var text = new StreamReader(options.File, Strict))
                file = DivisionFile.Read(text, options.Under);
            var outcome = await Import(file, options.Settings, terminal);
            foreach (var row in outcome.Rejected)
                await errors.WriteLineAsync($"line {row.Line}: {row.Code}: {row.Detail.En}");
            await output.WriteLineAsync(outcome.Rejected.Count > 0
                ? "Nothing was imported."
                : $"{outcome.Imported} imported, {outcome.Renamed} renamed, {outcome.Unchanged} unchanged.");
            return outcome.Rejected.Count > 0 ? 1 : 0;
        }
        catch (DecoderFallbackException)
        {
            await errors.WriteLineAsync("The file is not UTF-8.");
            return 1;
        }
        catch (Exception e) when (e is UsageException or SettingsException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(e.Message);
            return 2;
        }
    }

    static async Task<DivisionImport.Outcome> Import(DivisionFile file, string[] settings, bool terminal)
    {
        await using var services = CommandLine.CreateServices(settings);
        var engine = services.GetRequiredService<Engine>();
        await Startup.PrepareStore(engine, CancellationToken.None);
        var db = new Db(engine);
        if (!terminal)
            return await db.Write(tx => DivisionImport.Apply(tx, file, actor: null));
        return await AnsiConsole.Progress().StartAsync(bars =>
        {
            var bar = bars.AddTask("Importing", maxValue: Math.Max(1, file.Rows.Count));
            return db.Write(tx => DivisionImport.Apply(tx, file, actor: null, done => bar.Value = done));
        });
    }

    sealed record Options(string File, string? Under, string[] Settings)
    {
        public static Options Read(string[] args)
        {
            string? file = null, under = null;
            var settings = new List<string>();
            for (var i = 0; i < args.Length; i++)
            {
                var (name, value) = args[i].Split('=', 2) is [var before, var after] && before.StartsWith("--", StringComparison.Ordinal)
                    ? (before, after)
                    : (args[i], null);
                if (name == "--under")
                    under = value ?? Next(args, ref i);
                else if (name.StartsWith("--GridGov:", StringComparison.OrdinalIgnoreCase))
                    settings.Add($"{name}={value ?? Next(args, ref i)}");
                else if (name.StartsWith('-') || file is not null)
                    throw new UsageException($"'{args[i]}' is not understood. {Usage}");
                else
                    file = name;
            }
            if (under is not null && !GridCode.IsCode(under))
                throw new UsageException($"'{under}' is not a code of 4, 6, 9, 12 or 15 digits.");
            return new Options(file ?? throw new UsageException(Usage), under, [.. settings]);
        }

        static string Next(string[] args, ref int i) =>
            ++i < args.Length ? args[i] : throw new UsageException($"{args[i - 1]} needs a value. {Usage}");
    }

    sealed class UsageException(string message) : Exception(message);
}
