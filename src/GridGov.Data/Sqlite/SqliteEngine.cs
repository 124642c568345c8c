using System.Collections.Concurrent;
using Dapper;
using GridGov.Data.Copy;
using GridGov.Data.Migrations;
using GridGov.Data.Search;
using GridGov.Data.Sqlite.Fast;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridGov.Data.Sqlite;

/// <summary>
/// SQLite for a street or a district on one machine: WAL, one writer thread with group commits (<see cref="SqliteWriter"/>), and
/// readers with a connection and a snapshot each.
/// </summary>
public sealed class SqliteEngine : Engine
{
    internal static readonly Dialect Sqlite = new("sqlite",
        IdKey: "INTEGER PRIMARY KEY", Code: "TEXT", ClusteredByKey: "WITHOUT ROWID", Search: new SqliteSearchIndex());

    const int MaxIdleReaders = 16;

    readonly string connectionString;
    readonly Clock clock;
    readonly IdGenerator ids;
    /// <summary>Idle readers. The last used one is taken first, because its statements and pages are cached.</summary>
    readonly ConcurrentStack<SqliteRunner> readers = [];
    readonly Lazy<SqliteWriter> writer;
    readonly SqliteDurability durability;
    readonly CancellationTokenSource closing = new();
    Task? polling;

