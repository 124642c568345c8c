using GridGov.Platform.Data;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>Wakes the watch of this process when something is committed that comes due before the instant it sleeps until.</summary>
sealed class WatchBell
{
    readonly Lock gate = new();
    Instant? sleepsUntil;
    Instant? earliest;
    TaskCompletionSource rung = New();

    /// <summary>After the commit of a transaction which gives a ticket this instant to wake at.</summary>
    public static void Tell(Tx tx, Instant? wakeAt)
    {
        if (wakeAt is { } at)
            tx.AfterCommit(() => tx.Kept<WatchBell>().Ring(at));
    }

    /// <param name="at">What comes due; the beginning of time for what is to be done at once.</param>
    public void Ring(Instant at)
    {
        lock (gate)
        {
            if (earliest is not { } before || at < before)
                earliest = at;
            if (sleepsUntil is { } until && at < until)
                rung.TrySetResult();
        }
    }

    /// <summary>Before the store is asked what comes next: from here on nothing is missed.</summary>
    public void Listen()
    {
        lock (gate)
        {
            (sleepsUntil, earliest, rung) = (null, null, New());
        }
    }

    /// <summary>Until when to sleep: what the store says, or what was committed since it was asked.</summary>
    /// <param name="longest">At the longest.</param>
    /// <param name="ringing">Ends when something is committed that comes due before.</param>
    public Instant SleepUntil(Instant? next, Instant longest, out Task ringing)
    {
        lock (gate)
        {
            var until = next is { } known && known < longest ? known : longest;
            if (earliest is { } heard && heard < until)
                until = heard;
            sleepsUntil = until;
            ringing = rung.Task;
            return until;
        }
    }

    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
