namespace GridGov.Platform.Data;

/// <summary>The store. A command is one <see cref="Write{T}"/>, a query one <see cref="Read{T}"/>.</summary>
public class Db(Engine engine)
{
    public Dialect Dialect => engine.Dialect;

    /// <summary>Reads in one snapshot: all statements of the work see the same committed state.</summary>
    public Task<T> Read<T>(Func<Tx, Task<T>> work, CancellationToken ct = default) => engine.Read(work, ct);

    /// <summary>
    /// Writes in one transaction which is durable before the task ends. The work awaits nothing but its own
    /// transaction. An exception, or <see cref="Tx.Undo"/>, rolls back what it wrote.
    /// </summary>
    /// <exception cref="StoreBusyException">More writes are waiting than the store's bound.</exception>
    public virtual Task<T> Write<T>(Func<Tx, Task<T>> work, CancellationToken ct = default) => engine.Write(work, ct);

    public Task Write(Func<Tx, Task> work, CancellationToken ct = default) => Write(async tx =>
    {
        await work(tx);
        return true;
    }, ct);
}

/// <summary>The store has more waiting writes than it accepts, or is shutting down; the client should try again.</summary>
public sealed class StoreBusyException(string message, Exception? inner = null) : Exception(message, inner);
