using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace GridGov.Benchmarks;

/// <summary>
/// Compares two builds by processor time per request. Both serve their own demo at the same time and are asked in short turns, so
/// that other load on the machine burdens both alike.
/// </summary>
static class CompareBenchmark
{
    public const string Usage = "compare BEFORE/GridGov.dll AFTER/GridGov.dll [--rounds 60] [--seconds 10] [--only CASE]";

    const string Password = "seven quiet herons at noon";
    const string Grid = "410103003005006";
    const string Street = "410103003";
    static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(250);

    /// <param name="options">Seconds: the warm-up of each case; Rounds: turns of each build.</param>
    public static async Task<int> Run(string before, string after, Options options)
    {
        var folder = Directory.CreateTempSubdirectory("gridgov-compare-").FullName;
        try
        {
            using var one = await Build.Start(Path.GetFullPath(before), Path.Combine(folder, "before"));
            using var other = await Build.Start(Path.GetFullPath(after), Path.Combine(folder, "after"));
            Console.WriteLine("processor time per request, µs, over turns of 250 ms\n");
            Console.WriteLine("| what | before | after | ratio |\n|---|---:|---:|---:|");
            foreach (var name in one.Cases.Keys.Where(name => options.Only is null || name.Contains(options.Only, StringComparison.Ordinal)))
            {
                var (first, second) = (new Total(one, name), new Total(other, name));
                first.Take(TimeSpan.FromSeconds(options.Seconds));
                second.Take(TimeSpan.FromSeconds(options.Seconds));
                (first, second) = (new Total(one, name), new Total(other, name));
                for (var round = 0; round < options.Rounds; round++)
                {
                    foreach (var total in round % 2 == 0 ? new[] { first, second } : [second, first])
                        total.Take(Turn);
                }
                Console.WriteLine($"| {name} | {first.Microseconds:N0} | {second.Microseconds:N0} | "
                    + $"{second.Microseconds / first.Microseconds:F2} |");
            }
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    sealed class Total(Build build, string name)
    {
        double cores, perSecond;

        public double Microseconds => cores / perSecond * 1_000_000;

        public void Take(TimeSpan time)
        {
            var run = LoadGenerator.Measure(build.Server, TimeSpan.Zero, time, [build.Cases[name]]);
            cores += run.ServerCores;
            perSecond += run.PerSecond;
        }
    }

    sealed record Build(ChildServer Server, IReadOnlyDictionary<string, Request> Cases) : IDisposable
    {
        public static async Task<Build> Start(string program, string folder)
        {
            Directory.CreateDirectory(folder);
            var server = await ChildServer.Start(
                port => [program, "demo", "--urls", $"http://127.0.0.1:{port}", $"--GridGov:DataDirectory={folder}",
                    "--GridGov:Edge:PerCaller=1000000000", "--GridGov:Edge:PerAddress=1000000000"],
                new()
                {
                    StartTimeout = TimeSpan.FromMinutes(5),
                    Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["GRIDGOV_DEMO_PASSWORD"] = Password },
                });
            using var http = new HttpClient { BaseAddress = server.Address };
            var supervisor = await SignIn(http, "demo-supervisor");
            var worker = await SignIn(http, "demo-worker");
            return new Build(server, new Dictionary<string, Request>(StringComparer.Ordinal)
            {
                ["ticket by id"] = ById(await ListIds(http, supervisor), supervisor),
                ["list of 50 in a street"] = Request.Get($"/v1/tickets?limit=50&grid={Street}", supervisor),
                ["filing"] = Filing(worker),
                ["rate by programme, half a year"] = Request.Get(
                    $"/v1/statistics/measures?measure=resolution_rate&groupBy=programme&grid={Street}&from=2012-05-01&to=2012-11-01",
                    supervisor),
            });
        }

        static async Task<string> SignIn(HttpClient http, string username)
        {
            using var response = await http.PostAsJsonAsync(
                new Uri("/v1/auth/sign-in", UriKind.Relative), new { username, password = Password });
            response.EnsureSuccessStatusCode();
            return (string)(await response.Content.ReadFromJsonAsync<JsonNode>())!["accessToken"]!;
        }

        static async Task<List<byte[]>> ListIds(HttpClient http, string token)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/tickets?limit=100");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await http.SendAsync(request);
            response.EnsureSuccessStatusCode();
            return [.. (await response.Content.ReadFromJsonAsync<JsonNode>())!["items"]!.AsArray()
                .Select(item => Encoding.ASCII.GetBytes((string)item!["id"]!))];
        }

        static Request ById(List<byte[]> ids, string token)
        {
            var next = 0;
            return Request.Get("/v1/tickets/", ids[0].Length, slot => ids[next++ % ids.Count].CopyTo(slot), "", token);
        }

        static Request Filing(string token)
        {
            const string Body = $"{{\"category\":\"0107\",\"grid\":\"{Grid}\",\"description\":\"行道树倾斜，有倒伏危险\"}}";
            const int Key = 16;
            var next = 0L;
            return new Request()
                .Text($"POST /v1/tickets{Request.Headers(token)}Content-Type: application/json\r\n"
                    + $"Content-Length: {Encoding.UTF8.GetByteCount(Body)}\r\nIdempotency-Key: ")
                .Slot(Key, slot => Utf8Formatter.TryFormat(++next, slot, out _, new System.Buffers.StandardFormat('x', Key)))
                .Text($"\r\n\r\n{Body}");
        }

        public void Dispose() => Server.Dispose();
    }
}
