using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using GridGov.Data;

namespace GridGov.Benchmarks;

/// <summary>
/// Pushes of 500 acts (300 filings, 100 comments, 100 acceptances): the time of one client's, and the acts a second of 20 clients
/// together beside durable filing by single requests in the same run.
/// </summary>
static class PushBenchmark
{
    public const string Usage = "push [--tickets 1000000] [--seconds 10] [--rounds 3] [--connections 32] [--keep FILE]";

    const int Acts = 500, Clients = 20, Pushes = 60;

    static int numbers;

    public static async Task<int> Run(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("gridgov-bench-").FullName;
        try
        {
            var clock = new Clock(TimeProvider.System, Clock.Zone("Asia/Shanghai"));
            var file = await HttpBenchmark.Filled(options.Keep ?? Path.Combine(folder, "city.db"), options.Tickets, clock);
            using var server = await HttpBenchmark.Serve(
                options.Server ?? typeof(GridGov.Host.Server).Assembly.Location, file, Path.Combine(folder, "full"));
            var tokens = await HttpBenchmark.SignIn(server, Math.Max(Clients, options.Connections));
            await Measure(server, tokens, options);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task Measure(ChildServer server, List<string> tokens, Options options)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        // Until the compiler has done with the acts, as for the other rates.
        await Together(http, [tokens[0]], TimeSpan.FromSeconds(options.Seconds));
        var times = new List<double>();
        for (var i = 0; i < Pushes; i++)
            times.Add(await Push(http, tokens[0]));
        times.Sort();
        Console.WriteLine($"one client, {Acts} acts a push: median {times[Pushes / 2]:N0} ms, p95 {times[Pushes * 95 / 100]:N0} ms");
        for (var round = 0; round < options.Rounds; round++)
        {
            var filed = LoadGenerator.Measure(server, TimeSpan.FromSeconds(options.Seconds / 4.0), TimeSpan.FromSeconds(options.Seconds),
                [.. tokens.Take(options.Connections).Select((token, i) =>
                    HttpBenchmark.FileTicket(token, new Random((round * 1000) + i + Environment.TickCount)))]).PerSecond;
            var pushed = await Together(http, tokens, TimeSpan.FromSeconds(options.Seconds));
            Console.WriteLine($"round {round + 1}: durable filing {filed:N0}/s; {Clients} clients together {pushed:N0} acts/s, "
                + $"{pushed / filed:P0} of it; resident {server.ResidentMegabytes:N0} MB");
        }
    }

    static async Task<double> Together(HttpClient http, List<string> tokens, TimeSpan duration)
    {
        var watch = Stopwatch.StartNew();
        var pushes = await Task.WhenAll(tokens.Take(Clients).Select(async token =>
        {
            var done = 0;
            for (; watch.Elapsed < duration; done++)
                await Push(http, token);
            return done;
        }));
        return pushes.Sum() * Acts / watch.Elapsed.TotalSeconds;
    }

    /// <returns>Milliseconds from the first byte to the last.</returns>
    static async Task<double> Push(HttpClient http, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/sync/push")
        {
            Content = new StringContent(Body(), Encoding.UTF8, "application/json"),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
        var watch = Stopwatch.StartNew();
        using var response = await http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        var time = watch.Elapsed.TotalMilliseconds;
        return (int?)JsonNode.Parse(answer)!["done"] == Acts ? time : throw new InvalidOperationException(answer);
    }

    static string Body()
    {
        var random = new Random(Interlocked.Increment(ref numbers));
        var push = $"{Environment.ProcessId}-{numbers}-{random.Next()}";
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-1).ToString("O");
        var text = new StringBuilder("{\"acts\":[");
        for (var i = 0; i < Acts / 5; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                var grid = $"{City.StreetCode(random.Next(City.Streets))}{random.Next(1, 6):D3}{random.Next(1, 7):D3}";
                text.Append(i + j == 0 ? "" : ",").Append($$"""
                    {"id":"{{push}}-{{i}}-{{j}}","act":"file","at":"{{at}}","body":{"category":"0101","grid":"{{grid}}",
                    "description":"沿街垃圾桶满溢，周边散落生活垃圾，请尽快清运","source":"patrol",
                    "location":{"lng":113.6553,"lat":34.7502,"coordSys":"wgs84","address":"二道街15号门前"} } }
                    """);
            }
            text.Append($$"""
                ,{"id":"{{push}}-{{i}}-c","act":"comment","at":"{{at}}","subject":"@{{push}}-{{i}}-0","body":{"text":"已联系环卫"} },
                {"id":"{{push}}-{{i}}-v","act":"accept","at":"{{at}}","subject":"@{{push}}-{{i}}-1","version":1}
                """);
        }
        return text.Append("]}").ToString();
    }
}
