using System.Diagnostics;
using GridGov.Data;
using GridGov.Data.Sqlite;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Query;
using GridGov.Domain.Tickets.Search;
using GridGov.Host;

namespace GridGov.Benchmarks;

/// <summary>
/// Searches for a page of 50 with its hits, beside a ticket by id; and what the index costs a filing: tickets are filed durably with the
/// index, and again where views take what is written into it. What then remains, the folding, is timed by itself.
/// </summary>
static class SearchBenchmark
{
    public const string Usage = "search [--tickets 1000000] [--connections 32] [--rounds 3] [--keep FILE]";

    const int Filed = 5_000, Runs = 200, PageSize = 51;

    static readonly (string Words, string Scope)[] Searches =
    [
        ("井盖", City.Code), ("路灯", City.Code), ("灯", City.Code), ("路灯 137号", City.Code), ("137号门前", City.Code),
        ("无此词语", City.Code), ("3街道 路灯", City.Code), ("市容", City.Code), ("路灯", City.StreetCode(3)),
        ("路灯", City.StreetCode(3) + "001001"),
    ];

    // The views have the names of the tables, so that the program's statements stay as they are.
    const string WithoutIndex = """
        DROP TABLE search_grams; DROP TABLE search_index; ALTER TABLE search_words RENAME TO words_before;
        CREATE VIEW search_index (search_index, rowid, grams) AS SELECT '', 0, '' WHERE 0;
        CREATE VIEW search_words AS SELECT * FROM words_before WHERE 0;
        CREATE TRIGGER no_index INSTEAD OF INSERT ON search_index BEGIN SELECT 1; END;
        CREATE TRIGGER no_words INSTEAD OF INSERT ON search_words BEGIN SELECT 1; END;
        """;

    public static async Task<int> Run(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("gridgov-bench-").FullName;
        try
        {
            var clock = new Clock(TimeProvider.System, Clock.Zone("Asia/Shanghai"));
            var source = await HttpBenchmark.Filled(options.Keep ?? Path.Combine(folder, "city.db"), options.Tickets, clock);
            await using var with = await Copy(source, Path.Combine(folder, "with.db"), clock);
            await using var without = await Copy(source, Path.Combine(folder, "without.db"), clock);
            await Search(new Db(with), options);
            await new Db(without).Write(tx => tx.Execute(WithoutIndex));
            await File(new Db(with), new Db(without), options);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task<SqliteEngine> Copy(string source, string file, Clock clock)
    {
        System.IO.File.Copy(source, file);
        var engine = new SqliteEngine($"Data Source={file}", clock, new IdGenerator(new Random(1)));
        await Startup.PrepareStore(engine, CancellationToken.None);
        await City.OpenKeys(engine);
        return engine;
    }

    static async Task Search(Db db, Options options)
    {
        var ids = await db.Read(tx => tx.Query<Id>("SELECT id FROM tickets ORDER BY id DESC LIMIT 1000"));
        var get = await Times(i => db.Read(async tx => await TicketView.Load(tx, (await TicketRow.Find(tx, ids[i], Scope.Of(City.Code)))!)));
        Console.WriteLine($"{options.Tickets:N0} tickets; a ticket by id takes {get.Median:N3} ms in process.");
        Console.WriteLine();
        Console.WriteLine("| words | scope | with them | median ms | 95 % ms | of a ticket by id |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|");
        foreach (var (words, code) in Searches)
        {
            var scope = Scope.Of(code);
            var count = await db.Read(async tx => await (await Where(tx, words, scope, TicketReading.Count)).Count(tx));
            var time = await Times(_ => db.Read(tx => Page(tx, words, scope)));
            Console.WriteLine($"| {words} | {code} | {count:N0} | {time.Median:N2} | {time.High:N2} | {time.Median / get.Median:N0} |");
        }
        Console.WriteLine();
    }

    static async Task<TicketWhere> Where(Tx tx, string words, Scope scope, TicketReading reading) =>
        new(await new TicketQuery { Text = words }.WithSearch(tx), scope, tx.Now, reading);

    static async Task<List<Ticket>> Page(Tx tx, string words, Scope scope)
    {
        var query = await new TicketQuery { Text = words }.WithSearch(tx);
        var where = new TicketWhere(query, scope, tx.Now, TicketReading.Page);
        where.Parameters.Add("rows", PageSize);
        var rows = await tx.Query($"{where.Select(TicketRow.Select)} WHERE {where} ORDER BY {where.TicketId} DESC LIMIT @rows",
            TicketRow.Read, where.Parameters, scope);
        return await query.Search!.Mark(tx, (await TicketView.Load(tx, rows)).ConvertAll(ticket => ticket.ToTicket()));
    }

    static async Task File(Db with, Db without, Options options)
    {
        var (city, other) = (await City.Of(with), await City.Of(without));
        var losses = new List<double>();
        Console.WriteLine("| with the index | without | processor time with it | without | folding | loss of processor time |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|");
        // The first round warms up.
        for (var round = 0; round <= options.Rounds; round++)
        {
            var filed = await Cost(() => city.File(with, Filed, options.Connections));
            var plain = await Cost(() => other.File(without, Filed, options.Connections));
            var sources = await with.Read(tx => WordsSource.Load(tx, Id.None, Filed));
            var index = with.Dialect.Search;
            var folding = await Cost(() => Task.Run(() => sources.ForEach(source => index.GramsOf(source.Words))));
            if (round == 0)
                continue;
            losses.Add(1 - ((plain.Processor - folding.Processor) / filed.Processor));
            Console.WriteLine($"| {Filed / filed.Elapsed * 1000:N0}/s | {Filed / plain.Elapsed * 1000:N0}/s | {filed.Processor:N0} ms | "
                + $"{plain.Processor:N0} ms | {folding.Processor:N0} ms | {losses[^1]:P1} |");
        }
        Console.WriteLine($"A filing loses {HttpBenchmark.Median(losses):P1} of its processor time to the index, the median.");
    }

    /// <summary>Milliseconds passed, and of the processors, which others on the machine do not change.</summary>
    static async Task<(double Elapsed, double Processor)> Cost(Func<Task> work)
    {
        var before = Environment.CpuUsage.TotalTime;
        var elapsed = await Time(work);
        return (elapsed, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
    }

    static async Task<(double Median, double High)> Times<T>(Func<int, Task<T>> run)
    {
        var times = new List<double>();
        for (var i = 0; i < Runs; i++)
            times.Add(await Time(() => run(i)));
        times.Sort();
        return (times[Runs / 2], times[Runs * 95 / 100]);
    }

    static async Task<double> Time(Func<Task> work)
    {
        var from = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(from).TotalMilliseconds;
    }
}
