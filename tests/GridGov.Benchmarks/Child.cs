using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GridGov.Benchmarks;

/// <summary>A server started by the benchmark, and ended by it: by its own process id, whatever happens.</summary>
sealed class Child : IDisposable
{
    readonly Process process;
    readonly StringBuilder output = new();

    readonly Action<string>? onLine;

    Child(Process process, int port, Action<string>? onLine) => (this.process, Port, this.onLine) = (process, port, onLine);

    public int Port { get; }

    /// <summary>From the start of the process to its first 200 of /health/ready.</summary>
    public TimeSpan UntilReady { get; private set; }

    /// <summary>Starts <c>dotnet</c> with these arguments and waits until it answers.</summary>
    /// <param name="onLine">Told every line that it writes.</param>
    public static async Task<Child> Start(Func<int, IEnumerable<string>> arguments, Action<string>? onLine = null)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments(port))
            start.ArgumentList.Add(argument);
        // Both servers as they are shipped, whatever the shell has set.
        start.Environment["DOTNET_gcServer"] = "0";
        var watch = Stopwatch.StartNew();
        var child = new Child(Process.Start(start)!, port, onLine);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => child.Dispose();
        child.process.OutputDataReceived += (_, line) => child.Note(line.Data);
        child.process.ErrorDataReceived += (_, line) => child.Note(line.Data);
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        await child.WaitUntilReady(watch);
        return child;
    }

    async Task WaitUntilReady(Stopwatch watch)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
        while (watch.Elapsed < TimeSpan.FromSeconds(60) && !process.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    UntilReady = watch.Elapsed;
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(5);
        }
        throw new InvalidOperationException("The server did not become ready:\n" + Output);
    }

    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    /// <summary>Processor time used so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in megabytes, as the kernel counts it.</summary>
    public double ResidentMegabytes =>
        File.ReadLines($"/proc/{process.Id}/status")
            .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024)
            .Single();

    void Note(string? line)
    {
        if (line is not null)
            onLine?.Invoke(line);
        lock (output)
        {
            // A server that complains about each request must not fill the memory with it.
            if (line is not null && output.Length < 20_000)
                output.AppendLine(line);
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        try
        {
            process.Kill();
            process.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It has ended, or was disposed of before.
        }
        process.Dispose();
    }
}
