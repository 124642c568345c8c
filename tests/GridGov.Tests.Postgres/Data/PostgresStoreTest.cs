using GridGov.Data;
using GridGov.Data.Migrations;
using GridGov.Data.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridGov.Tests.Data;

/// <summary>A PostgreSQL store on a new database for each test.</summary>
public abstract class PostgresStoreTest : IAsyncLifetime
{
    private protected readonly string connectionString = PostgresCluster.Shared.NewDatabase();
    private protected readonly PostgresEngine engine;
    private protected readonly Db db;

    protected PostgresStoreTest()
    {
        engine = Open();
        db = new Db(engine);
    }

    private protected PostgresEngine Open(string? other = null, TimeSpan? startTimeout = null) =>
        new(other ?? connectionString, new Clock(TimeProvider.System, TimeZoneInfo.Utc), new IdGenerator(new Random(1)),
            NullLogger.Instance, startTimeout);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await engine.DisposeAsync();

    private protected Task Migrate(params Migration[] migrations) => engine.Migrate(migrations, CancellationToken.None);

    private protected static readonly Migration Notes = new(1, "notes",
        "CREATE TABLE notes (id {id_key}, text TEXT NOT NULL CHECK (length(text) > 0));");

    private protected sealed class WithDb(Engine engine) : IAsyncDisposable
    {
        public Db Db { get; } = new(engine);

        public ValueTask DisposeAsync() => engine.DisposeAsync();
    }
}
