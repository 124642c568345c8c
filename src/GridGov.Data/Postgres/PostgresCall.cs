namespace GridGov.Data.Postgres;

/// <summary>
/// One work on its way through the server. When the server does not answer, its caller leaves it; it then ends by itself
/// with its next statement, and never commits.
/// </summary>
sealed class PostgresCall
{
    const int Running = 0;
    const int Committing = 1;
    const int Abandoned = 2;

    int state;

    /// <summary>Before every statement.</summary>
    public void ThrowIfAbandoned()
    {
        if (Volatile.Read(ref state) == Abandoned)
            throw PostgresConnections.Silent();
    }

    /// <summary>From here on the outcome is the server's to know.</summary>
    public void BeginCommit()
    {
        if (Interlocked.CompareExchange(ref state, Committing, Running) == Abandoned)
            throw PostgresConnections.Silent();
    }

    /// <summary>The server has refused the commit; the work may be run again.</summary>
    public void CommitRefused() => Volatile.Write(ref state, Running);

    /// <summary>What the caller is told who waits no longer.</summary>
    public StoreUnavailableException Abandon() => Interlocked.CompareExchange(ref state, Abandoned, Running) == Committing
        ? PostgresConnections.LostInCommit()
        : PostgresConnections.Silent();
}
