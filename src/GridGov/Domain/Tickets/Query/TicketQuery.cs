using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Statistics;
using GridGov.Geo;
using GridGov.Security;

namespace GridGov.Domain.Tickets.Query;

/// <summary>Which tickets under a supervisor's order.</summary>
public enum SupervisedFilter
{
    /// <summary>督办中: the order is not lifted.</summary>
    Any,
    /// <summary>待回复</summary>
    Waiting,
    /// <summary>逾期未回复</summary>
    Late,
    /// <summary>待我回复: waits for a reply, and the caller may give it.</summary>
    Mine,
}

/// <summary>
/// Which tickets are selected, for lists, counts, exports and maps. Everything that is set must hold; of several values
/// any of them does. <see cref="TicketWhere"/> makes the SQL.
/// </summary>
sealed record TicketQuery
{
    /// <summary>Grids, counties or cities, each with its whole subtree; none: all that the caller may see.</summary>
    public IReadOnlyList<string> Grids { get; init; } = [];

    public TicketCriteria Criteria { get; init; } = TicketCriteria.None;

    /// <summary>Null: any; none: no ticket matches.</summary>
    public IReadOnlyList<TicketStatus>? Statuses { get; init; }

    /// <summary>Of closed tickets, only those that have been evaluated, or only those that have not.</summary>
    public bool? Evaluated { get; init; }

    public IReadOnlyList<Light> Lights { get; init; } = [];
    public bool? Overdue { get; init; }
    public SupervisedFilter? Supervised { get; init; }

    /// <summary>Who asks; needed for <see cref="SupervisedFilter.Mine"/>.</summary>
    public Actor? Caller { get; init; }

    /// <summary>Merged into this ticket.</summary>
    public Id? MergedInto { get; init; }

    /// <summary>Filed by this person.</summary>
    public Id? Reporter { get; init; }

    /// <summary>What this person has to do now.</summary>
    public Id? InHand { get; init; }

    /// <summary>What this person was asked to verify and has not answered.</summary>
    public Id? Verifier { get; init; }

    /// <summary>Where this person is awaited at a joint action.</summary>
    public Id? Awaited { get; init; }

    /// <summary>Handling levels.</summary>
    public IReadOnlyList<int> Levels { get; init; } = [];

    /// <summary>First day of filing.</summary>
    public DateOnly? FiledFrom { get; init; }

    /// <summary>The day after the last of filing.</summary>
    public DateOnly? FiledTo { get; init; }

    /// <summary>First day of closing.</summary>
    public DateOnly? ClosedFrom { get; init; }

    /// <summary>The day after the last of closing.</summary>
    public DateOnly? ClosedTo { get; init; }

    /// <summary>The running clock runs out before this instant.</summary>
    public Instant? DueBefore { get; init; }

    public Circle? Near { get; init; }
    public CellBox? Box { get; init; }

    /// <summary>Text that the description, the address or the number contains.</summary>
    public string? Text { get; init; }

    /// <summary>Only tickets that a measure counts.</summary>
    public MeasureSelection? Measure { get; init; }

    /// <summary>The tickets that there were at this instant, with the status, handler and measure that they had then; null: now.</summary>
    public Instant? AsOf { get; init; }

    /// <summary>An index of one person's work finds the tickets.</summary>
    public bool IsOfOnePerson =>
        InHand is not null || Verifier is not null || Awaited is not null || (Criteria.Handlers.Count > 0 && (ClosedFrom ?? ClosedTo) is not null);

    /// <summary>Another index than the grid's finds the few tickets.</summary>
    public bool IsSelective => Supervised is not null || MergedInto is not null || IsOfOnePerson;

    /// <summary>The part of a scope that the grids name.</summary>
    public Scope Within(Scope scope) => Grids.Count == 0 ? scope : Scope.Of(Grids.SelectMany(grid => scope.Within(grid).Roots));
}

/// <summary>The tickets that a measure counts in a period.</summary>
sealed record MeasureSelection(CountedRows Rows, MeasurePart Part, Period Period);
