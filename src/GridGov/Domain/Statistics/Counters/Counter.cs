namespace GridGov.Domain.Statistics.Counters;

/// <summary>A count, with the day by which it counts.</summary>
public enum Counter
{
    // Tickets now in a status, by the day of filing; one per TicketStatus, with the same name.
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

    /// <summary>Established tickets that are not rejected, cancelled, merged or noted since, by the day of acceptance.</summary>
    Established,

    /// <summary>Those of <see cref="Established"/> that are closed now.</summary>
    EstablishedClosed,

    /// <summary>Closed tickets, by the day of closing.</summary>
    ClosedOnDay,

    /// <summary>Those of <see cref="ClosedOnDay"/> that were handled inside the street (handling level 1 or lower).</summary>
    ClosedAtStreet,

    /// <summary>Passed and failed checks, by their day.</summary>
    Checks,

    /// <summary>Those of <see cref="Checks"/> that failed.</summary>
    FailedChecks,

    /// <summary>Due tickets, by the day of closing if in time, else of the deadline.</summary>
    Due,

    /// <summary>Those of <see cref="Due"/> that are closed now, in time or late.</summary>
    DueClosed,

    /// <summary>Those of <see cref="DueClosed"/> that were closed in time.</summary>
    DueOnTime,

    /// <summary>Decided reports, by the day of the decision.</summary>
    Decided,

    /// <summary>Those of <see cref="Decided"/> that were valid.</summary>
    DecidedValid,

    Dispatches,

    /// <summary>Those of <see cref="Dispatches"/> that were returned.</summary>
    DispatchesReturned,

    /// <summary>Tickets with a reporter to contact, by the day of the deadline.</summary>
    ContactsDue,

    /// <summary>Those of <see cref="ContactsDue"/> with the reporter reached in time.</summary>
    ContactedInTime,

    /// <summary>Valid call-backs (reporter reached after the closing), by their day.</summary>
    CallBacks,

    /// <summary>Those of <see cref="CallBacks"/> with the answer that it is solved.</summary>
    CallBacksSolved,

    /// <summary>Those of <see cref="CallBacks"/> with a satisfied reporter.</summary>
    CallBacksSatisfied,
}

public readonly record struct CounterKey(
    Counter Counter, string Grid, DateOnly Day, string Category, Programme Programme, string Role);

public readonly record struct CounterDelta(CounterKey Key, int By);
