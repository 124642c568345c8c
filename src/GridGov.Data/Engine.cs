using GridGov.Data.Migrations;
using GridGov.Data.Search;

namespace GridGov.Data;

/// <summary>A database engine behind <see cref="Db"/>. Only this project knows which one runs.</summary>
public abstract class Engine : IAsyncDisposable
{
    protected Engine(ILogger log) => Health = new StoreHealth(log, Probe);

    public abstract Dialect Dialect { get; }

    /// <summary>Engine, version and place, for the log.</summary>
    public abstract string Description { get; }

    /// <summary>Whether the store answers and takes writes.</summary>
    public StoreHealth Health { get; }

    /// <exception cref="StoreUnavailableException">The store cannot do it at present.</exception>
    public Task<T> Read<T>(Func<Tx, Task<T>> work, CancellationToken ct) => Guard(() => RunRead(work, ct), writing: false);

    /// <exception cref="StoreUnavailableException">The store cannot do it at present.</exception>
    public Task<T> Write<T>(Func<Tx, Task<T>> work, CancellationToken ct) =>
        Guard(() => RunWrite(work, WriteMode.Exclusive, ct), writing: true);

    /// <summary>A write that may run beside other shared writes, where the engine has several writers.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot do it at present.</exception>
    public Task<T> WriteShared<T>(Func<Tx, Task<T>> work, CancellationToken ct) =>
        Guard(() => RunWrite(work, WriteMode.Shared, ct), writing: true);

    /// <summary>
    /// Runs steps in their order; what they write is durable when the task ends. A step awaits only the series, and may run again.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store cannot do it at present; the first writes may stand.</exception>
    public Task WriteInOrder(IReadOnlyList<Func<WriteSeries, Task>> steps, CancellationToken ct) => Guard(async () =>
    {
        await RunInOrder(steps, ct);
        return true;
    }, writing: true);

    protected abstract Task RunInOrder(IReadOnlyList<Func<WriteSeries, Task>> steps, CancellationToken ct);

    protected abstract Task<T> RunRead<T>(Func<Tx, Task<T>> work, CancellationToken ct);

    protected abstract Task<T> RunWrite<T>(Func<Tx, Task<T>> work, WriteMode mode, CancellationToken ct);

    /// <summary>The failure of the store that an exception of the driver reports; null when the statement itself is at fault.</summary>
    /// <param name="writing">Whether the work may write: a reading session refuses writes by design.</param>
    protected abstract StoreUnavailableException? FailureOf(Exception exception, bool writing);

    /// <summary>Commits a small write, bypassing <see cref="Health"/>.</summary>
    protected abstract Task ProbeWrite(CancellationToken ct);

    /// <summary>The clock of the database server; null where the database has only the clock of this machine.</summary>
    public virtual Task<Instant?> ReadClock(CancellationToken ct) => Task.FromResult<Instant?>(null);

    async Task Probe(CancellationToken ct)
    {
        try
        {
            await ProbeWrite(ct);
        }
        catch (Exception e) when (e is not StoreUnavailableException)
        {
            var failure = FailureOf(e, writing: true);
            if (failure is null)
                throw;
            throw failure;
        }
    }

    /// <summary>Turns every failure of the store into one type of exception, and counts it.</summary>
    protected async Task<T> Guard<T>(Func<Task<T>> run, bool writing)
    {
        try
        {
            return await run();
        }
        catch (StoreUnavailableException failure)
        {
            Health.Failed(failure);
            throw;
        }
        catch (Exception e)
        {
            var failure = FailureOf(e, writing);
            if (failure is null)
                throw;
            Health.Failed(failure);
            throw failure;
        }
    }

    /// <summary>Runs the actions of a commit. One that fails is logged, because the commit stands.</summary>
    protected void RunAfterCommit(IReadOnlyList<Action> actions)
    {
        foreach (var action in actions)
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                Health.AfterCommitFailed(e);
            }
        }
    }

    /// <summary>Applies the pending migrations. Several processes may start at once.</summary>
    /// <exception cref="SchemaException">An applied migration was edited, or the store is newer than the program.</exception>
    public abstract Task Migrate(IReadOnlyList<Migration> migrations, CancellationToken ct);

    /// <summary>Checks that the database has this program's schema; changes nothing.</summary>
    /// <exception cref="StoreUnreachableException">The database is missing or does not answer; the message says which.</exception>
    public abstract Task RequireSchema(IReadOnlyList<Migration> migrations, CancellationToken ct);

    public CacheInvalidation CacheInvalidation { get; } = new();

    public Action<Tx, string>? OnStatement { get; set; }

    /// <summary>Starts receiving other processes' changes. A server calls it once the schema exists.</summary>
    public abstract void Listen();

    /// <summary>
    /// Rewrites tables so that deleted and overwritten content is in no database file. SQLite rewrites its whole file and blocks
    /// other writers meanwhile.
    /// </summary>
    /// <exception cref="StoreBusyException">The database was in use for too long; old content may remain.</exception>
    public abstract Task Vacuum(IReadOnlyList<string> tables, CancellationToken ct);

    public abstract ValueTask DisposeAsync();
}

/// <summary>The SQL fragments that differ between engines.</summary>
/// <param name="Code">A text column compared bytewise, for ASCII codes.</param>
/// <param name="ClusteredByKey">The suffix of a table whose rows are stored in primary-key order.</param>
/// <param name="SequenceKey">A 64-bit integer primary key that the engine increments.</param>
/// <param name="LockRow">The suffix of a SELECT that locks its rows or fails at once; null where transactions write one at a time.</param>
public sealed record Dialect(
    string Name, string IdKey, string Code, string ClusteredByKey, SearchIndex Search, string SequenceKey = "INTEGER PRIMARY KEY",
    string? LockRow = null)
{
    public string Render(string sql) => sql
        .Replace("{id_key}", IdKey, StringComparison.Ordinal)
        .Replace("{sequence_key}", SequenceKey, StringComparison.Ordinal)
        .Replace("{code}", Code, StringComparison.Ordinal)
        .Replace("{clustered_by_key}", ClusteredByKey, StringComparison.Ordinal);
}
