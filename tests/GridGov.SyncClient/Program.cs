using GridGov.Data;
using GridGov.Data.Postgres;
using GridGov.Data.Sqlite;
using GridGov.SyncClient;
using GridGov.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

if (RunOptions.Read(args) is not { } options)
{
    Console.Error.WriteLine(RunOptions.Usage);
    return 2;
}
var folder = Directory.CreateTempSubdirectory("gridgov-sync-").FullName;
var (open, arguments) = await NewDatabase();
Console.WriteLine($"{options.Acts:N0} acts, {options.Kills} kills, seed {options.Seed}, {options.Engine}");
var faults = (await SyncRun.Run(options, folder, open, arguments, Console.WriteLine)).Faults;
if (faults.Count == 0)
{
    Directory.Delete(folder, recursive: true);
    Console.WriteLine("Every act is on the server exactly once, and every copy is the server's.");
    return 0;
}
Console.WriteLine($"{faults.Count} faults (the stores are kept in {folder}):");
foreach (var fault in faults)
    Console.WriteLine(fault);
return 1;

async Task<(Func<Engine> Open, string[] Arguments)> NewDatabase()
{
    var clock = new Clock(TimeProvider.System, Clock.Zone("Asia/Shanghai"));
    string[] place = [$"--GridGov:DataDirectory={folder}"];
    if (options.Engine == Engines.Sqlite)
        return (() => new SqliteEngine($"Data Source={Path.Combine(folder, "gridgov.db")}", clock, new IdGenerator(Random.Shared)), place);
    var postgres = new PostgresServer();
    await postgres.WaitUntilReady();
    var connection = postgres.NewDatabase("sync");
    return (() => new PostgresEngine(connection, clock, new IdGenerator(Random.Shared), NullLogger.Instance),
        [.. place, "--GridGov:Database:Engine=postgres", $"--GridGov:Database:ConnectionString={connection}"]);
}
