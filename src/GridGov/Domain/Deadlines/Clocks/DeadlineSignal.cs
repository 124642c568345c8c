namespace GridGov.Domain.Deadlines.Clocks;

/// <summary>
/// Wakes the deadline worker of this process when something is committed that comes due before the instant it sleeps until.
/// </summary>
sealed class DeadlineSignal
{
    readonly Lock gate = new();
    Instant? sleepsUntil;
    Instant? earliest;
    TaskCompletionSource raised = New();

    /// <summary>After the commit of a transaction which gives a ticket this instant to wake at.</summary>
    public static void RaiseAfterCommit(Tx tx, Instant? wakeAt)
    {
        if (wakeAt is { } at)
            tx.AfterCommit(() => tx.Cache<DeadlineSignal>().Raise(at));
    }

    /// <param name="at">What comes due; the beginning of time for what is to be done at once.</param>
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

    /// <summary>Before the store is asked what comes next: from here on nothing is missed.</summary>
    public void Listen()
    {
        lock (gate)
        {
            (sleepsUntil, earliest, raised) = (null, null, New());
        }
    }

    /// <summary>Until when to sleep: what the store says, or what was committed since it was asked.</summary>
    /// <param name="longest">At the longest.</param>
    /// <param name="raises">Ends when something is committed that comes due before.</param>
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
