namespace GridGov.Platform.Measures;

/// <summary>What is counted, and by which of a ticket's days.</summary>
public enum Counter
{
    // Tickets now in a status, by the day they were filed; one for every TicketStatus, by the same name.
    Submitted,
    Verifying,
    Accepted,
    Dispatched,
    Returned,
    Processing,
    Suspended,
    Resolved,
    Rework,
    Closed,
    Rejected,
    Cancelled,
    Merged,
    Noted,

    /// <summary>Established tickets that count (not rejected, cancelled, merged or noted since), by the day of acceptance.</summary>
    Established,

    /// <summary>Those of <see cref="Established"/> that are closed now, by the same day.</summary>
    EstablishedClosed,

    /// <summary>Closed tickets, by the day of closing.</summary>
    ClosedOnDay,

    /// <summary>Those of <see cref="ClosedOnDay"/> that were handled inside the street (handling level 1 or lower), by the same day.</summary>
    ClosedAtStreet,

    /// <summary>Checks made (passed or failed), by their day.</summary>
    Checks,

    /// <summary>Those of <see cref="Checks"/> that failed, by the same day.</summary>
    FailedChecks,
}

/// <summary>What a count belongs to.</summary>
/// <param name="Grid">The ticket's own grid.</param>
/// <param name="Day">The day it counts on.</param>
public readonly record struct CounterKey(
    Counter Counter, string Grid, DateOnly Day, string Category, Programme Programme, string Role);

/// <summary>A change of one count.</summary>
public readonly record struct CounterDelta(CounterKey Key, int By);
