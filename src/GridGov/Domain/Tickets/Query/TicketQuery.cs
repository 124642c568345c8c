using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Statistics;
using GridGov.Domain.Tickets.Search;
using GridGov.Geo;
using GridGov.Security;

namespace GridGov.Domain.Tickets.Query;

/// <summary>A filter on tickets under a supervision order.</summary>
public enum SupervisedFilter
{
    /// <summary>督办中: the order is not lifted.</summary>
    Any,
    /// <summary>待回复</summary>
    Waiting,
    /// <summary>逾期未回复</summary>
    Late,
    /// <summary>待我回复: the caller may reply.</summary>
    Mine,
}

/// <summary>
/// A selection of tickets for lists, counts, exports and maps; all that is set must match. <see cref="TicketWhere"/> has its SQL.
/// </summary>
sealed record TicketQuery
{
    /// <summary>Grids, counties or cities with their subtrees; none: all that the caller may see.</summary>
    public IReadOnlyList<string> Grids { get; init; } = [];

    public TicketCriteria Criteria { get; init; } = TicketCriteria.None;

    /// <summary>Null: any; empty: none.</summary>
    public IReadOnlyList<TicketStatus>? Statuses { get; init; }

    /// <summary>Filters closed tickets by whether they are evaluated.</summary>
    public bool? Evaluated { get; init; }

    public IReadOnlyList<Light> Lights { get; init; } = [];
    public bool? Overdue { get; init; }
    public SupervisedFilter? Supervised { get; init; }

    /// <summary>The caller, for <see cref="SupervisedFilter.Mine"/>.</summary>
    public Actor? Caller { get; init; }

    public Id? MergedInto { get; init; }

    /// <summary>The ticket that they are parts of.</summary>
    public Id? PartOf { get; init; }

    /// <summary>Whether they are parts of another ticket.</summary>
    public bool? IsPart { get; init; }

    /// <summary>The person who filed them.</summary>
    public Id? Reporter { get; init; }

    /// <summary>The person who has to handle them now.</summary>
    public Id? InHand { get; init; }

    /// <summary>The person who has to verify them.</summary>
    public Id? Verifier { get; init; }

    /// <summary>The person who is awaited at a joint action.</summary>
    public Id? Awaited { get; init; }

    /// <summary>Whether a request is pending.</summary>
    public bool? Requested { get; init; }

    public IReadOnlyList<int> Levels { get; init; } = [];

    public DateOnly? FiledFrom { get; init; }

    /// <summary>The day after the last day of filing.</summary>
    public DateOnly? FiledTo { get; init; }

    public DateOnly? ClosedFrom { get; init; }

    /// <summary>The day after the last day of closing.</summary>
    public DateOnly? ClosedTo { get; init; }

    public Instant? DueBefore { get; init; }

    /// <summary>When the problem was found: from the first to before the second instant.</summary>
    public (Instant? From, Instant? To) Found { get; init; }

    /// <summary>The last change: from the first to before the second instant.</summary>
    public (Instant? From, Instant? To) Updated { get; init; }

    /// <summary>Whether the tickets are read in the order of their last changes.</summary>
    public bool InOrderOfUpdates { get; init; }

    /// <summary>The number in the system that they came from.</summary>
    public string? ExternalNumber { get; init; }

    public Circle? Near { get; init; }
    public CellBox? Box { get; init; }

    /// <summary>Words to search for.</summary>
    public string? Text { get; init; }

    /// <summary>The words of <see cref="Text"/>; see <see cref="WithSearch"/>.</summary>
    public TicketSearch? Search { get; private init; }

    public MeasureSelection? Measure { get; init; }

    /// <summary>Tickets as of this past instant, with their status, handler and measure then; null for now.</summary>
    public Instant? AsOf { get; init; }

    /// <summary>Whether an index of one person's work finds the tickets.</summary>
    public bool IsOfOnePerson => InHand is not null || Verifier is not null || Awaited is not null
        || (Criteria.Handlers.Count > 0 && (ClosedFrom ?? ClosedTo) is not null);

    /// <summary>Places that they are at.</summary>
    public IReadOnlyList<Id> Places { get; init; } = [];

    /// <summary>Whether another index than the grid's finds few tickets.</summary>
    public bool IsSelective => Supervised is not null || (MergedInto ?? PartOf) is not null || ExternalNumber is not null
        || Places.Count > 0 || IsOfOnePerson;

    /// <summary>The query with the names of grids and categories that have its words, without which it cannot be run.</summary>
    public async Task<TicketQuery> WithSearch(Tx tx) =>
        Text is null ? this : this with { Search = await TicketSearch.Of(tx, Text) };

    /// <summary>The part of a scope within the grids.</summary>
    public Scope Within(Scope scope) => Grids.Count == 0 ? scope : scope.Within(Grids);
}

sealed record MeasureSelection(CountedRows Rows, MeasurePart Part, Period Period);
