using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace GridGov.TestSupport;

/// <summary>A server in a child process on a free loopback port. Disposing kills it; so does the end of this process.</summary>
sealed class ChildServer : IDisposable
{
    const int MaxOutput = 200_000;

    readonly Process process;
    readonly ChildServerOptions options;
    readonly StringBuilder output = new();

    ChildServer(Process process, int port, ChildServerOptions options) => (this.process, Port, this.options) = (process, port, options);

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>From the start of the process to its first 200 of /health/ready.</summary>
    public TimeSpan UntilReady { get; private set; }

    /// <summary>Starts <c>dotnet</c> with these arguments and waits until /health/ready answers.</summary>
    /// <param name="arguments">The command line for the port that was chosen.</param>
    public static async Task<ChildServer> Start(Func<int, IEnumerable<string>> arguments, ChildServerOptions? options = null)
    {
        options ??= new();
        var port = LoopbackPort.Free();
        var start = StartInfo(arguments(port));
        foreach (var (name, value) in options.Environment)
            start.Environment[name] = value;
        var watch = Stopwatch.StartNew();
        var server = new ChildServer(Process.Start(start)!, port, options);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
        server.process.OutputDataReceived += (_, line) => server.Append(line.Data);
        server.process.ErrorDataReceived += (_, line) => server.Append(line.Data);
        server.process.BeginOutputReadLine();
        server.process.BeginErrorReadLine();
        await server.WaitUntilReady(watch);
        return server;
    }

    /// <summary>Runs a command of the program to its end.</summary>
    /// <param name="folder">The working directory; that of this process unless said.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    public static async Task<(int ExitCode, string Output)> Run(
        IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = StartInfo(arguments);
        start.WorkingDirectory = folder ?? "";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var command = Process.Start(start)!;
        var errors = command.StandardError.ReadToEndAsync();
        var text = await command.StandardOutput.ReadToEndAsync();
        await command.WaitForExitAsync();
        return (command.ExitCode, text + await errors);
    }

    static ProcessStartInfo StartInfo(IEnumerable<string> arguments)
    {
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo(host, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The garbage collector as it is shipped, whatever the shell has set.
        start.Environment["DOTNET_gcServer"] = "0";
        return start;
    }

    async Task WaitUntilReady(Stopwatch watch)
    {
        using var http = new HttpClient { BaseAddress = Address };
        while (watch.Elapsed < options.StartTimeout && !process.HasExited)
        {
            try
            {
                using var response = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    UntilReady = watch.Elapsed;
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            // UntilReady is exact to half a percent, and a start of half a minute is not polled thousands of times.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(watch.ElapsedMilliseconds / 200, 5, 200)));
        }
        Dispose();
        throw new InvalidOperationException($"The server was not ready after {watch.Elapsed.TotalSeconds:F0} s:\n{Output}");
    }

    /// <summary>The beginning of what it has written to its console.</summary>
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

    void Append(string? line)
    {
        if (line is null)
            return;
        options.OnLine?.Invoke(line);
        lock (output)
        {
            // A server that logs an error for each request must not fill the memory.
            if (output.Length < MaxOutput)
                output.AppendLine(line);
        }
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

sealed record ChildServerOptions
{
    /// <summary>Called with every line that the server writes to its console.</summary>
    public Action<string>? OnLine { get; init; }

    /// <summary>Environment variables beside those of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(1);
}
