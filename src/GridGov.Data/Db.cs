namespace GridGov.Data;

/// <summary>The store. A command is one <see cref="Write{T}"/>, a query one <see cref="Read{T}"/>.</summary>
public class Db(Engine engine)
{
    public Dialect Dialect => engine.Dialect;

    /// <summary>Reads in one snapshot: all statements of the work see the same committed state.</summary>
    public Task<T> Read<T>(Func<Tx, Task<T>> work, CancellationToken ct = default) => engine.Read(work, ct);

    /// <summary>
    /// Writes in one transaction which is durable before the task ends. The work awaits nothing but its own
    /// transaction. An exception, or <see cref="Tx.Rollback"/>, rolls back what it wrote.
    /// </summary>
    /// <param name="mode">Whether what the work checks has to hold against every other write, or only against other kinds.</param>
    /// <exception cref="StoreUnavailableException">The store cannot do it at present.</exception>
    public virtual Task<T> Write<T>(Func<Tx, Task<T>> work, CancellationToken ct = default, WriteMode mode = WriteMode.Exclusive) =>
        mode == WriteMode.Shared ? engine.WriteShared(work, ct) : engine.Write(work, ct);

    /// <summary>
    /// An instant that is settled: whatever was written by then is committed when this answers, and whatever is written
    /// from now on is later. So what is read as of that instant is the same at any time.
    /// </summary>
    public Task<Instant> StableInstant(CancellationToken ct = default) => engine.Write(tx => Task.FromResult(tx.Now - TimeSpan.FromMilliseconds(1)), ct);

    public Task Write(Func<Tx, Task> work, CancellationToken ct = default) => Write(async tx =>
    {
        await work(tx);
        return true;
    }, ct);
}

/// <summary>What may be written at the same time. SQLite has one writer and needs no difference.</summary>
public enum WriteMode
{
    /// <summary>Nothing else is: what the work has read is still so when it writes.</summary>
    Exclusive,

    /// <summary>
    /// Other writes of this mode: for many small ones, each of which changes the rows of one thing, guarded by its version,
    /// and reads of other things only what is written alone.
    /// </summary>
    Shared,
}
