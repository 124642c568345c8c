using GridGov.Data.Copy;
using GridGov.Data.Migrations;

namespace GridGov.Host.Commands;

/// <summary><c>copy --to "CONNECTION STRING"</c>: copies the SQLite database to an empty PostgreSQL one and compares it.</summary>
/// <remarks>Exit codes: 0 copied, 1 failed and rolled back, 2 not started.</remarks>
public static class CopyCommand
{
    const string Usage = "Usage: copy --to \"Host=…;Database=…;Username=…;Password=…\" [--GridGov:SETTING=VALUE ...]";

    public static Task<int> Run(string[] args) => Run(args, Console.Out, Console.Error, terminal: !Console.IsOutputRedirected);

    internal static async Task<int> Run(string[] args, TextWriter output, TextWriter errors, bool terminal)
    {
        try
        {
            var (target, given) = Read(args);
            await using var services = CommandLine.CreateServices(given);
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
            var seconds = watch.GetElapsedTime(from).TotalSeconds;
            await output.WriteLineAsync(
                $"{tables.Count} tables and {tables.Sum(table => table.Rows):N0} rows copied, "
                + $"read back and found equal in {seconds:F1} seconds.");
            return 0;
        }
        catch (StoreCopyException e)
        {
            await errors.WriteLineAsync($"{e.Message} Nothing was copied; the target is as empty as before.");
            return 1;
        }
        catch (Exception e) when (e is UsageException or SettingsException or SchemaException or StoreUnreachableException)
        {
            await errors.WriteLineAsync(e.Message);
            return 2;
        }
    }

    static (string Target, string[] Settings) Read(string[] args)
    {
        string? target = null;
        var rest = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i].StartsWith("--to=", StringComparison.Ordinal))
                target = args[i]["--to=".Length..];
            else if (args[i] == "--to" && i + 1 < args.Length)
                target = args[++i];
            else if (args[i].StartsWith("--GridGov:", StringComparison.OrdinalIgnoreCase) && args[i].Contains('='))
                rest.Add(args[i]);
            else
                throw new UsageException($"'{args[i]}' is not understood. {Usage}");
        }
        return string.IsNullOrWhiteSpace(target) ? throw new UsageException(Usage) : (target, [.. rest]);
    }

    sealed class UsageException(string message) : Exception(message);
}
