namespace GridGov.Data.Postgres;

/// <summary>
/// The state of one work. When the server does not answer, the caller abandons it; the work then ends at its next statement and
/// never commits.
/// </summary>
sealed class PostgresCall
{
    const int Running = 0;
    const int Committing = 1;
    const int Abandoned = 2;

    int state;

    /// <summary>Whether the commit waits for the disk; otherwise a later one does, before anything is answered.</summary>
    public bool Flushes { get; init; } = true;

    /// <summary>Called before every statement.</summary>
    public void ThrowIfAbandoned()
    {
        if (Volatile.Read(ref state) == Abandoned)
            throw PostgresConnections.Silent();
    }

    /// <summary>From here on only the server knows the outcome.</summary>
    public void BeginCommit()
    {
        if (Interlocked.CompareExchange(ref state, Committing, Running) == Abandoned)
            throw PostgresConnections.Silent();
    }

    /// <summary>The server has refused the commit; the work may be run again.</summary>
    public void CommitRefused() => Volatile.Write(ref state, Running);

    /// <summary>Ends the waiting.</summary>
    /// <returns>What the caller is told.</returns>
    public StoreUnavailableException Abandon() => Interlocked.CompareExchange(ref state, Abandoned, Running) == Committing
        ? PostgresConnections.LostInCommit()
        : PostgresConnections.Silent();
}
