using System.ComponentModel;
using System.Text;
using GridGov.Features.Grids;
using Spectre.Console;
using Spectre.Console.Cli;

namespace GridGov.Host.Commands;

/// <summary><c>import divisions FILE [--under CODE]</c>: imports divisions without a signed-in person.</summary>
/// <remarks>Exit codes: 0 imported, 1 the file cannot be imported, 2 invalid command.</remarks>
public static class ImportDivisionsCommand
{
    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static async Task<int> Run(Options options, string[] settings, TextWriter output, TextWriter errors, bool terminal)
    {
        try
        {
            DivisionFile file;
            using (var text = new StreamReader(options.File, Strict))
                file = DivisionFile.Read(text, options.Under);
            var outcome = await Import(file, settings, terminal);
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
        catch (Exception e) when (e is SettingsException or IOException or UnauthorizedAccessException)
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

    internal sealed class Options : CommandSettings
    {
        [CommandArgument(0, "<FILE>")]
        [Description("A CSV in UTF-8 with the columns code and name, and optionally level and parent_code.")]
        public string File { get; init; } = "";

        [CommandOption("--under <CODE>")]
        [Description("Imports only this division and what lies below it.")]
        public string? Under { get; init; }

        public override ValidationResult Validate() => Under is null || GridCode.IsCode(Under)
            ? ValidationResult.Success()
            : ValidationResult.Error($"'{Under}' is not a code of 4, 6, 9, 12 or 15 digits.");
    }
}
