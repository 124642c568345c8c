namespace GridGov.Domain.Deadlines.Clocks;

/// <summary>Wakes this process's deadline worker when a commit has an earlier deadline than it sleeps for.</summary>
sealed class DeadlineSignal
{
    readonly Lock gate = new();
    Instant? sleepsUntil;
    Instant? earliest;
    TaskCompletionSource raised = New();

    public static void RaiseAfterCommit(Tx tx, Instant? wakeAt)
    {
        if (wakeAt is { } at)
            tx.AfterCommit(() => tx.Cache<DeadlineSignal>().Raise(at));
    }

    /// <param name="at">The deadline; the default value for immediate work.</param>
    public void Raise(Instant at)
    {
        lock (gate)
        {
            if (earliest is not { } before || at < before)
                earliest = at;
            if (sleepsUntil is { } until && at < until)
                raised.TrySetResult();
        }
    }

    /// <summary>Resets the signal before the store is queried, so that no later commit is missed.</summary>
    public void Listen()
    {
        lock (gate)
        {
            (sleepsUntil, earliest, raised) = (null, null, New());
        }
    }

    /// <summary>The instant until which to sleep, from the store's next deadline and commits since the query.</summary>
    /// <param name="raises">Completes when a commit has an earlier deadline.</param>
    public Instant SleepUntil(Instant? next, Instant longest, out Task raises)
    {
        lock (gate)
        {
            var until = next is { } known && known < longest ? known : longest;
            if (earliest is { } committed && committed < until)
                until = committed;
            sleepsUntil = until;
            raises = raised.Task;
            return until;
        }
    }

    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
