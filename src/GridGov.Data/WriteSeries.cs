namespace GridGov.Data;

/// <summary>
/// The writes of one caller, one after another: each is a transaction of its own and is undone alone. They are durable when
/// <see cref="Engine.WriteInOrder"/> ends, so nothing of them is answered before.
/// </summary>
public abstract class WriteSeries
{
    public abstract Task<T> Read<T>(Func<Tx, Task<T>> work);

    public abstract Task<T> Write<T>(Func<Tx, Task<T>> work, WriteMode mode);
}
