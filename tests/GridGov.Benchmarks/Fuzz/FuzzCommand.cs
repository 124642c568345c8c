using System.Diagnostics;
using GridGov.Platform.Data;
using GridGov.Platform.Time;
using GridGov.Tests;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>
/// Hostile input: starts a server on a new database, signs in as every post, and sends it requests made from its own contract,
/// right ones, bent ones and wild ones. Nothing may make it err, hang, tell of its inside, or write what must not be.
/// </summary>
static class FuzzCommand
{
    const int MostResidentMegabytes = 1_000;

    /// <returns>The exit code: 0 when nothing was found.</returns>
    public static async Task<int> Run(FuzzOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("gridgov-fuzz-").FullName;
        var failures = new Failures(options.Seed, folder);
        var log = new ServerLog(failures);
        var database = Database(options.Engine, folder);
        var program = typeof(Server).Assembly.Location;
        using (var server = await Child.Start(port => [program, "--urls", $"http://127.0.0.1:{port}", .. database.Arguments, "--GridGov:Edge:PerCaller=1000000000", "--GridGov:Edge:PerAddress=1000000000"], log.Line))
        {
            await Fuzz(options, server, new StoreInvariants(options.Engine, database.ConnectionString), failures, () => Verify(program, database.Arguments));
            log.Finish();
            Console.WriteLine($"The server's log has {log.Warnings} warnings.");
        }
        if (!failures.Any)
        {
            Directory.Delete(folder, recursive: true);
            Console.WriteLine("Nothing was found.");
            return 0;
        }
        Console.WriteLine($"\nFound (requests and database are kept in {folder}):");
        failures.Print();
        return 1;
    }

    static (string ConnectionString, string[] Arguments) Database(string engine, string folder)
    {
        if (engine == Engines.Sqlite)
            return ($"Data Source={Path.Combine(folder, "gridgov.db")}", [$"--GridGov:DataDirectory={folder}"]);
        var postgres = new PostgresServer();
        for (var watch = Stopwatch.StartNew(); ;)
        {
            try
            {
                var connection = postgres.NewDatabase("fuzz");
                return (connection, [$"--GridGov:DataDirectory={folder}", "--GridGov:Database:Engine=postgres", $"--GridGov:Database:ConnectionString={connection}"]);
            }
            catch (Npgsql.NpgsqlException) when (watch.Elapsed < TimeSpan.FromSeconds(30))
            {
                // Still coming up.
            }
        }
    }

    static async Task Fuzz(FuzzOptions options, Child server, StoreInvariants invariants, Failures failures, Func<Task<string?>> verify)
    {
        var clock = new Clock(TimeProvider.System, Clock.Zone("Asia/Shanghai"));
        using var guardian = await Guardian.Enter(server.Port, OneTimePassword(server.Output));
        var document = new ApiDocument(await guardian.Contract());
        var pool = new Pool(document);
        foreach (var secret in guardian.Secrets)
            pool.Hide(secret);
        var tally = new Tally();
        var watch = Stopwatch.StartNew();
        Console.WriteLine($"{document.Operations.Count} operations, seed {options.Seed}, {options.Workers} workers, {options.Engine}; resident {server.ResidentMegabytes:F0} MB");
        var arena = new Arena(document, pool, new Odds(), tally, failures, clock, server.Port, options.Only) { Town = await FuzzTown.Open(guardian, 1, options.Workers, pool) };
        List<Worker> workers = [.. Enumerable.Range(1, options.Workers).Select(number => new Worker(arena, options.Seed, number))];
        try
        {
            for (var town = 2; ; town++)
            {
                var portion = (int)Math.Min(options.Every, options.Requests - tally.Sent);
                await Task.WhenAll(workers.Select(worker => Task.Run(() => worker.Run((portion + options.Workers - 1) / options.Workers))));
                await Check(invariants, failures, verify);
                Console.WriteLine($"{tally.Sent,10:N0} requests, {tally.Sent / watch.Elapsed.TotalSeconds:N0}/s; resident {server.ResidentMegabytes:F0} MB; {invariants.Rows}");
                if (tally.Sent >= options.Requests)
                    break;
                pool.Forget();
                arena.Town = await FuzzTown.Open(guardian, town, options.Workers, pool);
            }
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
        if (server.ResidentMegabytes > MostResidentMegabytes)
            failures.Add("memory", "process", $"{server.ResidentMegabytes:F0} MB are resident.");
        // None is expected: the load is far below what the store takes.
        if (tally.Busy * 10_000 > tally.Sent)
            failures.Add("too busy", "store", $"{tally.Busy} of {tally.Sent} were answered with 503.");
        tally.Print(document.Operations, watch.Elapsed);
    }

    static async Task Check(StoreInvariants invariants, Failures failures, Func<Task<string?>> verify)
    {
        if (await verify() is { } differs)
            failures.Add("verify", "store", differs);
        foreach (var broken in await invariants.Broken())
            failures.Add($"the store has {broken.Split(':')[0]}", "store", broken);
    }

    /// <returns>What the product's own check says when it finds something; null when it finds nothing.</returns>
    static async Task<string?> Verify(string program, string[] database)
    {
        var start = new ProcessStartInfo("dotnet", [program, "verify", .. database]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? null : output + await errors;
    }

    static string OneTimePassword(string output)
    {
        const string Before = "(change it first):";
        var at = output.IndexOf(Before, StringComparison.Ordinal);
        return at < 0 ? throw new InvalidOperationException("The server shows no one-time password:\n" + output) : output[(at + Before.Length)..].Split('\n')[0].Trim();
    }
}
