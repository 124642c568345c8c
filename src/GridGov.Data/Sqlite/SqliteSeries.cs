namespace GridGov.Data.Sqlite;

/// <summary>The writes of a series, in the transaction of the writer's batch.</summary>
sealed class SqliteSeries(SqliteBatch batch) : WriteSeries
{
    readonly List<Action> afterCommit = [];

    public IReadOnlyList<Action> AfterCommit => afterCommit;

    /// <summary>The failure of the store, which ends the series: it is no refusal of one step.</summary>
    public Exception? Failure { get; private set; }

    public override Task<T> Read<T>(Func<Tx, Task<T>> work) => work(batch.NewTx());

    public override Task<T> Write<T>(Func<Tx, Task<T>> work, WriteMode mode)
    {
        T result = default!;
        Exception? fault = null;
        try
        {
            afterCommit.AddRange(batch.Run(tx =>
            {
                try
                {
                    result = SqliteBatch.Complete(work(tx));
                }
                catch (Exception e)
                {
                    fault = e;
                }
                return fault;
            }));
        }
        catch (Exception e)
        {
            Failure = fault = e;
        }
        if (fault is not null && SqliteFailures.Of(fault, writing: true) is not null)
            Failure ??= fault;
        return fault is null ? Task.FromResult(result) : Task.FromException<T>(fault);
    }
}
