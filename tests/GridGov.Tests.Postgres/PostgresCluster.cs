using GridGov.Data;
using GridGov.Data.Postgres;
using GridGov.Host;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridGov.Tests;

/// <summary>The PostgreSQL of this test run alone. One database in it is migrated and planted once; each server under test gets a copy.</summary>
sealed class PostgresCluster
{
    static readonly Lazy<PostgresCluster> TheOne = new(() => new PostgresCluster());

    // Nothing here outlives the run, so nothing has to reach the disk.
    readonly PostgresServer server = new("max_connections=400", "fsync=off", "synchronous_commit=off", "full_page_writes=off");
    readonly Lock creating = new();
    int databases;

    public const string Template = "gridgov_template";

    public static PostgresCluster Shared => TheOne.Value;

    PostgresCluster() => Task.Run(Plant).GetAwaiter().GetResult();

    /// <summary>Makes a database.</summary>
    /// <param name="template">What to copy; without one it is empty.</param>
    /// <returns>Its connection string.</returns>
    public string NewDatabase(string? template = null)
    {
        // One after another: a template cannot be copied while somebody is in it, and copying takes milliseconds.
        lock (creating)
            return server.NewDatabase($"test_{++databases}", template ?? "template1");
    }

    async Task Plant()
    {
        // The engine's own patience waits for the server.
        await using (var postgres = Engine(server.To("postgres")))
            await postgres.Migrate([], CancellationToken.None);
        await using var engine = Engine(server.NewDatabase(Template));
        await Startup.PrepareStore(engine, CancellationToken.None);
    }

    static PostgresEngine Engine(string connectionString) =>
        new(connectionString, new Clock(TimeProvider.System, TimeZoneInfo.Utc), new IdGenerator(new Random(1)), NullLogger.Instance);
}
