using System.Collections.Concurrent;
using GridGov.Host;
using GridGov.TestSupport;

namespace GridGov.SyncClient;

/// <summary>The built program in a process of its own, which is killed (SIGKILL) and started again.</summary>
sealed class SyncServer(string[] arguments) : IDisposable
{
    static readonly string Program = typeof(Server).Assembly.Location;

    static readonly string[] Limits =
        ["PerCaller", "PerAddress", "PublicPerAddress", "SignInPerAccount", "SignInPerAddress", "RefreshPerSession", "RefreshPerAddress"];

    ChildServer? process;
    bool logsError;
    int outages;
    volatile Uri address = new("http://127.0.0.1:9");

    /// <summary>Where it listens, or did before it was killed.</summary>
    public Uri Address => address;

    /// <summary>How often it found that the store answers too slowly, as on a busy machine; clients get 503 then.</summary>
    public int Outages => outages;

    /// <summary>Other errors that it logged.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    public async Task Start()
    {
        process = await ChildServer.Start(
            port => [Program, "--urls", $"http://127.0.0.1:{port}", "--Logging:LogLevel:Default=Warning", .. arguments,
                // A real device waits; the run would only take longer.
                .. Limits.Select(name => $"--GridGov:Edge:{name}=1000000000")],
            new() { StartTimeout = TimeSpan.FromMinutes(3), OnLine = Read });
        address = process.Address;
    }

    /// <summary>The console logger begins each message with its level, and indents the lines that follow.</summary>
    void Read(string line)
    {
        if (line.StartsWith("fail: GridGov.Data.Engine", StringComparison.Ordinal))
            (logsError, outages) = (false, outages + 1);
        else if (line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal))
            logsError = true;
        else if (!line.StartsWith(' '))
            logsError = false;
        if (logsError)
            Errors.Enqueue(line);
    }

    /// <returns>Whether it was running.</returns>
    public bool Kill()
    {
        var wasRunning = process is { IsRunning: true };
        process?.Dispose();
        process = null;
        return wasRunning;
    }

    /// <summary>Runs <c>verify</c> on its database.</summary>
    public Task<(int ExitCode, string Output)> Verify() => ChildServer.Run([Program, "verify", .. arguments]);

    public void Dispose() => Kill();
}
