using System.Diagnostics;
using GridGov.Data;
using GridGov.Host;

namespace GridGov.Fuzz;

/// <summary>
/// One run: starts a server on a new database, sends requests generated from its own
/// contract, and checks every response, the server's log, its memory and the database.
/// </summary>
sealed class FuzzRun : IDisposable
{
    const int MaxResidentMegabytes = 1_000;

    /// <summary>The load is far below the store's capacity, so at most one response in this many may be 503.</summary>
    const int RequestsPer503 = 10_000;

    static readonly string Program = typeof(Server).Assembly.Location;

    readonly FuzzOptions options;
    readonly ChildServer server;
    readonly string[] database;
    readonly StoreInvariants invariants;
    readonly Failures failures;
    readonly RunStatistics statistics = new();

    FuzzRun(FuzzOptions options, ChildServer server, string[] database, StoreInvariants invariants, Failures failures) =>
        (this.options, this.server, this.database, this.invariants, this.failures) = (options, server, database, invariants, failures);

    /// <returns>The exit code: 0 when nothing was found.</returns>
    public static async Task<int> Run(FuzzOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("gridgov-fuzz-").FullName;
        var found = new Failures(options.Seed, folder);
        var log = new ServerLog(found);
        var (connectionString, arguments) = await NewDatabase(options.Engine, folder);
        // Rate limits count requests as in production, but refuse none.
        string[] limits =
            ["PerCaller", "PerAddress", "PublicPerAddress", "SignInPerAccount", "SignInPerAddress", "RefreshPerSession", "RefreshPerAddress"];
        string[] settings = [.. arguments, .. limits.Select(name => $"--GridGov:Edge:{name}=1000000000")];
        var child = await ChildServer.Start(
            port => [Program, "--urls", $"http://127.0.0.1:{port}", .. settings], new() { OnLine = log.Add });
        using (var run = new FuzzRun(options, child, arguments, new StoreInvariants(options.Engine, connectionString), found))
        {
            await run.Fuzz();
            log.Finish();
            Console.WriteLine($"The server's log has {log.Warnings} warnings.");
        }
        if (!found.Any)
        {
            Directory.Delete(folder, recursive: true);
            Console.WriteLine("Nothing was found.");
            return 0;
        }
        Console.WriteLine($"\nFound (requests and database are kept in {folder}):");
        found.Print();
        return 1;
    }

    static async Task<(string ConnectionString, string[] Arguments)> NewDatabase(string engine, string folder)
    {
        if (engine == Engines.Sqlite)
        {
            string[] place = [$"--GridGov:DataDirectory={folder}"];
            // A named place must hold a database; of an empty one the server itself makes the administrator and shows the password.
            await File.WriteAllBytesAsync(Path.Combine(folder, "gridgov.db"), []);
            return ($"Data Source={Path.Combine(folder, "gridgov.db")}", place);
        }
        var postgres = new PostgresServer();
        await postgres.WaitUntilReady();
        var connection = postgres.NewDatabase("fuzz");
        string[] arguments =
        [
            $"--GridGov:DataDirectory={folder}",
            "--GridGov:Database:Engine=postgres",
            $"--GridGov:Database:ConnectionString={connection}",
        ];
        return (connection, arguments);
    }

    async Task Fuzz()
    {
        using var admin = await AdminClient.SignIn(server.Port, OneTimePassword(server.Output), ConfirmAll);
        var document = new ApiDocument(await admin.Contract());
        var pool = new ValuePool(document);
        foreach (var secret in admin.Secrets)
            pool.Exclude(secret);
        Console.WriteLine($"{document.Operations.Count} operations, seed {options.Seed}, {options.Workers} workers, "
            + $"{options.Engine}; resident {server.ResidentMegabytes:F0} MB");
        var context = new FuzzContext(document, pool, new SuccessRates(), statistics, failures, server.Port, options.Only)
        {
            Street = await FuzzStreet.Open(admin, 1, options.Workers, pool),
            Clock = new Clock(TimeProvider.System, Clock.Zone("Asia/Shanghai")),
        };
        var watch = Stopwatch.StartNew();
        List<Worker> workers = [.. Enumerable.Range(1, options.Workers).Select(number => new Worker(context, options.Seed, number))];
        try
        {
            for (var street = 2; ; street++)
            {
                var portion = (int)Math.Min(options.Every, options.Requests - statistics.Sent);
                var perWorker = (portion + options.Workers - 1) / options.Workers;
                await Task.WhenAll(workers.Select(worker => Task.Run(() => worker.Run(perWorker))));
                await CheckStore();
                Console.WriteLine($"{statistics.Sent,10:N0} requests, {statistics.Sent / watch.Elapsed.TotalSeconds:N0}/s; "
                    + $"resident {server.ResidentMegabytes:F0} MB; {invariants.RowCounts}");
                if (statistics.Sent >= options.Requests)
                    break;
                pool.Trim();
                context.Street = await FuzzStreet.Open(admin, street, options.Workers, pool);
            }
            CheckLimits();
        }
        catch (ServerGoneException e)
        {
            failures.Add("the server is gone", "process", $"{e.Message}\n{server.Output}");
        }
        finally
        {
            foreach (var worker in workers)
                worker.Dispose();
        }
        statistics.Print(document.Operations, watch.Elapsed);
    }

    void CheckLimits()
    {
        if (server.ResidentMegabytes > MaxResidentMegabytes)
            failures.Add("memory", "process", $"{server.ResidentMegabytes:F0} MB are resident.");
        if (statistics.Unavailable * RequestsPer503 > statistics.Sent)
            failures.Add("too busy", "store", $"{statistics.Unavailable} of {statistics.Sent} were answered with 503.");
    }

    async Task ConfirmAll()
    {
        var (exitCode, output) = await ChildServer.Run([Program, "appointments", "confirm", "--all", .. database]);
        if (exitCode != 0)
            throw new InvalidOperationException(output);
    }

    async Task CheckStore()
    {
        var (exitCode, output) = await ChildServer.Run([Program, "verify", .. database]);
        if (exitCode != 0)
            failures.Add("verify", "store", output);
        foreach (var violation in await invariants.Violations())
            failures.Add($"the store has {violation.Split(':')[0]}", "store", violation);
    }

    static string OneTimePassword(string output)
    {
        const string Before = "(change it first):";
        var at = output.IndexOf(Before, StringComparison.Ordinal);
        return at < 0
            ? throw new InvalidOperationException("The server shows no one-time password:\n" + output)
            : output[(at + Before.Length)..].Split('\n')[0].Trim();
    }

    public void Dispose() => server.Dispose();
}
