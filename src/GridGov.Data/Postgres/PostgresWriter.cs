using System.Data;
using Npgsql;

namespace GridGov.Data.Postgres;

/// <summary>
/// Runs writes in READ COMMITTED under an advisory lock, exclusive or shared, and retries them after conflicts. SERIALIZABLE would
/// fail one of two filings that share a row, such as a street's running number; here the second waits.
/// </summary>
sealed partial class PostgresWriter(PostgresConnections connections, StoreTimeouts timeouts, Func<PostgresRunner, Tx> newTx,
    Action<IReadOnlyList<Action>> afterCommit, string processName, ILogger log) : IAsyncDisposable
{
    const long WriteGate = 0x4772_6964_0002;

    const int MaxWriting = 16;
    const int MaxWaiting = 2048;

    /// <summary>Runs of one work. Those after <see cref="SharedAttempts"/> are exclusive, so nothing can conflict with them.</summary>
    const int MaxAttempts = 6;
    const int SharedAttempts = 3;

    /// <summary>How long a write is run again while somebody else holds a row that it needs.</summary>
    static readonly TimeSpan MaxLockWait = TimeSpan.FromSeconds(5);

    readonly SemaphoreSlim writing = new(MaxWriting);
    readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int waiting;
    int closing;
    volatile bool hasJournal;

    /// <param name="flushes">Whether the commit waits for the disk; otherwise <see cref="Flush"/> does, before any answer.</param>
    public async Task<T> Write<T>(Func<Tx, Task<T>> work, WriteMode mode, CancellationToken ct, bool flushes = true)
    {
        ct.ThrowIfCancellationRequested();
        if (Interlocked.Increment(ref waiting) > MaxWaiting || Volatile.Read(ref closing) == 1)
        {
            Leave();
            throw new StoreBusyException("The store has more waiting writes than it can take, or is shutting down.");
        }
        var call = new PostgresCall { Flushes = flushes };
        return await connections.Await(call, CountedRetry(call, work, mode, ct));
    }

    /// <summary>Waits until all earlier commits are on the disk: a commit that has written flushes the whole log before it.</summary>
    public Task Flush(CancellationToken ct) => Write(tx => tx.QuerySingle<bool>(WriteToLog), WriteMode.Shared, ct);

    async Task<T> CountedRetry<T>(PostgresCall call, Func<Tx, Task<T>> work, WriteMode mode, CancellationToken ct)
    {
        try
        {
            return await Retry(call, work, mode, ct);
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

    async Task<T> Retry<T>(PostgresCall call, Func<Tx, Task<T>> work, WriteMode mode, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        var maxLockWait = timeouts.Wait < MaxLockWait ? timeouts.Wait : MaxLockWait;
        var lost = false;
        for (var attempt = 1; ;)
        {
            var exclusive = mode == WriteMode.Exclusive || attempt > SharedAttempts;
            TimeSpan delay;
            try
            {
                return await RunInTurn(call, work, exclusive, ct);
            }
            catch (PostgresException e) when (attempt < MaxAttempts && IsTransient(e, exclusive))
            {
                LogRetry(log, e.SqlState, attempt);
                delay = TimeSpan.FromMilliseconds(Random.Shared.Next(1, 5 << attempt++));
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable
                && TimeProvider.System.GetElapsedTime(began) < maxLockWait)
            {
                // Waits without a connection, a lock or one of the turns, so that it holds up nobody else.
                LogRetry(log, e.SqlState, attempt);
                delay = TimeSpan.FromMilliseconds(Random.Shared.Next(10, 60));
            }
            catch (NpgsqlException e) when (!lost && PostgresFailures.IsLostConnection(e))
            {
                // Nothing was committed, so the work runs once more on a new connection.
                (lost, delay) = (true, TimeSpan.Zero);
                connections.Clear();
            }
            await Task.Delay(delay, ct);
        }
    }

    async Task<T> RunInTurn<T>(PostgresCall call, Func<Tx, Task<T>> work, bool exclusive, CancellationToken ct)
    {
        if (!await writing.WaitAsync(timeouts.Wait, ct))
            throw new StoreBusyException("Other writes took too long.");
        try
        {
            return await RunOnce(call, work, exclusive, ct);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>
    /// Whether running the work again may succeed. A shared write may violate a unique index by a concurrent write, such as two
    /// requests with one key, and sees it when run again; an exclusive write would fail again.
    /// </summary>
    static bool IsTransient(PostgresException e, bool exclusive) => e.SqlState
        is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
        || (e.SqlState == PostgresErrorCodes.UniqueViolation && !exclusive);

    async Task<T> RunOnce<T>(PostgresCall call, Func<Tx, Task<T>> work, bool exclusive, CancellationToken ct)
    {
        call.ThrowIfAbandoned();
        await using var connection = await connections.OpenWriter(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
        var lastEventAt = await PassGate(connection, exclusive, call.Flushes);
        // Created after the lock, so that of two exclusive writes the later has the later instant.
        var tx = newTx(new PostgresRunner(connection, call));
        if (lastEventAt is { } last)
            tx.SetNotBefore(last);
        var answer = await work(tx);
        if (tx.IsRolledBack)
            return answer;
        await PostgresListener.Notify(connection, processName, tx.Invalidations);
        call.BeginCommit();
        try
        {
            await PostgresJournal.Commit(transaction, tx.Journal);
        }
        catch (Exception e) when (PostgresFailures.Of(e, writing: true) is { Condition: StoreCondition.Unreachable })
        {
            throw PostgresConnections.LostInCommit(e);
        }
        catch
        {
            call.CommitRefused();
            throw;
        }
        afterCommit(tx.AfterCommitActions);
        return answer;
    }

    /// <summary>Waits for the gate; later waits for locks are short, because others wait behind.</summary>
    /// <returns>The time of the last event in the journal; null if there is none.</returns>
    async Task<Instant?> PassGate(NpgsqlConnection connection, bool exclusive, bool flushes)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(exclusive ? LockGateExclusive : LockGateShared)
        {
            Parameters = { new NpgsqlParameter<long>("gate", WriteGate) },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(LimitLocks));
        if (!flushes)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(WithoutFlush));
        var known = hasJournal;
        batch.BatchCommands.Add(new NpgsqlBatchCommand(known ? FindLastEvent : FindJournal));
        await using var reader = await batch.ExecuteReaderAsync();
        // The batch's first result is that of the lock; SET has none.
        await reader.NextResultAsync();
        var found = await reader.ReadAsync() && !await reader.IsDBNullAsync(0) ? reader.GetInt64(0) : (long?)null;
        if (known)
            return found is { } at ? new Instant(at) : null;
        hasJournal = found is not null;
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref closing, 1);
        if (Volatile.Read(ref waiting) > 0)
            await finished.Task;
        writing.Dispose();
    }

    // Both locks share one queue, so shared writes do not starve an exclusive one.
    const string LockGateExclusive = "SELECT pg_advisory_xact_lock(@gate)";
    const string LockGateShared = "SELECT pg_advisory_xact_lock_shared(@gate)";

    // The writes before the migrations find no journal; and a missing table would end the transaction.
    const string FindJournal = "SELECT to_regclass('journal')::oid::bigint";

    const string FindLastEvent = "SELECT at FROM journal ORDER BY seq DESC LIMIT 1";

    // Filings of one street wait for one another's number, for as long as a short queue of them takes.
    const string LimitLocks = "SET LOCAL lock_timeout = '300ms'";

    const string WithoutFlush = "SET LOCAL synchronous_commit = off";

    const string WriteToLog = "SELECT pg_logical_emit_message(true, 'gridgov', '') IS NOT NULL";

    [LoggerMessage(1, LogLevel.Debug, "A write conflicted with another ({SqlState}) and is run again after attempt {Attempt}")]
    private static partial void LogRetry(ILogger log, string sqlState, int attempt);
}
