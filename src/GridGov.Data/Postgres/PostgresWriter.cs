using System.Data;
using Dapper;
using Npgsql;

namespace GridGov.Data.Postgres;

/// <summary>
/// Runs writes in READ COMMITTED under an advisory lock, exclusive or shared, and retries them after conflicts. SERIALIZABLE would
/// fail one of two filings that share a row, such as a street's running number; here the second waits.
/// </summary>
sealed partial class PostgresWriter(NpgsqlDataSource connections, Func<NpgsqlConnection, Tx> newTx, string processName, ILogger log)
    : IAsyncDisposable
{
    const long WriteGate = 0x4772_6964_0002;

    const int MaxWriting = 16;
    const int MaxWaiting = 2048;

    /// <summary>Runs of one work. Those after <see cref="SharedAttempts"/> are exclusive, so nothing can conflict with them.</summary>
    const int MaxAttempts = 6;
    const int SharedAttempts = 3;

    readonly SemaphoreSlim writing = new(MaxWriting);
    readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int waiting;
    int closing;

    public async Task<T> Write<T>(Func<Tx, Task<T>> work, WriteMode mode, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (Interlocked.Increment(ref waiting) > MaxWaiting || Volatile.Read(ref closing) == 1)
        {
            Leave();
            throw new StoreBusyException("The store has more waiting writes than it can take, or is shutting down.");
        }
        try
        {
            await writing.WaitAsync(ct);
            try
            {
                return await Retry(work, mode, ct);
            }
            finally
            {
                writing.Release();
            }
        }
        finally
        {
            Leave();
        }
    }

    void Leave()
    {
        if (Interlocked.Decrement(ref waiting) == 0 && Volatile.Read(ref closing) == 1)
            finished.TrySetResult();
    }

    async Task<T> Retry<T>(Func<Tx, Task<T>> work, WriteMode mode, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var exclusive = mode == WriteMode.Exclusive || attempt > SharedAttempts;
            try
            {
                return await RunOnce(work, exclusive, ct);
            }
            catch (PostgresException e) when (attempt < MaxAttempts && IsTransient(e, exclusive))
            {
                LogRetry(log, e.SqlState, attempt);
                await Task.Delay(Random.Shared.Next(1, 5 << attempt), ct);
            }
            catch (LostBeforeWorkException) when (attempt == 1)
            {
                // The work has not started, so it runs again on a new connection.
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                throw new StoreBusyException("Another write holds a lock that this one needs for too long.");
            }
        }
    }

    /// <summary>
    /// Whether running the work again may succeed. A shared write may violate a unique index by a concurrent write, such as two
    /// requests with one key, and sees it when run again; an exclusive write would fail again.
    /// </summary>
    static bool IsTransient(PostgresException e, bool exclusive) => e.SqlState
        is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
        || (e.SqlState == PostgresErrorCodes.UniqueViolation && !exclusive);

    async Task<T> RunOnce<T>(Func<Tx, Task<T>> work, bool exclusive, CancellationToken ct)
    {
        await using var connection = await connections.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
        try
        {
            await connection.ExecuteAsync(exclusive ? LockGateExclusive : LockGateShared, new { Gate = WriteGate });
        }
        catch (NpgsqlException e) when (PostgresEngine.IsLostConnection(e))
        {
            connections.Clear();
            throw new LostBeforeWorkException(e);
        }
        // Created after the lock, so that of two exclusive writes the later has the later instant.
        var tx = newTx(connection);
        var answer = await work(tx);
        if (tx.IsRolledBack)
            return answer;
        await PostgresListener.Notify(connection, processName, tx.Invalidations);
        await PostgresJournal.Commit(transaction, tx.Journal);
        foreach (var action in tx.AfterCommitActions)
            action();
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref closing, 1);
        if (Volatile.Read(ref waiting) > 0)
            await finished.Task;
        await connections.DisposeAsync();
        writing.Dispose();
    }

    sealed class LostBeforeWorkException(NpgsqlException inner)
        : System.Data.Common.DbException("The database ended the connection, and the next one as well.", inner);

    // Both locks share one queue, so shared writes do not starve an exclusive one.
    const string LockGateExclusive = "SELECT pg_advisory_xact_lock(@Gate)";
    const string LockGateShared = "SELECT pg_advisory_xact_lock_shared(@Gate)";

    [LoggerMessage(1, LogLevel.Debug, "A write conflicted with another ({SqlState}) and is run again after attempt {Attempt}")]
    private static partial void LogRetry(ILogger log, string sqlState, int attempt);
}
