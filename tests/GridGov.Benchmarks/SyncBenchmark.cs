using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;
using GridGov.Data;
using GridGov.Data.Sqlite;
using GridGov.Domain.Events;
using GridGov.Domain.Sync;
using GridGov.Host;
using GridGov.Security;

namespace GridGov.Benchmarks;

/// <summary>
/// Pulls over HTTP, as a phone does: the last 10,000 tickets that changed, a first copy of the whole city, and nothing new. Each is
/// compared with a bare Kestrel that sends as many bytes as were sent compressed.
/// </summary>
static class SyncBenchmark
{
    public const string Usage = "sync [--tickets 100000] [--rounds 3] [--keep FILE] [--server GridGov.dll] [--only CASE]";

    const int Changed = 10_000, PageSize = 2000;

    sealed record PullRun(int Changes, int Pages, long Bytes, long Plain, TimeSpan Time, TimeSpan ServerCpu, TimeSpan Bare);

    public static async Task<int> Run(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("gridgov-bench-").FullName;
        try
        {
            var clock = new Clock(TimeProvider.System, Clock.Zone("Asia/Shanghai"));
            var file = await HttpBenchmark.Filled(options.Keep ?? Path.Combine(folder, "city.db"), options.Tickets, clock);
            using var server = await HttpBenchmark.Serve(options.Server ?? typeof(Server).Assembly.Location, file, folder + "/server");
            using var bare = await ChildServer.Start(port =>
                [typeof(BareKestrel).Assembly.Location, "bare", port.ToString(CultureInfo.InvariantCulture)]);
            var token = (await HttpBenchmark.SignIn(server, 1))[0];
            var (before, end) = await Cursors(Path.Combine(folder, "server", "gridgov.db"), clock);
            Console.WriteLine("| pulled | changes | pages | seconds | changes/s | KB sent | KB of JSON | server ms | of bare |");
            Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
            foreach (var (name, cursor, encoding) in new[]
            {
                ($"{Changed:N0} changes, br", before, "br"), ($"{Changed:N0} changes, gzip", before, "gzip"),
                ($"{Changed:N0} changes, plain", before, "identity"), ("first copy of the city, br", "", "br"),
                ("nothing new, br", end, "br"),
            }.Where(one => options.Only is null || one.Item1.Contains(options.Only, StringComparison.Ordinal)))
            {
                var runs = new List<PullRun>();
                // The first round warms up.
                for (var round = 0; round <= options.Rounds; round++)
                    runs.Add(await Pull(server, bare, token, cursor, encoding));
                Print(name, runs[1..]);
            }
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Cursors of the signed-in operator: before the last changes, and at the end.</summary>
    static async Task<(string Before, string End)> Cursors(string file, Clock clock)
    {
        await using var engine = new SqliteEngine($"Data Source={file}", clock, new IdGenerator(new Random(1)));
        return await engine.Read(async tx =>
        {
            var person = await tx.QuerySingle<Id>("SELECT id FROM people WHERE username = @Name", new { Name = City.OperatorName(0) });
            var end = await SyncPage.Begin(tx, SyncRegistration.Kinds.FingerprintOf((await ActorCache.LoadPerson(tx, person))!))
                with
            { Phase = SyncPhase.Changes };
            var before = await tx.QuerySingle(FindBefore, c => new JournalPosition(c.Long(), c.Instant()), new { Changed });
            return ((end with { Position = before }).Write(), end.Write());
        }, CancellationToken.None);
    }

    static async Task<PullRun> Pull(ChildServer server, ChildServer bare, string token, string cursor, string encoding)
    {
        using var http = new HttpClient();
        var (changes, pages, bytes, plain, more) = (0, 0, 0L, 0L, true);
        var (time, cpu) = (TimeSpan.Zero, server.Cpu);
        while (more)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get,
                $"http://127.0.0.1:{server.Port}/v1/sync/pull?limit={PageSize}" + (cursor.Length == 0 ? "" : $"&cursor={cursor}"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            request.Headers.AcceptEncoding.ParseAdd(encoding);
            var from = Stopwatch.GetTimestamp();
            using var answer = await http.SendAsync(request);
            var body = await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
            time += Stopwatch.GetElapsedTime(from);
            var text = Decompressed(body, encoding);
            using var page = JsonDocument.Parse(text);
            changes += page.RootElement.GetProperty("changes").GetArrayLength();
            cursor = page.RootElement.GetProperty("next").GetString()!;
            more = page.RootElement.GetProperty("more").GetBoolean();
            (pages, bytes, plain) = (pages + 1, bytes + body.Length, plain + text.Length);
        }
        cpu = server.Cpu - cpu;
        var began = Stopwatch.GetTimestamp();
        await http.GetByteArrayAsync(new Uri($"http://127.0.0.1:{bare.Port}/bytes/{bytes}"));
        return new PullRun(changes, pages, bytes, plain, time, cpu, Stopwatch.GetElapsedTime(began));
    }

    static byte[] Decompressed(byte[] body, string encoding)
    {
        using var source = new MemoryStream(body);
        using Stream stream = encoding switch
        {
            "br" => new BrotliStream(source, CompressionMode.Decompress),
            "gzip" => new GZipStream(source, CompressionMode.Decompress),
            _ => source,
        };
        using var text = new MemoryStream();
        stream.CopyTo(text);
        return text.ToArray();
    }

    static void Print(string name, List<PullRun> runs)
    {
        var median = runs.OrderBy(run => run.Time).ElementAt(runs.Count / 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {median.Changes:N0} | {median.Pages} | {median.Time.TotalSeconds:F3} | "
            + $"{median.Changes / median.Time.TotalSeconds:N0} | {median.Bytes / 1000.0:N0} | {median.Plain / 1000.0:N0} | {runs.Min(run => run.ServerCpu.TotalMilliseconds):N0} | "
            + $"{median.Bare / median.Time:F4} |"));
    }

    const string FindBefore = """
        SELECT seq, at
          FROM journal
         WHERE seq = (SELECT max(j.seq) AS last FROM journal j WHERE j.subject_kind = 'ticket'
                       GROUP BY j.subject ORDER BY last DESC LIMIT 1 OFFSET @Changed)
        """;
}
