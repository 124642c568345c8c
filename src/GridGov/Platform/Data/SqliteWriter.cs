using System.Threading.Channels;
using Dapper;
using GridGov.Platform.Measures;

namespace GridGov.Platform.Data;

/// <summary>
/// The one thread that writes to SQLite. It takes what waits, runs each work in a savepoint of its own, commits all of
/// them in one transaction and only then answers: one flush to the disk serves many callers. A work that throws or
/// undoes itself loses its own savepoint and nobody else's.
/// </summary>
sealed class SqliteWriter : IAsyncDisposable
{
    const int MaxWaiting = 8192;
    const int MaxBatch = 256;

    readonly Channel<Job> queue = Channel.CreateBounded<Job>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    readonly PreparedConnection connection;
    readonly Func<PreparedConnection, Tx> newTx;
    readonly SqliteCounters counterRows;
    readonly Thread thread;
    readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SqliteWriter(PreparedConnection connection, Func<PreparedConnection, Tx> newTx)
    {
        this.connection = connection;
        this.newTx = newTx;
        counterRows = new SqliteCounters(connection);
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
            if (!TryCommit(batch, out var fault))
            {
                // What broke the commit may be one job's doing: each gets a transaction of its own.
                foreach (var job in batch)
                {
                    if (batch.Count == 1)
                        job.Fail(fault!);
                    else if (!TryCommit([job], out var own))
                        job.Fail(own!);
                }
            }
            foreach (var job in batch)
                job.Complete();
            batch.Clear();
        }
        stopped.SetResult();
    }

    bool TryCommit(List<Job> batch, out Exception? fault)
    {
        try
        {
            connection.Execute("BEGIN IMMEDIATE");
            var counters = new CounterBatch();
            foreach (var job in batch)
            {
                connection.Execute("SAVEPOINT work");
                var tx = newTx(connection);
                job.Run(tx);
                if (job.Failed || tx.Undone)
                {
                    connection.Execute("ROLLBACK TO work");
                    job.AfterCommit = [];
                }
                else
                {
                    counters.Add(tx.Counters);
                    job.AfterCommit = tx.AfterCommits;
                }
                connection.Execute("RELEASE work");
            }
            counterRows.Write(counters);
            connection.Execute("COMMIT TRANSACTION");
            fault = null;
            return true;
        }
        catch (Exception e)
        {
            fault = e;
            try
            {
                connection.Execute("ROLLBACK TRANSACTION");
            }
            catch (Microsoft.Data.Sqlite.SqliteException)
            {
                // SQLite had rolled back by itself (a full disk does that).
            }
            return false;
        }
    }

    /// <summary>Takes no more work, finishes what waits, closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await stopped.Task;
        counterRows.Dispose();
        await connection.ExecuteAsync("PRAGMA optimize");
        await connection.DisposeAsync();
    }

    abstract class Job
    {
        public bool Failed { get; protected set; }
        public IReadOnlyList<Action> AfterCommit { get; set; } = [];

        public abstract void Run(Tx tx);
        public abstract void Fail(Exception e);
        public abstract void Complete();
    }

    sealed class Job<T>(Func<Tx, Task<T>> work, CancellationToken ct) : Job
    {
        readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        T result = default!;
        Exception? exception;

        public Task<T> Answer => answer.Task;

        public override void Run(Tx tx)
        {
            Failed = false;
            exception = null;
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
            Failed = true;
            exception = e;
            AfterCommit = [];
        }

        public override void Complete()
        {
            foreach (var action in AfterCommit)
                action();
            if (exception is null)
                answer.SetResult(result);
            else if (exception is OperationCanceledException)
                answer.SetCanceled(ct);
            else
                answer.SetException(exception);
        }
    }
}
