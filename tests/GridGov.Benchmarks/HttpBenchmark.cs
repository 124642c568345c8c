using System.Buffers.Text;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using GridGov.Data;
using GridGov.Data.Copy;
using GridGov.Data.Migrations;
using GridGov.Data.Sqlite;
using GridGov.Host;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridGov.Benchmarks;

/// <summary>Measures the server over HTTP on a filled database, alternating with a bare Kestrel on the same machine.</summary>
static class HttpBenchmark
{
    const int Starts = 3;

    sealed record Case(string Name, Func<string, Random, Request> Request);

    sealed record Figures(string Name, List<Run> Runs, List<Run> Bare, double Resident);

    public static async Task<int> Run(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("gridgov-bench-").FullName;
        try
        {
            var clock = new Clock(TimeProvider.System, Clock.Zone("Asia/Shanghai"));
            var file = await Filled(options.Keep ?? Path.Combine(folder, "city.db"), options.Tickets, clock);
            var tenth = await Filled((options.Keep ?? Path.Combine(folder, "city.db")) + ".tenth", options.Tickets / 10, clock);
            var program = options.Server ?? typeof(Server).Assembly.Location;
            var ids = await TicketIds(file, clock);

            using var bare = await ChildServer.Start(port => [typeof(BareKestrel).Assembly.Location, "bare", port.ToString()]);
            var figures = new List<Figures>();
            var starts = await StartTimes(program, file, Path.Combine(folder, "start"));
            double resident;
            using (var server = await Serve(program, file, Path.Combine(folder, "full")))
            {
                figures.AddRange(await Measure(options, server, bare, [.. Cases(ids).Concat(Measures(clock.Today, "")).Where(Wanted)]));
                resident = server.ResidentMegabytes;
            }
            if (Measures(clock.Today, "").Any(Wanted))
            {
                using var small = await Serve(program, tenth, Path.Combine(folder, "tenth"));
                figures.AddRange(await Measure(options, small, bare, [.. Measures(clock.Today, ", 1/10 of the tickets").Where(Wanted)]));
            }

            if (Cases(ids).Where(RunsOnPostgres).Any(Wanted))
                figures.AddRange(await Postgres(options, program, file, Path.Combine(folder, "postgres"), bare,
                    [.. Cases(ids).Where(RunsOnPostgres).Where(Wanted)]));

            if (figures.Count == 0)
                throw new InvalidOperationException($"No case is named '{options.Only}'.");
            Print(options, ids.Count, figures, starts, resident);
            return 0;

            bool Wanted(Case one) => options.Only is null || one.Name.Contains(options.Only, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Only filing and reading a ticket are also measured on PostgreSQL.</summary>
    static bool RunsOnPostgres(Case one) =>
        one.Request.Method.Name == nameof(FileTicket) || one.Name.StartsWith("ticket by id", StringComparison.Ordinal);

    /// <summary>
    /// Runs the cases on a private PostgreSQL with default settings (every commit is flushed), after copying the database into it.
    /// </summary>
    static async Task<List<Figures>> Postgres(Options options, string program, string file, string folder, ChildServer bare,
        List<Case> cases)
    {
        if (PostgresServer.Binaries is null)
        {
            Console.WriteLine("There is no PostgreSQL below /usr/lib/postgresql; nothing is measured on it.");
            return [];
        }
        Directory.CreateDirectory(folder);
        var clock = new Clock(TimeProvider.System, Clock.Zone("Asia/Shanghai"));
        var source = Path.Combine(folder, "source.db");
        File.Copy(file, source);
        // A kept database may have an older schema.
        await using (var engine = new SqliteEngine($"Data Source={source}", clock, new IdGenerator(new Random(1))))
            await engine.Migrate(Migration.BuiltIn(engine.Dialect), CancellationToken.None);
        var postgres = new PostgresServer();
        await using (var engine = Engines.Create(Engines.Postgres, postgres.To("postgres"), clock, new IdGenerator(new Random(1)),
            NullLogger.Instance))
            await engine.Migrate([], CancellationToken.None);
        var database = postgres.NewDatabase("city");
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var tables = await StoreCopy.Run($"Data Source={source}", database, clock, NullLogger.Instance, _ => { }, CancellationToken.None);
        Console.WriteLine($"copied to PostgreSQL and compared: {tables.Sum(table => table.Rows):N0} rows in "
            + $"{watch.Elapsed.TotalSeconds:F0} s");
        using var server = await Start(program, folder, "--GridGov:Database:Engine=postgres",
            $"--GridGov:Database:ConnectionString={database}");
        return await Measure(options, server, bare, [.. cases.Select(one => one with { Name = one.Name + ", PostgreSQL" })]);
    }

    internal static async Task<string> Filled(string file, int tickets, Clock clock)
    {
        if (!File.Exists(file))
            await City.Fill(file, tickets, clock.Now);
        return file;
    }

    internal static async Task<List<Id>> TicketIds(string file, Clock clock)
    {
        await using var engine = new SqliteEngine($"Data Source={file}", clock, new IdGenerator(new Random(1)));
        return await engine.Read(tx => tx.Query<Id>("SELECT id FROM tickets"), CancellationToken.None);
    }

    static async Task<List<double>> StartTimes(string program, string file, string folder)
    {
        var times = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            using var server = await Serve(program, file, folder);
            times.Add(server.UntilReady.TotalSeconds);
        }
        return times;
    }

    /// <summary>
    /// The built program with its own settings and full durability, on a copy of the database. The
    /// deadline processor is off: it would spend the run on a year of overdue tickets.
    /// </summary>
    internal static Task<ChildServer> Serve(string program, string file, string folder)
    {
        Directory.CreateDirectory(folder);
        var copy = Path.Combine(folder, "gridgov.db");
        if (!File.Exists(copy))
            File.Copy(file, copy);
        return Start(program, folder);
    }

    static Task<ChildServer> Start(string program, string folder, params string[] database) =>
        // Rate limits count requests as in production but refuse none. The deadline processor has its own benchmark.
        ChildServer.Start(port => [program, "--urls", $"http://127.0.0.1:{port}", $"--GridGov:DataDirectory={folder}",
            $"--GridGov:Keys:Master={City.MasterKey}", "--GridGov:Edge:PerCaller=1000000000", "--GridGov:Edge:PerAddress=1000000000",
            "--GridGov:Edge:SignInPerAddress=1000000000", "--GridGov:Edge:PublicPerAddress=1000000000",
            "--GridGov:BackgroundWorkers=false", .. database]);

    static IEnumerable<Case> Cases(List<Id> ids)
    {
        yield return new("file a ticket, durable", FileTicket);
        yield return new("ticket by id, any of all", (token, random) => Request.Get("/v1/tickets/", 13,
            slot => Encoding.ASCII.GetBytes(ids[random.Next(ids.Count)].ToString(), slot), "", token));
        yield return new("list of 50 in a street", (token, random) => Request.Get("/v1/tickets?limit=50&grid=", 9,
            slot => Encoding.ASCII.GetBytes(City.StreetCode(random.Next(City.Streets)), slot), "", token));
    }

    static IEnumerable<Case> Measures(DateOnly today, string suffix)
    {
        var half = $"measure=resolution_rate&groupBy=programme&from={today.AddDays(-183):yyyy-MM-dd}&to={today:yyyy-MM-dd}";
        yield return new("measure by programme, half a year, city" + suffix, (token, _) =>
            Request.Get($"/v1/statistics/measures?{half}&grid={City.Code}", token));
        yield return new("measure by programme, half a year, street" + suffix, (token, random) =>
            Request.Get($"/v1/statistics/measures?{half}&grid=", 9,
            slot => Encoding.ASCII.GetBytes(City.StreetCode(random.Next(City.Streets)), slot), "", token));
    }

    internal static Request FileTicket(string token, Random random)
    {
        const string Category = "{\"category\":\"0101\",\"grid\":\"";
        const string Rest =
            "\",\"description\":\"沿街垃圾桶满溢，周边散落生活垃圾，请尽快清运\","
            + "\"location\":{\"lng\":113.6553,\"lat\":34.7502,\"coordSys\":\"wgs84\",\"address\":\"二道街15号门前\"},\"source\":\"patrol\"}";
        const int GridDigits = 15;
        const int Key = 16;
        return new Request()
            .Text($"POST /v1/tickets{Request.Headers(token)}Content-Type: application/json\r\nContent-Length: "
                + $"{Encoding.UTF8.GetByteCount(Category + Rest) + GridDigits}\r\nIdempotency-Key: ")
            .Slot(Key, slot => Utf8Formatter.TryFormat(random.NextInt64(), slot, out _, new System.Buffers.StandardFormat('x', Key)))
            .Text("\r\n\r\n" + Category)
            .Slot(GridDigits, slot =>
                Encoding.ASCII.GetBytes($"{City.StreetCode(random.Next(City.Streets))}{random.Next(1, 6):D3}{random.Next(1, 7):D3}", slot))
            .Text(Rest);
    }

    static async Task<List<Figures>> Measure(Options options, ChildServer server, ChildServer bare, List<Case> cases)
    {
        var tokens = await SignIn(server, options.Connections);
        var measured = TimeSpan.FromSeconds(options.Seconds);
        var figures = new List<Figures>();
        foreach (var one in cases)
        {
            var (runs, bares) = (new List<Run>(), new List<Run>());
            for (var round = 0; round < options.Rounds; round++)
            {
                // Runs alternate, because the machine's speed varies over time; a ratio compares neighbouring runs.
                bares.Add(LoadGenerator.Measure(bare, measured / 4, measured / 2,
                    [.. tokens.Select(_ => Request.Get("/health/ready", token: null))]));
                // The first run is longer, because the JIT still compiles the code of the case.
                runs.Add(LoadGenerator.Measure(server, round == 0 ? measured : measured / 4, measured,
                    [.. tokens.Select((token, i) =>
                        one.Request(token,
                            new Random((figures.Count * options.Rounds + round) * tokens.Count + i + Environment.TickCount)))]));
                Console.WriteLine($"{one.Name}, round {round + 1}: {runs[^1].PerSecond:N0}/s, bare {bares[^1].PerSecond:N0}/s");
            }
            figures.Add(new Figures(one.Name, runs, bares, server.ResidentMegabytes));
        }
        return figures;
    }

    internal static async Task<List<string>> SignIn(ChildServer server, int count)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}") };
        var tokens = new List<string>();
        for (var i = 0; i < count; i++)
        {
            using var answer = await http.PostAsJsonAsync(new Uri("/v1/auth/sign-in", UriKind.Relative),
                new { username = City.OperatorName(i), password = City.Password });
            answer.EnsureSuccessStatusCode();
            tokens.Add((string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["accessToken"]!);
        }
        return tokens;
    }

    static void Print(Options options, int tickets, List<Figures> figures, List<double> starts, double resident)
    {
        Console.WriteLine();
        Console.WriteLine($"{tickets:N0} tickets, {options.Connections} connections, {options.Rounds} rounds of {options.Seconds} s, "
            + $"{Environment.ProcessorCount} cores shared by server and load");
        Console.WriteLine();
        Console.WriteLine("| what | requests/s | p50 ms | p99 ms | of bare | server cores | load cores | resident MB |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        var bare = figures.SelectMany(one => one.Bare).ToList();
        Row("bare Kestrel, 1 KB of JSON", bare, 1, resident: null);
        foreach (var one in figures)
            Row(one.Name, one.Runs, Median(one.Runs.Zip(one.Bare, (run, beside) => run.PerSecond / beside.PerSecond)), one.Resident);
        Console.WriteLine();
        Console.WriteLine($"From start to ready: {string.Join(", ", starts.Select(seconds => $"{seconds:F2} s"))}. Resident after the run: "
            + $"{resident:F0} MB.");

        static void Row(string name, List<Run> runs, double ofBare, double? resident) => Console.WriteLine(
            $"| {name} | {Median(runs.Select(run => run.PerSecond)):N0} | {Median(runs.Select(run => run.P50)):F1} | "
                + $"{Median(runs.Select(run => run.P99)):F1} | {ofBare:F3} | {Median(runs.Select(run => run.ServerCores)):F2} | "
                + $"{Median(runs.Select(run => run.ClientCores)):F2} | {resident:F0} |");
    }

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
