using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using GridGov.Data;
using GridGov.Host;

namespace GridGov.Benchmarks;

/// <summary>
/// Exports the whole list over HTTP and measures tickets per second and the server's memory,
/// compared with a bare Kestrel that sends as many bytes.
/// </summary>
static class ExportBenchmark
{
    public const string Usage = "export [--tickets 1000000] [--rounds 3] [--keep FILE] [--server GridGov.dll] [--only csv|xlsx|geojson]";

    sealed record Form(string Name, string Accept);

    sealed record ExportRun(long Rows, long Bytes, TimeSpan Time, TimeSpan First, TimeSpan ServerCpu, double Before, double Peak,
        TimeSpan Bare);

    static readonly IReadOnlyList<Form> Forms =
    [
        new("csv", "text/csv"),
        new("geojson", "application/geo+json"),
        new("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ];

    public static async Task<int> Run(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("gridgov-bench-").FullName;
        try
        {
            var clock = new Clock(TimeProvider.System, Clock.Zone("Asia/Shanghai"));
            var file = await HttpBenchmark.Filled(options.Keep ?? Path.Combine(folder, "city.db"), options.Tickets, clock);
            using var bare = await ChildServer.Start(port =>
                [typeof(BareKestrel).Assembly.Location, "bare", port.ToString(CultureInfo.InvariantCulture)]);
            var runs = new List<(string Name, ExportRun Run)>();
            foreach (var form in Forms.Where(form => options.Only is null || form.Name == options.Only))
            {
                // Each run has its own server, so that the memory of one run does not show in the next.
                using var server = await HttpBenchmark.Serve(options.Server ?? typeof(Server).Assembly.Location, file,
                    Path.Combine(folder, form.Name));
                var token = (await HttpBenchmark.SignIn(server, 1))[0];
                for (var round = 0; round < options.Rounds; round++)
                {
                    var run = await Export(server, bare, form, token);
                    runs.Add((form.Name, run));
                    Console.WriteLine($"{form.Name}, round {round + 1}: {run.Rows:N0} tickets, {run.Rows / run.Time.TotalSeconds:N0}/s, "
                        + $"{run.Peak:F0} MB");
                }
            }
            Print(runs);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task<ExportRun> Export(ChildServer server, ChildServer bare, Form form, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{server.Port}/v1/tickets?count=true");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.ParseAdd(form.Accept);
        var (before, cpu, peak) = (server.ResidentMegabytes, server.Cpu, 0.0);
        var (bytes, first, time, rows) = await ReadToEnd(request, () => peak = Math.Max(peak, server.ResidentMegabytes));
        cpu = server.Cpu - cpu;
        using var plain = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{bare.Port}/bytes/{bytes}");
        var (_, _, bareTime, _) = await ReadToEnd(plain, () => { });
        return new ExportRun(long.Parse(rows!, CultureInfo.InvariantCulture), bytes, time, first, cpu, before, peak, bareTime);
    }

    /// <summary>Reads the response as fast as it arrives and discards it.</summary>
    static async Task<(long Bytes, TimeSpan First, TimeSpan Time, string? Rows)> ReadToEnd(HttpRequestMessage request, Action watch)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var from = Stopwatch.GetTimestamp();
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[256 * 1024];
        var (bytes, looked) = (0L, 0L);
        var first = TimeSpan.Zero;
        int read;
        while ((read = await body.ReadAsync(buffer)) > 0)
        {
            if (bytes == 0)
                first = Stopwatch.GetElapsedTime(from);
            bytes += read;
            if (Stopwatch.GetElapsedTime(looked) > TimeSpan.FromMilliseconds(50))
            {
                watch();
                looked = Stopwatch.GetTimestamp();
            }
        }
        return (bytes, first, Stopwatch.GetElapsedTime(from),
            answer.Headers.TryGetValues("GridGov-Rows", out var rows) ? rows.Single() : null);
    }

    static void Print(List<(string Name, ExportRun Run)> runs)
    {
        Console.WriteLine();
        Console.WriteLine("| form | tickets | MB | tickets/s | MB/s | of bare | first byte ms | server µs a ticket | resident MB before | "
            + "at most |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var form in runs.GroupBy(one => one.Name, one => one.Run))
        {
            // Times are medians; memory is the maximum over all rounds.
            var median = form.OrderBy(run => run.Time).ElementAt(form.Count() / 2);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {form.Key} | {median.Rows:N0} | {median.Bytes / 1e6:N0} | {median.Rows / median.Time.TotalSeconds:N0} | "
                    + $"{median.Bytes / 1e6 / median.Time.TotalSeconds:N1} | {median.Bare / median.Time:F3} | "
                    + $"{median.First.TotalMilliseconds:F0} | {form.Min(run => run.ServerCpu.TotalMicroseconds / run.Rows):F1} | "
                    + $"{form.Min(run => run.Before):F0} | {form.Max(run => run.Peak):F0} |"));
        }
    }
}
