using GridGov.Data;
using GridGov.Security;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GridGov.Tests;

/// <summary>The server in this process, on a database of its own. One is shared by all tests.</summary>
public sealed class App : WebApplicationFactory<Program>
{
    static readonly Lazy<App> TheOne = new(() => new App());

    readonly string folder = Directory.CreateTempSubdirectory("gridgov-tests-").FullName;
    readonly TestStore store;
    readonly TimeProvider? time;
    readonly bool watch = true;
    readonly IReadOnlyList<(string Key, string Value)> settings = [];

    /// <summary>The shared server: each test makes a town of its own in it.</summary>
    public static App Shared => TheOne.Value;

    public App() : this([])
    {
    }

    /// <param name="time">The clock that the server lives by; the system's unless said.</param>
    /// <param name="watch">Whether the server watches deadlines by itself.</param>
    public App(TimeProvider time, bool watch = false)
        : this([]) => (this.time, this.watch) = (time, watch);

    /// <param name="settings">What this server has set beside its store; unless said it counts no requests.</param>
    public App(IReadOnlyList<(string Key, string Value)> settings)
    {
        this.settings = settings;
        ClientOptions.AllowAutoRedirect = false;
        store = new TestStore(folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                // A handle still open at the end of the process; the system's temporary folder is cleaned anyway.
            }
        };
    }

    /// <summary>Another process, as far as memory goes, on the database of a server that goes on.</summary>
    App(TestStore store, TimeProvider? time, bool watch, IReadOnlyList<(string, string)> settings)
    {
        (this.time, this.watch, this.settings) = (time, watch, settings);
        ClientOptions.AllowAutoRedirect = false;
        this.store = store;
    }

    /// <summary>For a command on the same database.</summary>
    internal string[] Arguments => store.Arguments;

    /// <summary>Where the server keeps files.</summary>
    internal string Folder => folder;

    /// <summary>The database itself, past the server.</summary>
    internal TestStore Store => store;

    public App Beside(bool? watches = null, params (string Key, string Value)[] others) => new(store, time, watches ?? watch, others);

    /// <summary>What the server logs.</summary>
    public CapturedLog Log { get; } = new();

    public Engine Engine => Services.GetRequiredService<Engine>();
    public Db Db => new(Engine);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in (IEnumerable<(string, string)>)[("GridGov:Edge:PerCaller", "0"), ("GridGov:Edge:PerAddress", "0"), .. store.Settings, .. settings])
            builder.UseSetting(key, value);
        builder.UseSetting("GridGov:Watch", watch ? "true" : "false");
        if (time is not null)
            builder.ConfigureTestServices(services => services.AddSingleton(time));
        builder.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddProvider(Log));
        // Hashing is slow on purpose; tests sign in often.
        builder.ConfigureTestServices(services => services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1));
    }

    /// <summary>A client that is signed in as a person, without going through a password.</summary>
    /// <param name="at">The server that is called; this one, which issues the token, unless said.</param>
    public async Task<Caller> CallerFor(Id person, App? at = null)
    {
        var session = await Db.Write(async tx =>
        {
            var id = tx.NewId();
            await tx.Execute("INSERT INTO sessions (id, person_id, device, created_at) VALUES (@Id, @Person, 'test', @Now)",
                new { Id = id, Person = person, tx.Now });
            return id;
        });
        return new Caller((at ?? this).CreateClient(), person, Services.GetRequiredService<AccessTokens>().Issue(session));
    }

    public Caller Nobody() => new(CreateClient(), Id.None, token: null);
}
