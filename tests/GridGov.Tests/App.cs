using GridGov.Data;
using GridGov.Host;
using GridGov.Security;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GridGov.Tests;

/// <summary>The server in this process, on its own database. All tests share one instance unless they need their own.</summary>
public sealed class App : WebApplicationFactory<Program>
{
    // Started here, because WebApplicationFactory starts a server for each of several tests that ask for the first time at once.
    static readonly Lazy<App> TheOne = new(() =>
    {
        var app = new App();
        _ = app.Server;
        return app;
    });

    readonly string folder = Directory.CreateTempSubdirectory("gridgov-tests-").FullName;
    readonly TestStore store;
    readonly TimeProvider? time;
    readonly bool backgroundWorkers = true;
    readonly IReadOnlyList<(string Key, string Value)> settings = [];

    /// <summary>The shared server; each test creates its own street in it.</summary>
    public static App Shared => TheOne.Value;

    public App() : this([])
    {
    }

    /// <param name="time">The server's clock; the system's by default.</param>
    /// <param name="backgroundWorkers">Whether the server runs its deadline processor.</param>
    /// <param name="settings">Settings in addition to the store's.</param>
    public App(TimeProvider time, bool backgroundWorkers = false, params IReadOnlyList<(string Key, string Value)> settings)
        : this(settings) => (this.time, this.backgroundWorkers) = (time, backgroundWorkers);

    /// <param name="settings">Settings in addition to the store's; by default there is no rate limit.</param>
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
                // A handle may still be open at the end of the process; the system cleans its temporary folder.
            }
        };
    }

    /// <summary>A second server on the same database, with its own caches.</summary>
    App(TestStore store, TimeProvider? time, bool backgroundWorkers, IReadOnlyList<(string, string)> settings)
    {
        (this.time, this.backgroundWorkers, this.settings) = (time, backgroundWorkers, settings);
        ClientOptions.AllowAutoRedirect = false;
        this.store = store;
    }

    /// <summary>Arguments for a command on the same database.</summary>
    internal string[] Arguments => store.Arguments;

    /// <summary>The folder of the server's files.</summary>
    internal string Folder => folder;

    /// <summary>The database, for access without the server.</summary>
    internal TestStore Store => store;

    public App StartSecondServer(bool? withWorkers = null, params (string Key, string Value)[] others) =>
        new(store, time, withWorkers ?? backgroundWorkers, others);

    /// <param name="otherTime">The clock of the second server's machine.</param>
    public App StartSecondServer(TimeProvider otherTime) => new(store, otherTime, backgroundWorkers, []);

    /// <summary>What the server logs.</summary>
    public CapturedLog Log { get; } = new();

    public Engine Engine => Services.GetRequiredService<Engine>();
    public Db Db => new(Engine);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in (IEnumerable<(string, string)>)[.. Unlimited, .. store.Settings, .. settings])
            builder.UseSetting(key, value);
        builder.UseSetting("GridGov:BackgroundWorkers", backgroundWorkers ? "true" : "false");
        if (time is not null)
            builder.ConfigureTestServices(services => services.AddSingleton(time));
        // PostgreSQL's clock stays the machine's, so a moved one would only be found to differ.
        if (time is TestClock)
        {
            builder.ConfigureTestServices(services =>
                services.Remove(services.Single(service => service.ImplementationType == typeof(ClockWorker))));
        }
        builder.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddProvider(Log));
        // Password hashing is slow by design; tests sign in often, so they use few iterations.
        builder.ConfigureTestServices(services => services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1));
    }

    static IEnumerable<(string, string)> Unlimited =>
        new[]
        {
            "PerCaller", "PerAddress", "PublicPerAddress", "SignInPerAccount", "SignInPerAddress", "RefreshPerSession", "RefreshPerAddress",
        }
            .Select(name => ("GridGov:Edge:" + name, "0"))
            .Concat(new[]
            {
                "HeldPerAddress", "PerAddress", "PerDevice", "HeldPerPlace", "PhotosPerAddress", "PendingPhotosPerAddress",
                "WrongSecretsPerAddress", "WrongSecretsPerReceipt",
            }.Select(name => ("GridGov:PublicReports:" + name, "0")))
            // All tests share an address; a report of a device that has reported before is held.
            .Append(("GridGov:PublicReports:HeldPerDevice", "1"))
            .Append(("GridGov:PublicReports:Enabled", "true"));

    /// <summary>A client that is signed in as a person, without a password.</summary>
    /// <param name="at">The server to call; by default this one, which issues the token.</param>
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
