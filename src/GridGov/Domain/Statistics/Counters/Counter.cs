namespace GridGov.Domain.Statistics.Counters;

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

    /// <summary>Tickets that count as due, by the day on which they do: of closing when that was in time, else of the deadline.</summary>
    Due,

    /// <summary>Those of <see cref="Due"/> that are closed now, in time or late, by the same day.</summary>
    DueClosed,

    /// <summary>Those of <see cref="DueClosed"/> that were closed at or before the deadline, by the same day.</summary>
    DueOnTime,

    /// <summary>Reports that were decided on, by the day of the decision.</summary>
    Decided,

    /// <summary>Those of <see cref="Decided"/> that were found valid, by the same day.</summary>
    DecidedValid,

    /// <summary>Dispatches, by their day.</summary>
    Dispatches,

    /// <summary>Those of <see cref="Dispatches"/> that the handler returned, by the same day.</summary>
    DispatchesReturned,

    /// <summary>Tickets whose reporter is to be called, by the day until which.</summary>
    ContactsDue,

    /// <summary>Those of <see cref="ContactsDue"/> whose reporter was reached in time, by the same day.</summary>
    ContactedInTime,

    /// <summary>Valid call-backs (reached after the closing), by their day.</summary>
    CallBacks,

    /// <summary>Those of <see cref="CallBacks"/> that say that it is solved, by the same day.</summary>
    CallBacksSolved,

    /// <summary>Those of <see cref="CallBacks"/> that are satisfied, by the same day.</summary>
    CallBacksSatisfied,
}

/// <summary>What a count belongs to.</summary>
/// <param name="Grid">The ticket's own grid.</param>
/// <param name="Day">The day it counts on.</param>
public readonly record struct CounterKey(
    Counter Counter, string Grid, DateOnly Day, string Category, Programme Programme, string Role);

/// <summary>A change of one count.</summary>
public readonly record struct CounterDelta(CounterKey Key, int By);