    public static string FileOf(string connectionString) =>
        Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource);

    public SqliteEngine(
        string connectionString, Clock clock, IdGenerator ids, SqliteDurability durability = SqliteDurability.Full, ILogger? log = null)
        : base(log ?? NullLogger.Instance)
    {
        var settings = new SqliteConnectionStringBuilder(connectionString)
        {
            // This engine pools connections itself; a shared cache would serialise the readers.
            Cache = SqliteCacheMode.Private,
            ForeignKeys = true,
            // The provider's pool could give a read-only connection to the writer.
            Pooling = false,
        };
        this.connectionString = settings.ToString();
        this.clock = clock;
        this.ids = ids;
        this.durability = durability;
        File = Path.GetFullPath(settings.DataSource);
        writer = new Lazy<SqliteWriter>(() => new SqliteWriter(
            new SqliteRunner(OpenWriter()), runner => NewTx(runner, isWrite: true), CacheInvalidation, RunAfterCommit));
    }

    public string File { get; }

    public override Dialect Dialect => Sqlite;

    public override string Description => $"SQLite {SQLitePCL.raw.sqlite3_libversion().utf8_to_string()} at {File}";

    protected override async Task<T> RunRead<T>(Func<Tx, Task<T>> work, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (!readers.TryPop(out var connection))
            connection = new SqliteRunner(OpenReader());
        var healthy = false;
        try
        {
            connection.Run("BEGIN DEFERRED");
            var answer = await work(NewTx(connection, isWrite: false));
            connection.Run("COMMIT TRANSACTION");
            healthy = true;
            return answer;
        }
        finally
        {
            // A connection whose work failed is in an unknown state and is not reused.
            if (healthy && readers.Count < MaxIdleReaders)
                readers.Push(connection);
            else
                await connection.DisposeAsync();
        }
    }

    protected override Task<T> RunWrite<T>(Func<Tx, Task<T>> work, WriteMode mode, CancellationToken ct) => writer.Value.Write(work, ct);

    protected override Task RunInOrder(IReadOnlyList<Func<WriteSeries, Task>> steps, CancellationToken ct) =>
        writer.Value.WriteInOrder(steps, ct);

    protected override StoreUnavailableException? FailureOf(Exception exception, bool writing) => SqliteFailures.Of(exception, writing);

    protected override Task ProbeWrite(CancellationToken ct) => writer.Value.Write(async tx =>
    {
        // A row over several pages asks for room in the file as a filing does; its commit goes to the disk.
        await tx.Execute(InsertProbe, new { tx.Now });
        return await tx.Execute(RemoveProbe);
    }, ct);

    const string InsertProbe = """
        INSERT INTO schema_migrations (number, name, checksum, applied_at)
        VALUES (-1, 'probe', hex(zeroblob(6000)), @Now)
        """;

    const string RemoveProbe = "DELETE FROM schema_migrations WHERE number = -1";

    public override Task Migrate(IReadOnlyList<Migration> migrations, CancellationToken ct) => Guard(async () =>
    {
        await using var connection = Open();
        // IMMEDIATE takes the write lock first, so a second starting process finds the migrations applied.
        await connection.ExecuteAsync("BEGIN IMMEDIATE");
        await SchemaMigrator.Apply(connection, Dialect, migrations, clock.Now);
        await connection.ExecuteAsync("COMMIT TRANSACTION");
        return true;
    }, writing: true);

    public override Task RequireSchema(IReadOnlyList<Migration> migrations, CancellationToken ct) => Guard(async () =>
    {
        // Opening a missing file would create it.
        if (!System.IO.File.Exists(File))
            throw new StoreUnreachableException($"There is no database {File}.");
        await using var connection = OpenReader();
        await SchemaCheck.RequireComplete(connection, SqliteSource.TableExists, migrations, File);
        return true;
    }, writing: false);

    public override Task Vacuum(IReadOnlyList<string> tables, CancellationToken ct) => Guard(async () =>
    {
        await using var connection = Open();
        // secure_delete is not enough: a rebuilt page keeps copies of rows that were moved to another page.
        await connection.ExecuteAsync("VACUUM");
        // The write-ahead log holds old pages too. The first column is non-zero when a reader kept it from being truncated.
        if (await connection.ExecuteScalarAsync<long>("PRAGMA wal_checkpoint(TRUNCATE)") != 0)
            throw new StoreBusyException("The database's write-ahead log is in use.");
        return true;
    }, writing: true);

    public override void Listen()
    {
        CacheInvalidation.Connected();
        polling ??= PollForChanges();
    }

    /// <summary>An empty write each second, which notices other processes' commits while this one does not write.</summary>
    async Task PollForChanges()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(closing.Token))
                await Try();
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }

        async Task Try()
        {
            try
            {
                await Write(_ => Task.FromResult(0), default);
            }
            catch (StoreUnavailableException)
            {
                // The next tick that finds the store taking writes notices the commit.
            }
        }
    }

    Tx NewTx(SqliteRunner connection, bool isWrite)
    {
        var now = clock.Now;
        return new Tx(connection, Dialect, ids, CacheInvalidation, now, clock.DayOf(now), clock.TimeZone)
        {
            IsWrite = isWrite,
            OnStatement = OnStatement,
        };
    }

    SqliteConnection Open()
    {
        ProtectFiles();
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        SqliteConfiguration.KeepPreparedPlans(connection);
        connection.CreateFunction(
            TextFold.SqlFunction, static (string? text) => text is null ? null : TextFold.Fold(text), isDeterministic: true);
        // busy_timeout before journal_mode: changing to WAL needs the lock when two processes start at once.
        // secure_delete: the bundle leaves it off, and deleted personal data would stay in free pages.
        connection.Execute($"""
            PRAGMA busy_timeout = 5000;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = {(durability == SqliteDurability.Full ? "FULL" : "NORMAL")};
            PRAGMA foreign_keys = ON;
            PRAGMA secure_delete = ON;
            PRAGMA wal_autocheckpoint = 16000;
            """);
        return connection;
    }

    /// <summary>SQLite would create the file with the permissions of the umask; it gives its log and index those of the file.</summary>
    void ProtectFiles()
    {
        OwnerOnlyFile.CreateFolderOf(File);
        try
        {
            // An empty file is a new database.
            if (!System.IO.File.Exists(File))
                OwnerOnlyFile.Create(File, FileMode.CreateNew).Dispose();
        }
        catch (IOException) when (System.IO.File.Exists(File))
        {
            // Another process has just created it.
        }
        foreach (var file in new[] { File, File + "-wal", File + "-shm" })
            OwnerOnlyFile.CloseToOthers(file);
    }

    SqliteConnection OpenWriter()
    {
        var connection = Open();
        // Filings touch many indexes; with the default cache of 2 MB their pages are read and written repeatedly.
        // Savepoint journals would go to temporary files by default.
        connection.Execute("PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY");
        return connection;
    }

    SqliteConnection OpenReader()
    {
        var connection = Open();
        // There are many readers, and the operating system caches pages as well.
        connection.Execute("PRAGMA query_only = ON; PRAGMA cache_size = -1024");
        return connection;
    }

    public override async ValueTask DisposeAsync()
    {
        await Health.DisposeAsync();
        await closing.CancelAsync();
        if (polling is not null)
            await polling;
        if (writer.IsValueCreated)
            await writer.Value.DisposeAsync();
        while (readers.TryPop(out var reader))
            await reader.DisposeAsync();
    }
}

public enum SqliteDurability
{
    /// <summary>On the disk: an answered write survives a power cut.</summary>
    Full,

    /// <summary>Handed to the operating system: for databases that are filled again after a crash.</summary>
    Relaxed,
}
