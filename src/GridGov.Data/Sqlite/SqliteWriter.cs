using System.Globalization;
using System.Threading.Channels;
using GridGov.Data.Sqlite.Fast;
using Microsoft.Data.Sqlite;

namespace GridGov.Data.Sqlite;

/// <summary>
/// The one thread that writes to SQLite. It takes what waits, runs it in one transaction, commits and only then answers:
/// one flush to the disk serves many callers. A work that throws or undoes itself loses its own writes and nobody
/// else's: the batch then runs again with a savepoint for each.
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
    readonly Thread thread;
    readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SqliteWriter(
        SqliteRunner connection, Func<SqliteRunner, Tx> newTx, CacheInvalidation cacheInvalidation, Action<IReadOnlyList<Action>> afterCommit)
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
        // Blocking on purpose: this thread does nothing else.
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
        // The store's own failure would not go better one by one; but what is too large for a full disk may be one job's.
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
            // What broke the commit may be one job's doing: each gets a transaction of its own, and its answer at once.
            foreach (var job in batch)
                Finish([job]);
        }
    }

    /// <summary>
    /// Works decide before they write, so one that fails has seldom written anything; and a savepoint keeps a copy of
    /// every page that is touched in it.
    /// </summary>
    bool TryCommit(List<Job> batch, out Exception? fault) =>
        TryCommit(batch, savepoints: false, out fault, out var again) || (again && TryCommit(batch, savepoints: true, out fault, out _));

    /// <param name="again">A work failed after it had written, and without savepoints cannot be undone alone.</param>
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
                job.Run(tx);
                // A full disk, for one, ends the whole transaction; what came next would be committed piece by piece.
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
                // SQLite had rolled back by itself (a full disk does that).
            }
            return false;
        }
    }

    void Begin()
    {
        connection.Run("BEGIN IMMEDIATE");
        // Changes with the commits of other connections only: what is kept in memory may be older than those.
        if (connection.DataVersion is var version && version != lastDataVersion)
        {
            lastDataVersion = version;
            caches.InvalidateAll();
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

    /// <summary>Takes no more work, finishes what waits, closes the connection.</summary>
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
            // The planner's figures can wait until one of us stops again.
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
        // Refusals are worded inside the work, in the caller's language.
        readonly CultureInfo culture = CultureInfo.CurrentUICulture;
        readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        T result = default!;

        public Task<T> Answer => answer.Task;

        public override void Run(Tx tx)
        {
            Fault = null;
            CultureInfo.CurrentUICulture = culture;
            try
            {
                ct.ThrowIfCancellationRequested();
                var task = work(tx);
                // Every statement of SQLite's ends at once. Anything still running waits for something else, and would
                // hold up every other writer.
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
