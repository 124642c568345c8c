using System.Net;
using System.Text.RegularExpressions;
using GridGov.Data;
using GridGov.Host;
using GridGov.Tests.Architecture;

namespace GridGov.Tests.Demo;

/// <summary>The demo as a new user starts it: the built program in its own process, on an empty database of this run's engine.</summary>
public sealed partial class DemoServer : IAsyncLifetime
{
    /// <summary>Filling takes half a minute, and several minutes on a busy machine.</summary>
    static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(10);

    static readonly string Program = typeof(Server).Assembly.Location;

    readonly string folder = Directory.CreateTempSubdirectory("gridgov-demo-").FullName;
    readonly string password = $"story-{Random.Shared.NextInt64():x16}";
    readonly Dictionary<string, Caller> callers = new(StringComparer.Ordinal);
    ChildServer? server;
    string[] filled = [];
    Task<HttpFile>? examples;

    ChildServer Running => server ?? throw new InvalidOperationException("The demo does not run.");

    public async Task InitializeAsync()
    {
        (var demo, filled) = TestStore.ForDemo(folder);
        server = await ChildServer.Start(port => [Program, "demo", "--urls", $"http://127.0.0.1:{port}", .. demo], new()
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["GRIDGOV_DEMO_PASSWORD"] = password },
            StartTimeout = StartTimeout,
        });
        // The welcome message follows as soon as the server accepts requests.
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!Output.Contains("Stop with Ctrl+C", StringComparison.Ordinal))
            await Task.Delay(20, timeout.Token);
    }

    public string Output => Running.Output;

    /// <summary>The address of the report in the welcome message.</summary>
    public Uri ReportLink => new(Link().Match(Output) is { Success: true } link ? link.Value : throw new InvalidOperationException(Output));

    /// <summary>The path of the day log in the welcome message.</summary>
    public string DayLogPath => DayLog().Match(Output).Value;

    /// <summary>A caller without an account, who may only follow signed links.</summary>
    public Caller Anonymous => new(NewClient(), Id.None, token: null);

    HttpClient NewClient() => new() { BaseAddress = Running.Address };

    public async Task<Caller> As(string username)
    {
        if (!callers.TryGetValue(username, out var caller))
        {
            var session = (await Anonymous.Post("/v1/auth/sign-in", new { username, password })).ShouldBeOk();
            var person = Id.Parse((string)session["person"]!["id"]!, provider: null);
            caller = callers[username] = new Caller(NewClient(), person, (string)session["accessToken"]!);
        }
        return caller;
    }

    /// <summary>The examples of the contract, sent once.</summary>
    internal Task<HttpFile> Examples => examples ??= Play(Path.Combine(Repository.Root, "openapi", "examples.http"));

    /// <summary>Sends the requests of a file that has the demo's address and password as variables.</summary>
    async Task<HttpFile> Play(string path)
    {
        using var http = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.All });
        var file = new HttpFile(path, http);
        await file.Play(("host", Running.Address.GetLeftPart(UriPartial.Authority)), ("password", password));
        return file;
    }

    /// <summary>Kills the server, so that only durable data remains, and runs <c>verify</c> on its database.</summary>
    internal async Task<(int ExitCode, string Output)> Verify()
    {
        Running.Dispose();
        return await ChildServer.Run([Program, "verify", .. filled]);
    }

    public Task DisposeAsync()
    {
        server?.Dispose();
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    [GeneratedRegex("/v1/people/[^/]+/days/[0-9-]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DayLog();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/v1/assessments/\S+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
