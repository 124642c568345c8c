using System.ComponentModel;
using GridGov.Data.Copy;
using GridGov.Data.Migrations;
using GridGov.Domain.Tickets.Search;
using Spectre.Console;
using Spectre.Console.Cli;

namespace GridGov.Host.Commands;

/// <summary><c>copy --to "CONNECTION STRING"</c>: copies the SQLite database to an empty PostgreSQL one and compares it.</summary>
/// <remarks>Exit codes: 0 copied, 1 failed and rolled back, 2 not started.</remarks>
public static class CopyCommand
{
    internal sealed class Options : CommandSettings
    {
        [CommandOption("--to <CONNECTION>", isRequired: true)]
        [Description("The empty PostgreSQL database: \"Host=…;Database=…;Username=…;Password=…\".")]
        public string To { get; init; } = "";

        public override ValidationResult Validate() =>
            string.IsNullOrWhiteSpace(To) ? ValidationResult.Error("--to needs a connection string.") : ValidationResult.Success();
    }

    internal static async Task<int> Run(Options options, string[] args, TextWriter output, TextWriter errors, bool terminal)
    {
        try
        {
            var target = options.To;
            await using var services = CommandLine.CreateServices(args);
            var settings = services.GetRequiredService<Settings>();
            if (settings.Engine != Engines.Sqlite)
            {
                throw new SettingsException(
                    $"GridGov:Database:Engine is '{settings.Engine}'; "
                    + "copy reads the SQLite database of the settings, and --to names the target.");
            }
            var watch = services.GetRequiredService<TimeProvider>();
            var from = watch.GetTimestamp();
            Task<List<StoreCopy.Table>> Copy(Action<StoreCopy.Progress> progress) => StoreCopy.Run(settings.ConnectionString, target,
                services.GetRequiredService<Clock>(), services.GetRequiredService<ILogger<Engine>>(), progress, CancellationToken.None);
            var tables = terminal ? await CopyProgressBars.Show(Copy) : await Copy(_ => { });
            foreach (var table in tables)
                await output.WriteLineAsync($"{table.Name,-24} {table.Rows,12:N0} rows  checksum {table.Checksum:x32}");
            // The search index follows from the tickets; a start builds it too, if this is interrupted.
            await using var engine = Engines.Create(Engines.Postgres, target, services.GetRequiredService<Clock>(),
                services.GetRequiredService<IdGenerator>(), services.GetRequiredService<ILogger<Engine>>());
            var searched = await WordsBuild.Run(
                new Db(engine), (done, total) => output.WriteLine($"search index: {done:N0} of {total:N0} tickets"),
                CancellationToken.None);
            var seconds = watch.GetElapsedTime(from).TotalSeconds;
            await output.WriteLineAsync(
                $"{tables.Count} tables and {tables.Sum(table => table.Rows):N0} rows copied, "
                + $"read back and found equal, and the words of {searched:N0} tickets indexed, in {seconds:F1} seconds.");
            return 0;
        }
        catch (StoreCopyException e)
        {
            await errors.WriteLineAsync($"{e.Message} Nothing was copied; the target is as empty as before.");
            return 1;
        }
        catch (Exception e) when (e is SettingsException or SchemaException or StoreUnreachableException)
        {
            await errors.WriteLineAsync(e.Message);
            return 2;
        }
    }
}
