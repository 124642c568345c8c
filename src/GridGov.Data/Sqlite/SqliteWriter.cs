using System.Threading.Channels;
using GridGov.Data.Sqlite.Fast;
using Microsoft.Data.Sqlite;

namespace GridGov.Data.Sqlite;

/// <summary>
/// The one thread that writes to SQLite. It runs all waiting works in one transaction and answers after the commit, so one flush
/// serves many callers. If a work fails after writing, the batch runs again with a savepoint for each.
/// </summary>
sealed class SqliteWriter : IAsyncDisposable
{
    const int MaxWaiting = 8192;
    const int MaxBatch = 256;

    readonly Channel<Job> queue = Channel.CreateBounded<Job>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    readonly SqliteRunner connection;
    readonly Func<SqliteRunner, Tx> newTx;
    readonly CacheInvalidation caches;
    readonly Action<IReadOnlyList<Action>> afterCommit;
    long? lastDataVersion;
    Instant? lastEventAt;
    readonly Thread thread;
    readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SqliteWriter(
        SqliteRunner connection, Func<SqliteRunner, Tx> newTx, CacheInvalidation cacheInvalidation,
        Action<IReadOnlyList<Action>> afterCommit)
    {
        this.connection = connection;
        this.newTx = newTx;
        caches = cacheInvalidation;
        this.afterCommit = afterCommit;
        thread = new Thread(Loop) { Name = "SQLite writer", IsBackground = true };
        thread.Start();
    }

    public Task<T> Write<T>(Func<Tx, Task<T>> work, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var job = new Job<T>(work, ct);
        return queue.Writer.TryWrite(job)
            ? job.Answer
            : throw new StoreBusyException("The store has more waiting writes than it can take, or is shutting down.");
    }

    void Loop()
    {
        var batch = new List<Job>(MaxBatch);
#pragma warning disable MA0045
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
#pragma warning restore MA0045
        {
            while (batch.Count < MaxBatch && queue.Reader.TryRead(out var job))
                batch.Add(job);
            Finish(batch);
            batch.Clear();
        }
        stopped.SetResult();
    }

    void Finish(List<Job> batch)
    {
        if (TryCommit(batch, out var fault))
        {
            foreach (var job in batch)
                job.Complete(afterCommit);
        }
        // Running the jobs one by one would not help, except on a full disk, which may have room for the smaller ones.
        else if (batch.Count == 1 || fault is StoreUnavailableException
            || SqliteFailures.Of(fault!, writing: true) is { Condition: not StoreCondition.Full })
        {
            foreach (var job in batch)
            {
                job.Fail(fault!);
                job.Complete(afterCommit);
            }
        }
        else
        {
            // One job may have broken the commit, so each runs again in its own transaction.
            foreach (var job in batch)
                Finish([job]);
        }
    }

    /// <summary>Tries without savepoints first: a failing work has seldom written, and a savepoint copies every page it touches.</summary>
    bool TryCommit(List<Job> batch, out Exception? fault) =>
        TryCommit(batch, savepoints: false, out fault, out var again) || (again && TryCommit(batch, savepoints: true, out fault, out _));

    /// <param name="again">A work failed after writing, and only savepoints can roll it back alone.</param>
    bool TryCommit(List<Job> batch, bool savepoints, out Exception? fault, out bool again)
    {
        again = false;
        try
        {
            Begin();
            foreach (var job in batch)
            {
                if (savepoints)
                    connection.Run("SAVEPOINT work");
                var changes = connection.TotalChanges;
                var tx = newTx(connection);
                if (lastEventAt is { } last)
                    tx.SetNotBefore(last);
                job.Run(tx);
                // An error such as a full disk ends the whole transaction; later statements would commit one by one.
                if (!connection.IsInTransaction)
                    throw job.Fault ?? new InvalidOperationException("A work ended the writer's transaction.");
                if (job.Failed || tx.IsRolledBack)
                {
                    if (savepoints)
                    {
                        connection.Run("ROLLBACK TO work");
                    }
                    else if (connection.TotalChanges != changes)
                    {
                        connection.Run("ROLLBACK TRANSACTION");
                        fault = null;
                        again = true;
                        return false;
                    }
                    job.AfterCommit = [];
                }
                else
                {
                    job.AfterCommit = tx.AfterCommitActions;
                    lastEventAt = tx.LastEventAt ?? lastEventAt;
                }
                if (savepoints)
                    connection.Run("RELEASE work");
            }
            Commit();
            fault = null;
            return true;
        }
        catch (Exception e)
        {
            fault = e;
            try
            {
                connection.Run("ROLLBACK TRANSACTION");
            }
            catch (SqliteException)
            {
                // SQLite has rolled back by itself, as it does on a full disk.
            }
            return false;
        }
    }

    void Begin()
    {
        connection.Run("BEGIN IMMEDIATE");
        // The version changes only with commits of other connections, so caches may be older than those.
        if (connection.DataVersion is var version && version != lastDataVersion)
        {
            lastDataVersion = version;
            caches.InvalidateAll();
            lastEventAt = connection.LastEventAt;
        }
    }

    void Commit()
    {
        try
        {
            connection.Run("COMMIT TRANSACTION");
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_IOERR)
        {
            // The log may hold the commit although its flush failed, and a restart then recovers it.
            throw new StoreUnavailableException(StoreCondition.Failing, "SQLite: the commit could not be flushed.", e)
            {
                IsOutcomeUnknown = true,
            };
        }
    }

    public async ValueTask DisposeAsync()
    {
        var first = queue.Writer.TryComplete();
        await stopped.Task;
        if (!first)
            return;
        try
        {
            connection.Run("PRAGMA optimize");
        }
        catch (SqliteException e) when (SqliteFailures.Of(e, writing: true) is not null)
        {
            // The planner's statistics can wait until the next stop.
        }
        await connection.DisposeAsync();
    }

    abstract class Job
    {
        public Exception? Fault { get; protected set; }
        public bool Failed => Fault is not null;
        public IReadOnlyList<Action> AfterCommit { get; set; } = [];

        public abstract void Run(Tx tx);
        public abstract void Fail(Exception e);
        public abstract void Complete(Action<IReadOnlyList<Action>> afterCommit);
    }

    sealed class Job<T>(Func<Tx, Task<T>> work, CancellationToken ct) : Job
    {
        // The work runs on the writer's thread, but in the caller's language and trace.
        readonly ExecutionContext? caller = ExecutionContext.Capture();
        readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        T result = default!;

        public Task<T> Answer => answer.Task;

        public override void Run(Tx tx)
        {
            Fault = null;
            if (caller is null)
                RunWork(tx);
            else
                ExecutionContext.Run(caller, _ => RunWork(tx), state: null);
        }

        void RunWork(Tx tx)
        {
            try
            {
                ct.ThrowIfCancellationRequested();
                var task = work(tx);
                // SQLite statements complete synchronously; a pending task waits for something else and would block all writers.
                result = task.IsCompleted
                    ? task.GetAwaiter().GetResult()
                    : throw new InvalidOperationException("A write awaited something other than its own transaction.");
            }
            catch (Exception e)
            {
                Fail(e);
            }
        }

        public override void Fail(Exception e)
        {
            Fault = e;
            AfterCommit = [];
        }

        public override void Complete(Action<IReadOnlyList<Action>> afterCommit)
        {
            if (AfterCommit.Count > 0)
                afterCommit(AfterCommit);
            if (Fault is null)
                answer.SetResult(result);
            else if (Fault is OperationCanceledException)
                answer.SetCanceled(ct);
            else
                answer.SetException(Fault);
        }
    }
}
