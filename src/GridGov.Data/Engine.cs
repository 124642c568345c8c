using GridGov.Data.Migrations;

namespace GridGov.Data;

/// <summary>A database engine behind <see cref="Db"/>. Nothing outside this folder knows which one runs.</summary>
public abstract class Engine : IAsyncDisposable
{
    protected Engine(ILogger log) => Health = new StoreHealth(log, Probe);

    public abstract Dialect Dialect { get; }

    /// <summary>What runs, for the log: engine, version, place.</summary>
    public abstract string Description { get; }

    /// <summary>Whether the store answers and takes writes.</summary>
    public StoreHealth Health { get; }

    /// <exception cref="StoreUnavailableException">The store cannot do it at present.</exception>
    public Task<T> Read<T>(Func<Tx, Task<T>> work, CancellationToken ct) => Guard(() => RunRead(work, ct), writing: false);

    /// <exception cref="StoreUnavailableException">The store cannot do it at present.</exception>
    public Task<T> Write<T>(Func<Tx, Task<T>> work, CancellationToken ct) =>
        Guard(() => RunWrite(work, WriteMode.Exclusive, ct), writing: true);

    /// <summary>A write that allows others of its kind at the same time, on an engine that has several writers.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot do it at present.</exception>
    public Task<T> WriteShared<T>(Func<Tx, Task<T>> work, CancellationToken ct) =>
        Guard(() => RunWrite(work, WriteMode.Shared, ct), writing: true);

    protected abstract Task<T> RunRead<T>(Func<Tx, Task<T>> work, CancellationToken ct);

    protected abstract Task<T> RunWrite<T>(Func<Tx, Task<T>> work, WriteMode mode, CancellationToken ct);

    /// <summary>What an exception of the engine's driver says of the store; null when it is the statement's own fault.</summary>
    /// <param name="writing">Whether the work may write: a reading session refuses writes by design.</param>
    protected abstract StoreUnavailableException? FailureOf(Exception exception, bool writing);

    /// <summary>Writes a little and commits it, past <see cref="Health"/>.</summary>
    protected abstract Task ProbeWrite(CancellationToken ct);

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

    /// <summary>Every failure of the store leaves the engine as one type of exception, and is counted.</summary>
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

    /// <summary>What is committed is not reported as failed because of what comes after it.</summary>
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

    /// <summary>Brings the schema up to what this program knows. Safe when several processes start at once.</summary>
    /// <exception cref="SchemaException">An applied migration was edited, or the store is newer than the program.</exception>
    public abstract Task Migrate(IReadOnlyList<Migration> migrations, CancellationToken ct);

    /// <summary>Makes sure that there is a database with this program's schema, and changes nothing: for what only looks.</summary>
    /// <exception cref="StoreUnreachableException">There is none, or it does not answer; the message says which.</exception>
    /// <exception cref="SchemaException">Its schema is another.</exception>
    public abstract Task RequireSchema(IReadOnlyList<Migration> migrations, CancellationToken ct);

    /// <summary>What this process is told of changes, its own and others'.</summary>
    public CacheInvalidation CacheInvalidation { get; } = new();

    /// <summary>Called with every statement of the transactions that begin from now on; for tests that count them.</summary>
    public Action<Tx, string>? OnStatement { get; set; }

    /// <summary>Begins to hear what other processes change; for a server, once the schema is there.</summary>
    public abstract void Listen();

    /// <summary>
    /// Rewrites tables, so that what was deleted or overwritten in them is left in no file of the database. SQLite
    /// rewrites its whole file; nobody else can write meanwhile.
    /// </summary>
    /// <exception cref="StoreBusyException">Others use the database for too long; the old content may still be there.</exception>
    public abstract Task Vacuum(IReadOnlyList<string> tables, CancellationToken ct);

    /// <summary>Finishes the waiting writes and closes every connection.</summary>
    public abstract ValueTask DisposeAsync();
}

/// <summary>The few places where SQL differs between engines, by name.</summary>
/// <param name="IdKey">A 64-bit integer primary key.</param>
/// <param name="Code">Text compared bytewise, for codes made of ASCII.</param>
/// <param name="ClusteredByKey">What stands behind a table whose rows should lie in the order of their primary key.</param>
/// <param name="SequenceKey">A 64-bit integer primary key that the engine counts up by itself.</param>
/// <param name="LockRow">Behind a SELECT that locks its rows or fails at once; null where one transaction writes at a time.</param>
public sealed record Dialect(
    string Name, string IdKey, string Code, string ClusteredByKey, string SequenceKey = "INTEGER PRIMARY KEY", string? LockRow = null)
{
    /// <summary>Fills the fragments into a migration's text.</summary>
    public string Render(string sql) => sql
        .Replace("{id_key}", IdKey, StringComparison.Ordinal)
        .Replace("{sequence_key}", SequenceKey, StringComparison.Ordinal)
        .Replace("{code}", Code, StringComparison.Ordinal)
        .Replace("{clustered_by_key}", ClusteredByKey, StringComparison.Ordinal);
}
