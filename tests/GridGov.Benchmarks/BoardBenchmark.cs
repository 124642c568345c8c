using System.Diagnostics;
using System.Globalization;
using System.Text;
using GridGov.Data;
using GridGov.Data.Sqlite;
using GridGov.Host;

namespace GridGov.Benchmarks;

/// <summary>Public boards from memory, read without signing in, compared with reading tickets by id in the same minute.</summary>
static class BoardBenchmark
{
    public const string Usage = "board [--tickets 20000] [--seconds 10] [--connections 32] [--rounds 3] [--server GridGov.dll]";

    public static async Task<int> Run(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("gridgov-bench-").FullName;
        try
        {
            var clock = new Clock(TimeProvider.System, Clock.Zone("Asia/Shanghai"));
            var file = await HttpBenchmark.Filled(Path.Combine(folder, "city.db"), options.Tickets, clock);
            await Publish(file, clock);
            await AddPlaces(file, clock);
            var ids = await HttpBenchmark.TicketIds(file, clock);
            using var server = await HttpBenchmark.Serve(
                options.Server ?? typeof(Server).Assembly.Location, file, Path.Combine(folder, "full"));
            var tokens = await HttpBenchmark.SignIn(server, options.Connections);
            var (time, random, ratios) = (TimeSpan.FromSeconds(options.Seconds), new Random(1), new List<double>());
            Console.WriteLine("| board/s | ticket by id/s | ratio |");
            Console.WriteLine("|---:|---:|---:|");
            for (var round = 0; round < options.Rounds; round++)
            {
                var boards = LoadGenerator.Measure(server, time / 4, time, [.. tokens.Select(_ => Board())]).PerSecond;
                var byId = LoadGenerator.Measure(server, time / 4, time, [.. tokens.Select(ById)]).PerSecond;
                ratios.Add(boards / byId);
                Console.WriteLine($"| {boards:N0} | {byId:N0} | {boards / byId:F2} |");
            }
            using var http = new HttpClient { BaseAddress = server.Address };
            var bytes = (await http.GetByteArrayAsync($"/v1/public/board?grid={City.StreetCode(0)}")).Length;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{bytes:N0} bytes a board, {options.Connections} connections, median ratio {HttpBenchmark.Median(ratios):F2}"));
            await MeasureCircles(server.Address, tokens[0]);
            return 0;

            Request Board() => Request.Get("/v1/public/board?grid=", 9,
                slot => Encoding.ASCII.GetBytes(City.StreetCode(random.Next(City.Streets)), slot), "", token: null);

            Request ById(string token) => Request.Get("/v1/tickets/", ids[0].ToString().Length,
                slot => Encoding.ASCII.GetBytes(ids[random.Next(ids.Count)].ToString(), slot), "", token);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Service circles and gaps of a street with 5,000 places, which are computed for each request.</summary>
    static async Task MeasureCircles(Uri address, string token)
    {
        using var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        foreach (var path in new[] { "service-circle", "service-circle/gaps", "public/circle" })
        {
            var times = new List<double>();
            for (var i = 0; i < 5; i++)
            {
                var watch = Stopwatch.StartNew();
                await http.GetByteArrayAsync($"/v1/{path}?grid={City.StreetCode(0)}");
                times.Add(watch.Elapsed.TotalMilliseconds);
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: median {HttpBenchmark.Median(times):N0} ms of 5"));
        }
    }

    static async Task AddPlaces(string file, Clock clock)
    {
        await using var engine = new SqliteEngine($"Data Source={file}", clock, new IdGenerator(new Random(2)));
        await new Db(engine).Write(async tx =>
        {
            for (var i = 0; i < 5000; i++)
            {
                await tx.Execute("""
                    INSERT INTO places (id, kind, name, grid_code, lng, lat, public, created_at, version)
                    VALUES (@Id, @Kind, @Name, @Grid, @Lng, @Lat, 1, @Now, 1)
                    """, new
                {
                    Id = tx.NewId(), Kind = i % 2 == 0 ? "service_point" : "courtyard", Name = $"场所{i}", Grid = City.StreetCode(0),
                    Lng = 113.6 + (i % 71 * 0.00015), Lat = 34.7 + (i / 71 * 0.00013), tx.Now,
                });
            }
        });
    }

    /// <summary>One board for the whole city.</summary>
    static async Task Publish(string file, Clock clock)
    {
        await using var engine = new SqliteEngine($"Data Source={file}", clock, new IdGenerator(new Random(1)));
        await new Db(engine).Write(tx => tx.Execute("""
            INSERT INTO boards (grid_code, published, sections, names, measure, period, version)
            VALUES (@City, 1, 'heads service_roles team venue office_phone needs circle resolution_rate', 'full', 'resolution_rate',
                    'this_month', 2)
            """, new { City = City.StreetCode(0)[..4] }));
    }
}
