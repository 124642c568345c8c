using System.ComponentModel;
using GridGov.Features.Grids;
using Spectre.Console;
using Spectre.Console.Cli;

namespace GridGov.Host.Commands;

/// <summary><c>import divisions FILE [--under CODE] [--dry-run]</c>: imports divisions without a signed-in person.</summary>
static class ImportDivisionsCommand
{
    internal static Task<int> Run(Options options, string[] settings, TextWriter output, TextWriter errors, bool terminal) =>
        ImportCommand.Run(options, settings, output, errors, terminal, bytes =>
        {
            var file = DivisionFile.Read(bytes, options.Under);
            return new ImportCommand.Import(file.Source, file.Rows.Count, async (tx, progress) =>
            {
                var outcome = await DivisionImport.Apply(tx, file, actor: null, options.DryRun, progress);
                return new ImportCommand.Outcome(
                    outcome.Rejected, $"{outcome.Imported} imported, {outcome.Renamed} renamed, {outcome.Unchanged} unchanged.");
            });
        });

    internal sealed class Options : ImportCommand.Options
    {
        [CommandOption("--under <CODE>")]
        [Description("Imports only this division and what lies below it.")]
        public string? Under { get; init; }

        public override ValidationResult Validate() => Under is null || GridCode.IsCode(Under)
            ? ValidationResult.Success()
            : ValidationResult.Error($"'{Under}' is not a code of 4, 6, 9, 12 or 15 digits.");
    }
}
