using GridGov.Data;
using GridGov.Data.Postgres;
using GridGov.Host;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridGov.Tests;

/// <summary>
/// The private PostgreSQL of this test run. One database is migrated and seeded once; each server under test gets a copy.
/// </summary>
sealed class PostgresCluster
{
    static readonly Lazy<PostgresCluster> TheOne = new(() => new PostgresCluster());

    // The data does not outlive the run, so nothing is flushed to the disk; and nothing goes through hundreds of databases to tidy them up.
    readonly PostgresServer server = new(
        "max_connections=400", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "jit=off");
    readonly Lock creating = new();
    int databases;

    public const string Template = "gridgov_template";

    public static PostgresCluster Shared => TheOne.Value;

    PostgresCluster() => Task.Run(Plant).GetAwaiter().GetResult();

    /// <summary>Creates a database.</summary>
    /// <param name="template">The database to copy; without one the new database is empty.</param>
    /// <returns>The connection string.</returns>
    public string NewDatabase(string? template = null)
    {
        // Copies run one at a time, because PostgreSQL cannot copy a template that is in use.
        lock (creating)
            return server.NewDatabase($"test_{++databases}", template ?? "template1");
    }

    async Task Plant()
    {
        // The engine waits until the server accepts connections.
        await using (var postgres = Engine(server.To("postgres")))
            await postgres.Migrate([], CancellationToken.None);
        // Events of the template precede those of every test, whatever time its clock has.
        await using var engine = Engine(server.NewDatabase(Template), TestClock.Starting("2000-01-01 08:00"));
        await Startup.PrepareStore(engine, CancellationToken.None);
    }

    static PostgresEngine Engine(string connectionString, TimeProvider? time = null) => new(
        connectionString, new Clock(time ?? TimeProvider.System, TimeZoneInfo.Utc), new IdGenerator(new Random(1)), NullLogger.Instance);
}
