using System.Diagnostics;
using GridGov.Data;
using GridGov.Data.Sqlite;
using GridGov.Data.Statements;
using GridGov.Domain;
using GridGov.Domain.Statistics.Counters;
using GridGov.Host;

namespace GridGov.Benchmarks;

/// <summary>
/// The cost of counters per filing. Tickets are filed durably and concurrently; then the same counter changes
/// are appended once more and rolled back, and folded. The share is of filing and folding together.
/// </summary>
static class CounterBenchmark
{
    public const string Usage = "counters [--tickets 1000000] [--connections 32] [--rounds 3] [--keep FILE]";

    /// <summary>As many changes as gather before the worker folds them.</summary>
    const int Filed = CounterFoldingWorker.Many;

    public static async Task<int> Run(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("gridgov-bench-").FullName;
        try
        {
            var clock = new Clock(TimeProvider.System, Clock.Zone("Asia/Shanghai"));
            var copy = Path.Combine(folder, "counters.db");
            File.Copy(await HttpBenchmark.Filled(options.Keep ?? Path.Combine(folder, "city.db"), options.Tickets, clock), copy);
            await using var engine = new SqliteEngine($"Data Source={copy}", clock, new IdGenerator(new Random(1)));
            await Startup.PrepareStore(engine, CancellationToken.None);
            await City.OpenKeys(engine);
            var db = new Db(engine);
            var city = await City.Of(db);

            Console.WriteLine($"{options.Tickets:N0} tickets, {Filed:N0} more by {options.Connections} at once, {options.Rounds} rounds");
            Console.WriteLine();
            Console.WriteLine("| filed | of it counters | folded later | share of the counters |");
            Console.WriteLine("|---:|---:|---:|---:|");
            var shares = new List<double>();
            // The first round warms up.
            for (var round = 0; round <= options.Rounds; round++)
            {
                await CounterStore.Fold(db, CancellationToken.None);
                var filing = await Time(() => city.File(db, Filed, options.Connections));
                var deltas = await db.Read(tx => tx.Query(
                    "SELECT counter, grid_code, day, category, programme, role, delta FROM counter_changes ORDER BY seq", Delta));
                var appending = await Time(() => db.Write(async tx =>
                {
                    foreach (var ofOne in deltas.Chunk(Math.Max(1, deltas.Count / Filed)))
                        await CounterStore.AppendChanges(tx, ofOne);
                    tx.Rollback();
                    return 0;
                }));
                var folding = await Time(() => CounterStore.Fold(db, CancellationToken.None));
                if (round == 0)
                    continue;
                shares.Add((appending + folding) / (filing + folding));
                Console.WriteLine($"| {filing.TotalMilliseconds:N0} ms | {appending.TotalMilliseconds:N0} ms | "
                    + $"{folding.TotalMilliseconds:N0} ms | {shares[^1]:P1} |");
            }
            Console.WriteLine($"{HttpBenchmark.Median(shares):P1} of what a filing costs, the median.");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task<TimeSpan> Time(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed;
    }

    static CounterDelta Delta(Columns columns) => new(
        new CounterKey(Codes<Counter>.Parse(columns.Text()), columns.Text(), columns.Day(), columns.Text(),
            Codes<Programme>.Parse(columns.Text()), columns.Text()), columns.Int());
}
