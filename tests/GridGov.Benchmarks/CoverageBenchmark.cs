using GridGov.Data;
using GridGov.Data.Sqlite;
using GridGov.Data.Statements;
using GridGov.Host;

namespace GridGov.Benchmarks;

/// <summary>
/// Latency of the measures of going out over HTTP: a street with 5,000 places and a weekly campaign of a year, beside a measure of
/// tickets from counters and a bare answer of the same minute.
/// </summary>
static class CoverageBenchmark
{
    public const string Usage =
        "coverage [--tickets 20000] [--seconds 10] [--connections 1] [--rounds 3] [--server GridGov.dll] [--only CASE]";

    const int Places = 5_000;
    const int Weeks = 52;

    sealed record Case(string Name, string Path);

    public static async Task<int> Run(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("gridgov-bench-").FullName;
        try
        {
            var clock = new Clock(TimeProvider.System, Clock.Zone("Asia/Shanghai"));
            var file = await HttpBenchmark.Filled(Path.Combine(folder, "city.db"), options.Tickets, clock);
            var campaign = await Fill(file, clock);
            using var bare = await ChildServer.Start(port => [typeof(BareKestrel).Assembly.Location, "bare", port.ToString()]);
            using var server = await HttpBenchmark.Serve(
                options.Server ?? typeof(Server).Assembly.Location, file, Path.Combine(folder, "server"));
            var tokens = await HttpBenchmark.SignIn(server, options.Connections);
            Console.WriteLine($"{Places:N0} places, {Weeks} weeks, {options.Tickets:N0} tickets, {options.Connections} connections, "
                + $"{options.Rounds} rounds of {options.Seconds} s");
            Console.WriteLine();
            Console.WriteLine("| what | p50 ms | p99 ms | of bare's p50 |");
            Console.WriteLine("|---|---:|---:|---:|");
            var time = TimeSpan.FromSeconds(options.Seconds);
            foreach (var one in Cases(clock.Today, campaign))
            {
                if (options.Only is not null && !one.Name.Contains(options.Only, StringComparison.Ordinal))
                    continue;
                var runs = Enumerable.Range(0, options.Rounds).Select(round =>
                {
                    var before = Bare();
                    var run = LoadGenerator.Measure(
                        server, time / (round == 0 ? 1 : 4), time, [.. tokens.Select(token => Request.Get(one.Path, token))]);
                    return (run.P50, run.P99, OfBare: run.P50 / ((before + Bare()) / 2));
                }).ToList();
                Console.WriteLine($"| {one.Name} | {HttpBenchmark.Median(runs.Select(run => run.P50)):F2} "
                    + $"| {HttpBenchmark.Median(runs.Select(run => run.P99)):F2} "
                    + $"| {HttpBenchmark.Median(runs.Select(run => run.OfBare)):F1} |");
            }
            return 0;

            double Bare() =>
                LoadGenerator.Measure(bare, time / 8, time / 4, [.. tokens.Select(_ => Request.Get("/health/ready", token: null))]).P50;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static IEnumerable<Case> Cases(DateOnly today, Id campaign)
    {
        const string Measures = "/v1/statistics/measures?measure=";
        var (year, monday) = ($"from={today.AddDays(-364):yyyy-MM-dd}&to={today.AddDays(1):yyyy-MM-dd}", Monday(today));
        var street = $"grid={City.StreetCode(0)}";
        var cycle = $"campaign={campaign}&cycle={monday:yyyy-MM-dd}&from={monday:yyyy-MM-dd}&to={monday.AddDays(7):yyyy-MM-dd}";
        yield return new("resolution rate by programme, a year (counters)", $"{Measures}resolution_rate&groupBy=programme&{street}&{year}");
        yield return new("coverage of a cycle", $"{Measures}coverage_rate&{street}&{cycle}");
        yield return new("coverage of a cycle by unit grid", $"{Measures}coverage_rate&groupBy=level3&{street}&{cycle}");
        yield return new("coverage of a cycle by person", $"{Measures}coverage_rate&groupBy=person&{street}&{cycle}");
        yield return new("coverage of a cycle in a unit grid", $"{Measures}coverage_rate&grid={City.StreetCode(0)}001001&{cycle}");
        yield return new("coverage of a cycle as of yesterday",
            $"{Measures}coverage_rate&{street}&campaign={campaign}&cycle={monday.AddDays(-7):yyyy-MM-dd}"
                + $"&asOf={today.AddDays(-1):yyyy-MM-dd}T00:00:00Z");
        yield return new("coverage by month, a year", $"{Measures}coverage_rate&groupBy=month&{street}&{year}");
        yield return new("timely visits by month, a year", $"{Measures}timely_visit_rate&groupBy=month&{street}&{year}");
        yield return new("findings by person, a month",
            $"{Measures}finding_rate&groupBy=person&{street}&from={today.AddDays(-30):yyyy-MM-dd}&to={today.AddDays(1):yyyy-MM-dd}");
        yield return new("places not visited in a cycle, 50", $"/v1/campaigns/{campaign}/unvisited?cycle={monday:yyyy-MM-dd}");
    }

    static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    sealed record Visit(Id Id, Id Campaign, int Cycle, Id Place, string Grid, Id Person, Instant At, int Day, string Outcome);

    /// <summary>Writes rows as the operations would, without their events, which no measure reads.</summary>
    static async Task<Id> Fill(string file, Clock clock)
    {
        await using var engine = new SqliteEngine(
            $"Data Source={file}", clock, new IdGenerator(new Random(1)), SqliteDurability.Relaxed);
        var (random, last) = (new Random(7), Monday(clock.Today));
        var first = last.AddDays(-7 * (Weeks - 1));
        return await engine.Write(async tx =>
        {
            var grids = await tx.Query<string>("SELECT code FROM grids WHERE level = 3 AND code >= @From AND code < @To ORDER BY code",
                new { From = City.StreetCode(0), To = GridCode.EndOfSubtree(City.StreetCode(0)) });
            var people = await tx.Query<Id>("SELECT id FROM people ORDER BY id LIMIT 60");
            var (campaign, begin) = (tx.NewId(), Days.Begin(first, tx.Zone));
            await tx.Execute("""
                INSERT INTO campaigns (id, kind, name, grid_code, status, from_day, to_day, cycle, target, questions, created_at,
                                       created_by, version)
                VALUES (@Id, 'visit', '敲门行动', @Grid, 'running', @From, @To, 'week', '{}', '[]', @At, @By, 1)
                """, new { Id = campaign, Grid = City.StreetCode(0), From = first, To = last.AddDays(60), At = begin, By = people[0] });
            await tx.Execute("INSERT INTO campaign_grids (campaign_id, grid_code) VALUES (@Id, @Grid)",
                new { Id = campaign, Grid = City.StreetCode(0) });
            var places = Enumerable.Range(0, Places).Select(i => (Id: tx.NewId(), Grid: grids[i % grids.Count])).ToList();
            await new RowInsert<(Id Id, string Grid)>("places", ("id", row => row.Id), ("kind", _ => "household"), ("name", _ => "一室"),
                ("grid_code", row => row.Grid), ("public", _ => 0), ("visit_every_days", _ => 14), ("created_at", _ => 0),
                ("version", _ => 1))
                .Execute(tx, places);
            await new RowInsert<(Id Id, string Grid)>("campaign_targets", ("campaign_id", _ => campaign), ("place_id", row => row.Id),
                ("from_at", _ => begin), ("grid_code", row => row.Grid)).Execute(tx, places);
            await Records.Execute(tx, from week in Enumerable.Range(0, Weeks)
                                      let monday = first.AddDays(7 * week)
                                      from place in places
                                      where random.Next(10) > 0
                                      let day = monday.AddDays(random.Next(7))
                                      where day <= clock.Today
                                      select new Visit(tx.NewId(), campaign, Days.Number(monday), place.Id, place.Grid,
                                          people[random.Next(people.Count)], Days.Begin(day, tx.Zone), Days.Number(day),
                                          random.Next(8) == 0 ? "absent" : random.Next(20) == 0 ? "finding" : "met"));
            return campaign;
        }, CancellationToken.None);
    }

    static readonly RowInsert<Visit> Records = new("records", ("id", row => row.Id), ("campaign_id", row => row.Campaign),
        ("cycle_day", row => row.Cycle), ("place_id", row => row.Place), ("grid_code", row => row.Grid), ("person_id", row => row.Person),
        ("post", _ => "grid_worker"), ("recorded_at", row => row.At), ("done_at", row => row.At), ("day", row => row.Day),
        ("outcome", row => row.Outcome), ("outside_grid", _ => 0));
}
