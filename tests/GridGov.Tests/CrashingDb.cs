using GridGov.Data;

namespace GridGov.Tests;

/// <summary>Simulates a process that dies at its n-th write: after the work, before the commit.</summary>
sealed class CrashingDb(Engine engine, int dies) : Db(engine)
{
    int writes;

    public override Task<T> Write<T>(Func<Tx, Task<T>> work, CancellationToken ct = default, WriteMode mode = WriteMode.Exclusive) =>
        Interlocked.Increment(ref writes) != dies
            ? base.Write(work, ct, mode)
            : base.Write<T>(async tx =>
            {
                await work(tx);
                throw new CrashException();
            }, ct, mode);
}

sealed class CrashException : Exception;
