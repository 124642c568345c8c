namespace GridGov.Data;

/// <summary>The store. A command runs in one <see cref="Write{T}"/>, a query in one <see cref="Read{T}"/>.</summary>
public class Db(Engine engine)
{
    WriteSeries? series;

    public Dialect Dialect => engine.Dialect;

    public Task<T> Read<T>(Func<Tx, Task<T>> work, CancellationToken ct = default) =>
        series is { } open ? open.Read(work) : engine.Read(work, ct);

    /// <summary>
    /// Writes in one transaction, durable before the task ends. The work may await only its own transaction. An exception, or
    /// <see cref="Tx.Rollback"/>, rolls it back.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store cannot do it at present.</exception>
    public virtual Task<T> Write<T>(Func<Tx, Task<T>> work, CancellationToken ct = default, WriteMode mode = WriteMode.Exclusive) =>
        series is { } open ? open.Write(work, mode)
        : mode == WriteMode.Shared ? engine.WriteShared(work, ct)
        : engine.Write(work, ct);

    /// <summary>
    /// Runs steps in their order, each with writes of its own on this object; they are durable when the task ends. A step awaits only
    /// this object, and may run again.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store cannot do it at present; the first writes may stand.</exception>
    public Task WriteInOrder(IReadOnlyList<Func<Task>> steps, CancellationToken ct) =>
        engine.WriteInOrder([.. steps.Select(step => new Func<WriteSeries, Task>(open => Run(step, open)))], ct);

    async Task Run(Func<Task> step, WriteSeries open)
    {
        series = open;
        try
        {
            await step();
        }
        finally
        {
            series = null;
        }
    }

    /// <summary>
    /// An instant before which every write is committed and after which every later write falls, so a read as of it is repeatable.
    /// </summary>
    public Task<Instant> StableInstant(CancellationToken ct = default) =>
        engine.Write(tx => Task.FromResult(tx.Now - TimeSpan.FromMilliseconds(1)), ct);

    public Task Write(Func<Tx, Task> work, CancellationToken ct = default) => Write(async tx =>
    {
        await work(tx);
        return true;
    }, ct);
}

/// <summary>The writes that may run at the same time. SQLite has one writer and treats both modes alike.</summary>
public enum WriteMode
{
    Exclusive,

    /// <summary>
    /// Runs beside other shared writes: for small writes that change the rows of one versioned item and read of other items only
    /// rows that exclusive writes change.
    /// </summary>
    Shared,
}
