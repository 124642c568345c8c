using GridGov.Data;
using GridGov.Data.Migrations;
using GridGov.Data.Sqlite;

namespace GridGov.Tests.Data;

/// <summary>A SQLite store in a folder of its own for each test.</summary>
public abstract class StoreTest : IAsyncLifetime
{
    private protected readonly string folder = Directory.CreateTempSubdirectory("gridgov-store-").FullName;
    private protected readonly SqliteEngine engine;
    private protected readonly Db db;

    protected StoreTest()
    {
        engine = Open();
        db = new Db(engine);
    }

    private protected SqliteEngine Open() => new($"Data Source={Path.Combine(folder, "store.db")}",
        new Clock(TimeProvider.System, TimeZoneInfo.Utc), new IdGenerator(new Random(1)));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await engine.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private protected Task Migrate(params Migration[] migrations) => engine.Migrate(migrations, CancellationToken.None);

    private protected static readonly Migration Notes = new(1, "notes",
        "CREATE TABLE notes (id {id_key}, text TEXT NOT NULL CHECK (length(text) > 0));");
}
