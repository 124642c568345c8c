using System.Diagnostics;
using System.Globalization;
using System.Text;
using GridGov.Data;
using GridGov.Data.Sqlite;
using GridGov.Domain.Boundaries;
using GridGov.Geo;
using GridGov.Geo.Boundaries;
using GridGov.Host;
using NetTopologySuite.Geometries;

namespace GridGov.Benchmarks;

/// <summary>
/// Locating positions among the boundaries of 15,000 unit grids, compared with reading tickets by id in the same minute; and vector tiles
/// with the most tickets that a tile has.
/// </summary>
static class LocateBenchmark
{
    public const string Usage = "locate [--tickets 20000] [--seconds 10] [--connections 32] [--rounds 3] [--server GridGov.dll]";

    const int UnitsInCommunity = 75;
    const int Columns = 125;
    const double West = 113.5;
    const double South = 34.6;
    const double Side = 0.002;

    public static async Task<int> Run(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("gridgov-bench-").FullName;
        try
        {
            var clock = new Clock(TimeProvider.System, Clock.Zone("Asia/Shanghai"));
            var file = await HttpBenchmark.Filled(Path.Combine(folder, "city.db"), options.Tickets, clock);
            var count = await AddBoundaries(file, clock);
            await PlaceTickets(file, clock);
            var ids = await HttpBenchmark.TicketIds(file, clock);
            var program = options.Server ?? typeof(Server).Assembly.Location;
            using var server = await HttpBenchmark.Serve(program, file, Path.Combine(folder, "full"));
            var tokens = await HttpBenchmark.SignIn(server, options.Connections);
            var time = TimeSpan.FromSeconds(options.Seconds);
            var random = new Random(1);
            var rows = (count / Columns) + 1;
            var ratios = new List<double>();
            Console.WriteLine("| locate/s | ticket by id/s | ratio |");
            Console.WriteLine("|---:|---:|---:|");
            for (var round = 0; round < options.Rounds; round++)
            {
                var locate = LoadGenerator.Measure(server, time / 4, time, [.. tokens.Select(Locate)]).PerSecond;
                var byId = LoadGenerator.Measure(server, time / 4, time, [.. tokens.Select(ById)]).PerSecond;
                ratios.Add(locate / byId);
                Console.WriteLine($"| {locate:N0} | {byId:N0} | {locate / byId:F2} |");
            }
            Console.WriteLine($"{count:N0} boundaries, {options.Connections} connections, median ratio {HttpBenchmark.Median(ratios):F2}");
            await Tiles(server, tokens[0]);
            return 0;

            Request Locate(string token) => Request.Get("/v1/grids/locate?", Position(random, rows).Length,
                slot => Encoding.ASCII.GetBytes(Position(random, rows), slot), "", token);

            Request ById(string token) => Request.Get("/v1/tickets/", ids[0].ToString().Length,
                slot => Encoding.ASCII.GetBytes(ids[random.Next(ids.Count)].ToString(), slot), "", token);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task Tiles(ChildServer server, string token)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var times = new List<double>();
        var bytes = 0;
        // The first ones warm up.
        for (var i = 0; i < 60; i++)
        {
            var from = Stopwatch.GetTimestamp();
            bytes = (await http.GetByteArrayAsync($"/v1/tiles/{Tile.Z}/{Tile.X}/{Tile.Y}.mvt")).Length;
            if (i >= 10)
                times.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
        }
        times.Sort();
        Console.WriteLine($"a tile with 5,000 tickets and its grids: median {times[25]:F1} ms, 95 % {times[47]:F1} ms, {bytes / 1024:N0} KiB");
    }

    /// <summary>The tile of the zoom in which all tickets lie.</summary>
    static (int Z, int X, int Y) Tile
    {
        get
        {
            const int zoom = 13;
            var (lng, lat) = (West + (Side * 20), South + (Side * 20));
            var radians = lat * Math.PI / 180;
            return (zoom, (int)((lng + 180) / 360 * (1 << zoom)),
                (int)((1 - (Math.Log(Math.Tan(radians) + (1 / Math.Cos(radians))) / Math.PI)) / 2 * (1 << zoom)));
        }
    }

    /// <summary>Puts all tickets near the middle of the tile.</summary>
    static async Task PlaceTickets(string file, Clock clock)
    {
        await using var engine = new SqliteEngine($"Data Source={file}", clock, new IdGenerator(new Random(1)));
        await new Db(engine).Write(async tx =>
        {
            var (random, tile) = (new Random(2), Tile);
            var width = 360.0 / (1 << tile.Z);
            var west = (tile.X * width) - 180;
            var north = Math.Atan(Math.Sinh(Math.PI * (1 - (2.0 * tile.Y / (1 << tile.Z))))) * 180 / Math.PI;
            var ids = await tx.Query<Id>("SELECT id FROM tickets");
            return await tx.Execute("UPDATE tickets SET lng = @Lng, lat = @Lat, cell = @Cell WHERE id = @Id", ids.ConvertAll(id =>
            {
                var (lng, lat) = (west + (width * (0.1 + (0.8 * random.NextDouble()))), north - (width * 0.8 * (0.1 + (0.8 * random.NextDouble()))));
                return new { Id = id, Lng = lng, Lat = lat, Cell = GeoCells.CellOf(lng, lat) };
            }));
        });
    }

    static string Position(Random random, int rows) => string.Create(CultureInfo.InvariantCulture,
        $"lng={West + (random.NextDouble() * Columns * Side):F6}&lat={South + (random.NextDouble() * rows * Side):F6}");

    /// <summary>Adds unit grids to each community, and a square for each.</summary>
    static async Task<int> AddBoundaries(string file, Clock clock)
    {
        await using var engine = new SqliteEngine($"Data Source={file}", clock, new IdGenerator(new Random(1)));
        return await new Db(engine).Write(async tx =>
        {
            var communities = await tx.Query<string>("SELECT code FROM grids WHERE level = 2 ORDER BY code");
            var codes = communities.SelectMany(code => Enumerable.Range(1, UnitsInCommunity).Select(unit => $"{code}{unit:D3}")).ToList();
            await tx.Execute("""
                INSERT INTO grids (code, name, level, parent_code, created_at, version) VALUES (@Code, @Code, 3, @Parent, @Now, 1)
                ON CONFLICT (code) DO NOTHING
                """, codes.ConvertAll(code => new { Code = code, Parent = GridCode.Parent(code), tx.Now }));
            await GridBoundaries.Store(tx, [.. codes.Select((code, i) => new FiledBoundary(i, code, Square(i)))], clock.Today, actor: null);
            return codes.Count;
        });
    }

    static Polygon Square(int i)
    {
        var (west, south) = (West + (i % Columns * Side), South + (i / Columns * Side));
        return new GeometryFactory().CreatePolygon(
            [new(west, south), new(west + Side, south), new(west + Side, south + Side), new(west, south + Side), new(west, south)]);
    }
}
