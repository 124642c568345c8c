using GridGov.Data;
using GridGov.Host;

namespace GridGov.Benchmarks;

/// <summary>
/// Latency of measures over HTTP, compared with a bare response of the same minute, on a full database and on one with a
/// tenth of its tickets. It uses one connection by default, because it measures latency and not throughput.
/// </summary>
static class MeasureBenchmark
{
    public const string Usage =
        "measures [--tickets 1000000] [--seconds 10] [--connections 1] [--rounds 3] [--keep FILE] [--server GridGov.dll] [--only CASE]";

    sealed record Case(string Name, string Query);

    public static async Task<int> Run(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("gridgov-bench-").FullName;
        try
        {
            var clock = new Clock(TimeProvider.System, Clock.Zone("Asia/Shanghai"));
            var cases = Cases(clock.Today).Where(one => options.Only is null || one.Name.Contains(options.Only, StringComparison.Ordinal))
                .ToList();
            if (cases.Count == 0)
                throw new InvalidOperationException($"No case is named '{options.Only}'.");
            var file = await HttpBenchmark.Filled(options.Keep ?? Path.Combine(folder, "city.db"), options.Tickets, clock);
            var tenth = await HttpBenchmark.Filled((options.Keep ?? Path.Combine(folder, "city.db")) + ".tenth", options.Tickets / 10,
                clock);
            var program = options.Server ?? typeof(Server).Assembly.Location;
            using var bare = await ChildServer.Start(port => [typeof(BareKestrel).Assembly.Location, "bare", port.ToString()]);

            Console.WriteLine($"{options.Tickets:N0} tickets and {options.Tickets / 10:N0}, {options.Connections} connections, "
                + $"{options.Rounds} rounds of {options.Seconds} s");
            Console.WriteLine();
            Console.WriteLine("| what | p50 ms | p99 ms | of bare's p50 | with a tenth: p50 ms | of bare's p50 |");
            Console.WriteLine("|---|---:|---:|---:|---:|---:|");
            using var full = await HttpBenchmark.Serve(program, file, Path.Combine(folder, "full"));
            using var small = await HttpBenchmark.Serve(program, tenth, Path.Combine(folder, "tenth"));
            var (fullTokens, smallTokens) = (await HttpBenchmark.SignIn(full, options.Connections),
                await HttpBenchmark.SignIn(small, options.Connections));
            foreach (var one in cases)
            {
                var (of, ofTenth) = (Measure(full, fullTokens, one), Measure(small, smallTokens, one));
                Console.WriteLine($"| {one.Name} | {of.P50:F2} | {of.P99:F2} | {of.OfBare:F1} | {ofTenth.P50:F2} | {ofTenth.OfBare:F1} |");
            }
            return 0;

            (double P50, double P99, double OfBare) Measure(ChildServer server, List<string> tokens, Case one)
            {
                var time = TimeSpan.FromSeconds(options.Seconds);
                var runs = Enumerable.Range(0, options.Rounds).Select(round =>
                {
                    // Each measurement lies between two of the baseline, because the machine's speed varies over time.
                    var before = Bare();
                    var run = LoadGenerator.Measure(server, time / (round == 0 ? 1 : 4), time,
                        [.. tokens.Select(token => Request.Get("/v1/statistics/measures?" + one.Query, token))]);
                    return (run.P50, run.P99, OfBare: run.P50 / ((before + Bare()) / 2));
                }).ToList();
                return (HttpBenchmark.Median(runs.Select(run => run.P50)), HttpBenchmark.Median(runs.Select(run => run.P99)),
                    HttpBenchmark.Median(runs.Select(run => run.OfBare)));

                double Bare() =>
                    LoadGenerator.Measure(bare, time / 8, time / 4, [.. tokens.Select(_ => Request.Get("/health/ready", token: null))]).P50;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static IEnumerable<Case> Cases(DateOnly today)
    {
        var year = $"grid={City.Code}&from={today.AddDays(-364):yyyy-MM-dd}&to={today.AddDays(1):yyyy-MM-dd}";
        yield return new("resolution rate by programme, half a year",
            $"measure=resolution_rate&groupBy=programme&grid={City.Code}&from={today.AddDays(-183):yyyy-MM-dd}&to={today:yyyy-MM-dd}");
        yield return new("resolution rate by programme, a year up to today", $"measure=resolution_rate&groupBy=programme&{year}");
        yield return new("overdue rate by programme, a year up to today", $"measure=overdue_rate&groupBy=programme&{year}");
        yield return new("resolution rate by street, ranked", $"measure=resolution_rate&groupBy=level1&rank=true&{year}");
        yield return new("series: programme × month", $"measure=resolution_rate&groupBy=programme,month&{year}");
        yield return new("series: programme × month, compared", $"measure=resolution_rate&groupBy=programme,month&compare=previous&{year}");
        yield return new("series: category group × month", $"measure=resolution_rate&groupBy=category_group,month&{year}");
        yield return new("series: street × month", $"measure=resolution_rate&groupBy=level1,month&{year}");
        yield return new("series: programme × day", $"measure=resolution_rate&groupBy=programme,day&{year}");
        yield return new("from the tickets: handler × month, a year", $"measure=resolution_rate&groupBy=handler,month&{year}");
        yield return new("from the tickets: handler, a month",
            $"measure=resolution_rate&groupBy=handler&grid={City.Code}&from={today.AddDays(-30):yyyy-MM-dd}"
                + $"&to={today.AddDays(1):yyyy-MM-dd}");
        yield return new("from the tickets: programme, half a year, as of a month ago",
            $"measure=resolution_rate&groupBy=programme&grid={City.Code}&from={today.AddDays(-183):yyyy-MM-dd}&to={today:yyyy-MM-dd}"
                + $"&asOf={today.AddDays(-30):yyyy-MM-dd}T00:00:00Z");
    }
}
