using System.Diagnostics;
using System.Globalization;
using GridGov.Data;
using GridGov.Data.Sqlite;
using GridGov.Domain.Deadlines;
using GridGov.Host;

namespace GridGov.Benchmarks;

/// <summary>
/// The cost of one wake-up of the deadline processor, at the full and at a tenth of the number of open tickets:
/// finding due tickets, and durably turning them yellow (an event, the next instant, two notifications).
/// </summary>
static class DeadlineProcessorBenchmark
{
    public const string Usage = "deadline-processor [--tickets 100000] [--due 200]";
    const int Rounds = 5;
    const string Street = "990101001";
    const string Grid = Street + "001001";

    public static async Task<int> Run(string[] args)
    {
        var (tickets, due) = (100_000, 200);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length || !int.TryParse(args[i + 1], out var number) || number < 1)
                return Misuse();
            if (args[i] is "--tickets" && number >= 10_000)
                tickets = number;
            else if (args[i] is "--due" && number <= 1_000)
                due = number;
            else
                return Misuse();
        }
        var small = await Measure(tickets / 10, due);
        var full = await Measure(tickets, due);
        Console.WriteLine();
        Console.WriteLine("| open tickets | next instant | due | acting on them | each |");
        Console.WriteLine("|---:|---:|---:|---:|---:|");
        foreach (var (open, next, act) in new[] { small, full })
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {open:N0} | {next:N0} µs | {due} | {act:N1} ms | {act / due * 1000:N0} µs |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Ten times the open tickets: {full.Act / small.Act:N2} times the work."));
        return 0;
    }

    static int Misuse()
    {
        Console.Error.WriteLine(Usage);
        return 2;
    }

    static async Task<(int Open, double Next, double Act)> Measure(int tickets, int due)
    {
        var folder = Directory.CreateTempSubdirectory("gridgov-deadlines-").FullName;
        try
        {
            var clock = new Clock(TimeProvider.System, Clock.Zone("Asia/Shanghai"));
            await using var engine = new SqliteEngine($"Data Source={Path.Combine(folder, "watch.db")}", clock,
                new IdGenerator(new Random(1)));
            var db = new Db(engine);
            await Startup.PrepareStore(engine, CancellationToken.None);
            await db.Write(tx => Fill(tx, tickets));
            Console.WriteLine($"{tickets:N0} open tickets are filled in.");

            var (nexts, acts) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                var watch = Stopwatch.StartNew();
                for (var i = 0; i < 100; i++)
                    await DeadlineProcessor.FindNext(db, CancellationToken.None);
                nexts.Add(watch.Elapsed.TotalMicroseconds / 100);

                // Each round takes other tickets, spread over all of them.
                var first = round;
                await db.Write(tx => tx.Execute(MakeDue, new { Step = tickets / due, First = first, tx.Now }));
                watch.Restart();
                var acted = await DeadlineProcessor.Run(db, failed: null, CancellationToken.None);
                acts.Add(watch.Elapsed.TotalMilliseconds);
                if (acted < due || acted > due + 1)
                    throw new InvalidOperationException($"{acted} tickets were acted on, of {due} that were due.");
            }
            return (tickets, Median(nexts), Median(acts));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    static async Task Fill(Tx tx, int tickets)
    {
        foreach (var (code, level) in new[] { (Street[..4], 0), (Street[..6], 0), (Street, 1), (Street + "001", 2), (Grid, 3) })
        {
            await tx.Execute("INSERT INTO grids (code, name, level, parent_code, created_at, version) VALUES (@Code, '测', @Level, @Parent, "
                + "@Now, 1)",
                new { Code = code, Level = level, Parent = GridGov.Data.GridCode.Parent(code), tx.Now });
        }
        var (head, officer) = (tx.NewId(), tx.NewId());
        foreach (var (person, post, role) in new[] { (head, "grid_head", null), (officer, "service_officer", "urban_management") })
        {
            await tx.Execute("INSERT INTO people (id, name, grid_code, created_at, version) VALUES (@Person, '人', @Street, @Now, 1)",
                new { Person = person, Street, tx.Now });
            await tx.Execute("""
                INSERT INTO appointments (id, person_id, post, role, responsibility, grid_code, from_day, created_at, version)
                VALUES (@Id, @Person, @Post, @Role, @How, @Grid, 20200101, @Now, 1)
                """, new { Id = tx.NewId(), Person = person, Post = post, Role = role, How = role is null ? "first" : null, Grid, tx.Now });
        }
        var args = new { Tickets = tickets, tx.Now, tx.Today, Street, Grid, Officer = officer, Soon = tx.Now + TimeSpan.FromHours(2) };
        await tx.Execute(InsertTickets, args);
        await tx.Execute("INSERT INTO ticket_clocks (ticket_id, run, stage, time_limit, started_at) SELECT id, 1, 'handle', "
            + "'3 working_days', @Now FROM tickets", args);
    }

    // Every ticket has its own wake-up instant in the coming days.
    const string InsertTickets = """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @Tickets)
        INSERT INTO tickets (id, number, status, handling_level, grid_code, street_code, kind, category, programme, role, urgency,
                             source, description, filed_by, filed_at, filed_day, handler_id, handler_post, handler_role,
                             yellow_at, due_at, next_wake_up_at, updated_at, version)
        SELECT i, @Street || '-20260101-' || i, 'processing', 3, @Grid, @Street, 'component', '0107', 'seven_fields', 'urban_management',
        'routine',
               'patrol', '行道树倾斜', @Officer, @Now, @Today, @Officer, 'service_officer', 'urban_management',
               @Soon + i * 1000, @Soon + i * 1000 + 3600000, @Soon + i * 1000, @Now, 1
          FROM n
        """;

    const string MakeDue = """
        UPDATE tickets
           SET yellow_at = @Now - 60000, due_at = @Now + 3600000, next_wake_up_at = @Now - 60000, alerted_light = NULL
         WHERE id % @Step = @First % @Step
        """;
}
