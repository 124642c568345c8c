using System.ComponentModel;
using GridGov.Api.Binding;
using GridGov.Encryption;
using GridGov.Features.Grids;
using GridGov.Geo;
using GridGov.Geo.Boundaries;
using Spectre.Console;
using Spectre.Console.Cli;

namespace GridGov.Host.Commands;

/// <summary>
/// <c>import boundaries FILE [--from DAY] [--coord-sys DATUM] [--dry-run]</c>: imports boundaries from GeoJSON or a Shapefile.
/// </summary>
/// <remarks>Exit codes: 0 imported, 1 the file cannot be imported, 2 invalid command.</remarks>
static class ImportBoundariesCommand
{
    internal static async Task<int> Run(Options options, string[] settings, TextWriter output, TextWriter errors)
    {
        try
        {
            var datum = QueryValues.Code<CoordSys>(options.CoordSys) ?? CoordSys.Wgs84;
            var file = Path.GetExtension(options.File).Equals(BoundaryShapefile.Ending, StringComparison.OrdinalIgnoreCase)
                ? BoundaryShapefile.Read(options.File, datum)
                : BoundaryFile.Read(await File.ReadAllBytesAsync(options.File), datum);
            await using var services = CommandLine.CreateServices(settings);
            var engine = services.GetRequiredService<Engine>();
            await Startup.PrepareStore(engine, CancellationToken.None);
            await DataKeys.Open(engine, services.GetRequiredService<Settings>().Keys, CancellationToken.None);
            var outcome = await BoundaryImport.Run(
                new Db(engine), file, QueryValues.Day(options.From), actor: null, options.DryRun, outcome => outcome);
            foreach (var fault in outcome.Faults)
                await errors.WriteLineAsync(Describe(fault));
            if (outcome.Faults.Count == 0)
            {
                foreach (var warning in file.Warnings)
                    await output.WriteLineAsync(Describe(warning));
            }
            await output.WriteLineAsync(outcome.Faults.Count > 0 ? "Nothing was imported."
                : (options.DryRun ? "A dry run; nothing was written: " : "") + $"{outcome.Stored} stored, {outcome.Unchanged} unchanged.");
            return outcome.Faults.Count > 0 ? 1 : 0;
        }
        catch (Exception e) when (e is SettingsException or KeyException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(e.Message);
            return 2;
        }
    }

    static string Describe(BoundaryFault fault) => FormattableString.Invariant(
        $"{fault.Pointer}: {fault.Code}{(fault.Lng is null ? "" : $" at {fault.Lng},{fault.Lat}")}: {fault.Detail.En} {fault.Detail.Zh}");

    internal sealed class Options : CommandSettings
    {
        [CommandArgument(0, "<FILE>")]
        [Description("A GeoJSON FeatureCollection, or a Shapefile (.shp, beside it .dbf, .prj and .cpg).")]
        public string File { get; init; } = "";

        [CommandOption("--from <DAY>")]
        [Description("The first day of the boundaries, yyyy-MM-dd; today by default.")]
        public string? From { get; init; }

        [CommandOption("--coord-sys <DATUM>")]
        [Description("The datum of the coordinates: wgs84 (default), gcj02 or bd09.")]
        public string? CoordSys { get; init; }

        [CommandOption("--dry-run")]
        [Description("Checks the whole file and says what would be imported, and writes nothing.")]
        public bool DryRun { get; init; }

        public override ValidationResult Validate() =>
            From is not null && !Days.TryParse(From, out _) ? ValidationResult.Error($"'{From}' is not a day, yyyy-MM-dd.")
            : CoordSys is not null && !Codes<CoordSys>.All.Contains(CoordSys, StringComparer.Ordinal)
                ? ValidationResult.Error($"'{CoordSys}' is none of {string.Join(", ", Codes<CoordSys>.All)}.")
            : ValidationResult.Success();
    }
}
