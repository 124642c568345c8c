using System.ComponentModel;
using GridGov.Encryption;
using GridGov.Text.Tables;
using Spectre.Console;
using Spectre.Console.Cli;

namespace GridGov.Host.Commands;

/// <summary>What the commands <c>import divisions</c> and <c>import appointments</c> have in common.</summary>
/// <remarks>Exit codes: 0 imported, 1 the file cannot be imported, 2 invalid command.</remarks>
static class ImportCommand
{
    /// <param name="Rows">The number of rows, for the progress.</param>
    /// <param name="Apply">Imports the rows in a transaction and reports how many are done.</param>
    internal sealed record Import(ReadFile Source, int Rows, Func<Tx, Action<int>?, Task<Outcome>> Apply);

    /// <param name="Rejected">The invalid rows; if there is one, nothing was written.</param>
    /// <param name="Summary">What was imported.</param>
    internal sealed record Outcome(IReadOnlyList<RejectedRow> Rejected, string Summary);

    internal static async Task<int> Run(
        Options options, string[] settings, TextWriter output, TextWriter errors, bool terminal, Func<byte[], Import> read)
    {
        try
        {
            var import = read(await File.ReadAllBytesAsync(options.File));
            await output.WriteLineAsync(Describe(import.Source));
            var outcome = await Apply(import, settings, terminal);
            foreach (var row in outcome.Rejected)
                await errors.WriteLineAsync($"line {row.Line}: {row.Code}: {row.Message.En} {row.Message.Zh}");
            await output.WriteLineAsync(outcome.Rejected.Count > 0 ? "Nothing was imported."
                : options.DryRun ? $"A dry run; nothing was written: {outcome.Summary}"
                : outcome.Summary);
            return outcome.Rejected.Count > 0 ? 1 : 0;
        }
        catch (Exception e) when (e is SettingsException or KeyException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(e.Message);
            return 2;
        }
    }

    static string Describe(ReadFile file) =>
        (file.Encoding is { } encoding ? $"Read as {file.Format.ToCode()} in {encoding.ToCode()}" : $"Read as {file.Format.ToCode()}")
        + (file.IgnoredColumns.Count > 0 ? $", without the columns {string.Join(", ", file.IgnoredColumns)}." : ".");

    static async Task<Outcome> Apply(Import import, string[] settings, bool terminal)
    {
        await using var services = CommandLine.CreateServices(settings);
        var engine = services.GetRequiredService<Engine>();
        await Startup.PrepareStore(engine, CancellationToken.None);
        await DataKeys.Open(engine, services.GetRequiredService<Settings>().Keys, CancellationToken.None);
        var db = new Db(engine);
        if (!terminal)
            return await db.Write(tx => import.Apply(tx, null));
        return await AnsiConsole.Progress().StartAsync(bars =>
        {
            var bar = bars.AddTask("Importing", maxValue: Math.Max(1, import.Rows));
            return db.Write(tx => import.Apply(tx, done => bar.Value = done));
        });
    }

    internal class Options : CommandSettings
    {
        [CommandArgument(0, "<FILE>")]
        [Description("CSV in UTF-8, UTF-16 or GB18030, with commas, semicolons or tabs, or an xlsx workbook.")]
        public string File { get; init; } = "";

        [CommandOption("--dry-run")]
        [Description("Checks the whole file and says what would be imported, and writes nothing.")]
        public bool DryRun { get; init; }
    }
}
