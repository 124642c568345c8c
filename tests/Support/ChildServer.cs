using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace GridGov.TestSupport;

/// <summary>A server in a child process on a free loopback port. It is killed on disposal and at the end of this process.</summary>
sealed class ChildServer : IDisposable
{
    const int MaxOutput = 200_000;

    readonly Process process;
    readonly ChildServerOptions options;
    readonly StringBuilder output = new();

    ChildServer(Process process, int port, ChildServerOptions options) => (this.process, Port, this.options) = (process, port, options);

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>Whether the process has not ended by itself; not to be asked once it was disposed of.</summary>
    public bool IsRunning => !process.HasExited;

    /// <summary>The time from the start of the process to the first 200 of /health/ready.</summary>
    public TimeSpan UntilReady { get; private set; }

    /// <summary>Starts <c>dotnet</c> with these arguments and waits until /health/ready answers.</summary>
    /// <param name="arguments">Builds the command line for the chosen port.</param>
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

    /// <summary>Runs a command of the program until it exits.</summary>
    /// <param name="folder">The working directory; by default that of this process.</param>
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
        // The default garbage collector, regardless of the shell's environment.
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
                // The server is not listening yet.
            }
            // The polling interval grows, so that UntilReady is exact to half a percent without thousands of requests.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(watch.ElapsedMilliseconds / 200, 5, 200)));
        }
        Dispose();
        throw new InvalidOperationException($"The server was not ready after {watch.Elapsed.TotalSeconds:F0} s:\n{Output}");
    }

    /// <summary>The beginning of its console output.</summary>
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
            // The output is bounded, because a server may log an error for each request.
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
            // The process has ended, or was disposed of before.
        }
        process.Dispose();
    }
}

sealed record ChildServerOptions
{
    /// <summary>Called with every line of the server's console output.</summary>
    public Action<string>? OnLine { get; init; }

    /// <summary>Environment variables in addition to those of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(1);
}
