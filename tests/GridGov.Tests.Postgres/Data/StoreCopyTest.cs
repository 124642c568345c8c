using GridGov.Data;
using GridGov.Data.Copy;
using GridGov.Data.Migrations;
using GridGov.Data.Postgres;
using GridGov.Data.Sqlite;
using GridGov.Host;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridGov.Tests.Data;

/// <summary>A SQLite database to copy and an empty PostgreSQL database for each test.</summary>
public abstract class StoreCopyTest : IDisposable
{
    private protected static readonly Clock Clock = new(TimeProvider.System, TimeZoneInfo.Utc);

    private protected readonly string folder = Directory.CreateTempSubdirectory("gridgov-copy-").FullName;
    private protected readonly Lazy<string> database = new(() => PostgresCluster.Shared.NewDatabase());
    private protected readonly StringWriter output = new();
    private protected readonly StringWriter errors = new();

    private protected string Target => database.Value;
    private protected string File => Path.Combine(folder, "gridgov.db");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private protected static readonly Migration Notes = new(1, "notes", """
        CREATE TABLE notes (id {id_key}, answers BIGINT NULL REFERENCES notes (id), code {code} NOT NULL, n INTEGER NULL,
        x DOUBLE PRECISION NULL, text TEXT NULL);
        CREATE UNIQUE INDEX notes_by_code ON notes (code);
        CREATE INDEX notes_with_text ON notes (n, id) WHERE text IS NOT NULL;
        CREATE TABLE log (seq {sequence_key}, text TEXT NOT NULL);
        CREATE TABLE pairs (a {code} NOT NULL, b INTEGER NOT NULL, PRIMARY KEY (a, b)) {clustered_by_key};
        """);

    /// <summary>Creates a SQLite database with every kind of value, by these migrations.</summary>
    private protected async Task Source(params Migration[] migrations)
    {
        await using var engine = new SqliteEngine($"Data Source={File}", Clock, new IdGenerator(new Random(1)));
        await engine.Migrate(migrations, default);
        await engine.Write(async tx =>
        {
            await tx.Execute("INSERT INTO notes (id, code, n, x, text) VALUES (9223372036854775807, 'b', -2147483648, 0.1, '')");
            await tx.Execute("INSERT INTO notes (id, code, n, x, text) VALUES (-5, 'B', 2147483647, 3, @Text)",
                new { Text = "二七区 🌳\r\n\t\\N \"x\"" });
            // The row refers to a later row.
            await tx.Execute("INSERT INTO notes (id, code) VALUES (2, 'two')");
            await tx.Execute("INSERT INTO notes (id, answers, code) VALUES (1, 2, 'one')");
            for (var i = 0; i < 3000; i++)
                await tx.Execute("INSERT INTO log (text) VALUES (@Text)", new { Text = new string('x', i % 50 + 1) });
            await tx.Execute("INSERT INTO pairs (a, b) VALUES ('a', 1), ('a', 2)");
            return 0;
        }, default);
    }

    private protected Task<List<StoreCopy.Table>> Copy(Action<StoreCopy.Progress>? progress = null, params Migration[] inPostgres) =>
        // The copy runs on another thread, because the progress callback blocks in some tests.
        Task.Run(() => StoreCopy.Run($"Data Source={File}", Target, Clock, NullLogger.Instance, progress ?? (_ => { }),
            dialect => dialect.Name == "postgres" && inPostgres.Length > 0 ? inPostgres : [Notes], default));

    private protected PostgresEngine OpenTarget() => new(Target, Clock, new IdGenerator(new Random(1)), NullLogger.Instance);

    private protected async Task<List<T>> InTarget<T>(string sql)
    {
        await using var engine = OpenTarget();
        return await engine.Read(tx => tx.Query<T>(sql), default);
    }

    /// <summary>Asserts that a failed copy left the target empty, so that it can be filled again.</summary>
    private protected async Task ShouldBeEmpty() =>
        (await InTarget<string>("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")).ShouldBeEmpty();

    private protected Task<int> Run(params string[] args)
    {
        var named = args.Any(arg => arg.Contains("ConnectionString", StringComparison.Ordinal));
        return CommandLine.Run(["copy", .. args, .. named ? Array.Empty<string>() : [$"--GridGov:DataDirectory={folder}"]], output, errors);
    }
}
