namespace GridGov.Domain.Statistics.Counters;

/// <summary>The values of a ticket that determine its counters.</summary>
/// <param name="AcceptedDay">The day it was established; null before.</param>
/// <param name="ClosedDay">The day it was closed; null before.</param>
public readonly record struct CounterKeys(
    string Grid, string Category, Programme Programme, string Role, TicketStatus Status, int HandlingLevel,
    DateOnly FiledDay, DateOnly? AcceptedDay, DateOnly? ClosedDay)
{
    public DateOnly? DueDay { get; init; }

    public bool OnTime { get; init; }

    public ReportDecision? Decision { get; init; }

    public DateOnly? DecidedDay { get; init; }

    /// <summary>The day of the deadline to contact its reporter; null without a telephone number.</summary>
    public DateOnly? ContactDueDay { get; init; }

    public bool ContactedInTime { get; init; }

    /// <summary>Whether its parts count instead of it in all but the report's decision and the calls to its reporter.</summary>
    public bool HasParts { get; init; }

    /// <summary>The counters of this state. Transitions move tickets between them, so counters always equal a recount.</summary>
    public IEnumerable<CounterKey> ListKeys()
    {
        yield return Key(CounterOf(Status), FiledDay);
        if (AcceptedDay is { } accepted && IsCounted(Status) && !HasParts)
        {
            yield return Key(Counter.Established, accepted);
            if (Status == TicketStatus.Closed)
                yield return Key(Counter.EstablishedClosed, accepted);
        }
        if (Status == TicketStatus.Closed && ClosedDay is { } closed && !HasParts)
        {
            yield return Key(Counter.ClosedOnDay, closed);
            if (HandlingLevel >= 1)
                yield return Key(Counter.ClosedAtStreet, closed);
        }
        if (DueDay is { } due)
        {
            yield return Key(Counter.Due, due);
            if (Status == TicketStatus.Closed)
                yield return Key(Counter.DueClosed, due);
            if (OnTime)
                yield return Key(Counter.DueOnTime, due);
        }
        if (Decision is { } decision && DecidedDay is { } decided)
        {
            yield return Key(Counter.Decided, decided);
            if (decision == ReportDecision.Valid)
                yield return Key(Counter.DecidedValid, decided);
        }
        if (ContactDueDay is { } contact)
        {
            yield return Key(Counter.ContactsDue, contact);
            if (ContactedInTime)
                yield return Key(Counter.ContactedInTime, contact);
        }
    }

    /// <summary>The changes of a transition; <paramref name="before"/> is null for a new ticket.</summary>
    public static IEnumerable<CounterDelta> ForTransition(CounterKeys? before, CounterKeys after)
    {
        var left = before?.ListKeys().ToList() ?? [];
        foreach (var key in after.ListKeys())
        {
            if (!left.Remove(key))
                yield return new CounterDelta(key, +1);
        }
        foreach (var key in left)
            yield return new CounterDelta(key, -1);
    }

    /// <summary>The counts of a check, which do not depend on the ticket's later states.</summary>
    public IEnumerable<CounterDelta> ForCheck(DateOnly day, bool passed)
    {
        if (HasParts)
            yield break;
        yield return new CounterDelta(Key(Counter.Checks, day), +1);
        if (!passed)
            yield return new CounterDelta(Key(Counter.FailedChecks, day), +1);
    }

    public IEnumerable<CounterDelta> ForDispatch(DateOnly day) => HasParts ? [] : [new CounterDelta(Key(Counter.Dispatches, day), +1)];

    /// <summary>The count of a returned dispatch, by the day of the dispatch.</summary>
    public IEnumerable<CounterDelta> ForReturnedDispatch(DateOnly day) =>
        HasParts ? [] : [new CounterDelta(Key(Counter.DispatchesReturned, day), +1)];

    /// <summary>The counts of a valid call-back: the reporter was reached after the closing, and answered.</summary>
    public IEnumerable<CounterDelta> ForCallBack(DateOnly day, bool solved, bool satisfied)
    {
        yield return new CounterDelta(Key(Counter.CallBacks, day), +1);
        if (solved)
            yield return new CounterDelta(Key(Counter.CallBacksSolved, day), +1);
        if (satisfied)
            yield return new CounterDelta(Key(Counter.CallBacksSatisfied, day), +1);
    }

    CounterKey Key(Counter counter, DateOnly day) => new(counter, Grid, day, Category, Programme, Role);

    static bool IsCounted(TicketStatus status) => status is not
        (TicketStatus.Rejected or TicketStatus.Cancelled or TicketStatus.Merged or TicketStatus.Noted);

    public static Counter CounterOf(TicketStatus status) => status switch
    {
        TicketStatus.Submitted => Counter.Submitted,
        TicketStatus.Verifying => Counter.Verifying,
        TicketStatus.Accepted => Counter.Accepted,
        TicketStatus.Dispatched => Counter.Dispatched,
        TicketStatus.Returned => Counter.Returned,
        TicketStatus.Processing => Counter.Processing,
        TicketStatus.Suspended => Counter.Suspended,
        TicketStatus.Resolved => Counter.Resolved,
        TicketStatus.Rework => Counter.Rework,
        TicketStatus.Closed => Counter.Closed,
        TicketStatus.Rejected => Counter.Rejected,
        TicketStatus.Cancelled => Counter.Cancelled,
        TicketStatus.Merged => Counter.Merged,
        TicketStatus.Noted => Counter.Noted,
    };
}
