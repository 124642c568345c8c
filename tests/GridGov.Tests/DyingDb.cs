using GridGov.Platform.Data;

namespace GridGov.Tests;

/// <summary>A process that dies at its n-th write: after the work was done, and before it is committed.</summary>
sealed class DyingDb(Engine engine, int dies) : Db(engine)
{
    int writes;

    public override Task<T> Write<T>(Func<Tx, Task<T>> work, CancellationToken ct = default, WriteMode mode = WriteMode.Alone) =>
        Interlocked.Increment(ref writes) != dies
            ? base.Write(work, ct, mode)
            : base.Write<T>(async tx =>
            {
                await work(tx);
                throw new DiedException();
            }, ct, mode);
}

sealed class DiedException : Exception;
