using GridGov.Data.Sqlite.Fast;

namespace GridGov.Data.Sqlite;

/// <summary>An open transaction of the writer, in which works run one after another and each is undone alone.</summary>
/// <param name="savepoints">Whether a work that fails after writing can be undone; a savepoint copies every page it touches.</param>
sealed class SqliteBatch(SqliteRunner connection, Func<SqliteRunner, Tx> newTx, bool savepoints, Instant? lastEventAt)
{
    public Instant? LastEventAt { get; private set; } = lastEventAt;

    /// <summary>A work failed after writing, and only savepoints can roll it back alone.</summary>
    public bool NeedsSavepoints { get; private set; }

    public Tx NewTx()
    {
        var tx = newTx(connection);
        if (LastEventAt is { } last)
            tx.SetNotBefore(last);
        return tx;
    }

    /// <param name="work">Returns the exception of a work that failed.</param>
    /// <returns>The actions after the commit.</returns>
    public IReadOnlyList<Action> Run(Func<Tx, Exception?> work)
    {
        if (savepoints)
            connection.Run("SAVEPOINT work");
        var changes = connection.TotalChanges;
        var tx = NewTx();
        var fault = work(tx);
        // An error such as a full disk ends the whole transaction; later statements would commit one by one.
        if (!connection.IsInTransaction)
            throw fault ?? new InvalidOperationException("A work ended the writer's transaction.");
        var failed = fault is not null || tx.IsRolledBack;
        if (!failed)
            LastEventAt = tx.LastEventAt ?? LastEventAt;
        else if (savepoints)
            connection.Run("ROLLBACK TO work");
        else if (connection.TotalChanges != changes)
            NeedsSavepoints = true;
        if (savepoints)
            connection.Run("RELEASE work");
        return failed ? [] : tx.AfterCommitActions;
    }

    /// <summary>The result of a work. SQLite statements complete synchronously; a pending task would block all writers.</summary>
    public static T Complete<T>(Task<T> task) => task.IsCompleted
        ? task.GetAwaiter().GetResult()
        : throw new InvalidOperationException("A write awaited something other than its own transaction.");
}
