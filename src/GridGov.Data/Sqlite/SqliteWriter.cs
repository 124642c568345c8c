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

    public Task<T> Write<T>(Func<Tx, Task<T>> work, CancellationToken ct) => Add(new WorkJob<T>(work, ct), ct);

    /// <summary>Runs steps in their order in one transaction of the writer, where each of their writes is undone alone.</summary>
    public Task WriteInOrder(IReadOnlyList<Func<WriteSeries, Task>> steps, CancellationToken ct) => Add(new SeriesJob(steps, ct), ct);

    Task<T> Add<T>(Job<T> job, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
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
            for (var works = 0; works < MaxBatch && queue.Reader.TryRead(out var job); works += job.Works)
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
            var open = new SqliteBatch(connection, newTx, savepoints, lastEventAt);
            foreach (var job in batch)
            {
                job.Run(open);
                if (open.NeedsSavepoints)
                {
                    connection.Run("ROLLBACK TRANSACTION");
                    fault = null;
                    again = true;
                    return false;
                }
            }
            Commit();
            lastEventAt = open.LastEventAt;
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
        public IReadOnlyList<Action> AfterCommit { get; protected set; } = [];

        /// <summary>The number of works, which bounds a batch.</summary>
        public abstract int Works { get; }

        /// <exception cref="Exception">The transaction cannot go on; the other jobs run again without this one.</exception>
        public abstract void Run(SqliteBatch batch);
        public abstract void Fail(Exception e);
        public abstract void Complete(Action<IReadOnlyList<Action>> afterCommit);
    }

    abstract class Job<T>(CancellationToken ct) : Job
    {
        // The work runs on the writer's thread, but in the caller's language and trace.
        readonly ExecutionContext? caller = ExecutionContext.Capture();
        readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected T Result { get; set; } = default!;

        public Task<T> Answer => answer.Task;

        protected void AsCaller(Action run)
        {
            if (caller is null)
                run();
            else
                ExecutionContext.Run(caller, _ => run(), state: null);
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
                answer.SetResult(Result);
            else if (Fault is OperationCanceledException)
                answer.SetCanceled(ct);
            else
                answer.SetException(Fault);
        }
    }

    sealed class WorkJob<T>(Func<Tx, Task<T>> work, CancellationToken ct) : Job<T>(ct)
    {
        readonly CancellationToken ct = ct;

        public override int Works => 1;

        public override void Run(SqliteBatch batch)
        {
            Fault = null;
            AfterCommit = batch.Run(tx =>
            {
                AsCaller(() => RunWork(tx));
                return Fault;
            });
        }

        void RunWork(Tx tx)
        {
            try
            {
                ct.ThrowIfCancellationRequested();
                Result = SqliteBatch.Complete(work(tx));
            }
            catch (Exception e)
            {
                Fail(e);
            }
        }
    }

    sealed class SeriesJob(IReadOnlyList<Func<WriteSeries, Task>> steps, CancellationToken ct) : Job<int>(ct)
    {
        readonly CancellationToken ct = ct;

        public override int Works => steps.Count;

        public override void Run(SqliteBatch batch)
        {
            Fault = ct.IsCancellationRequested ? new OperationCanceledException(ct) : null;
            var series = new SqliteSeries(batch);
            if (Fault is null)
                AsCaller(() => RunSteps(batch, series));
            AfterCommit = series.AfterCommit;
        }

        void RunSteps(SqliteBatch batch, SqliteSeries series)
        {
            foreach (var step in steps)
            {
                SqliteBatch.Complete(Finished(step(series)));
                if (series.Failure is { } failure)
                    throw failure;
                if (batch.NeedsSavepoints)
                    return;
            }

            static async Task<int> Finished(Task step)
            {
                await step;
                return 0;
            }
        }
    }
}
