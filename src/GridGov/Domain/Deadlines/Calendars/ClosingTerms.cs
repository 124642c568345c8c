namespace GridGov.Domain.Deadlines.Calendars;

/// <summary>
/// The limits of a ticket's closing deadline (结案期限) since it was established: dispatch, handling and check in sequence, each on its
/// own clock. Each extension adds the handling limit once more.
/// </summary>
public sealed record ClosingTerms
{
    public required Instant StartedAt { get; init; }

    /// <summary>Null when handled on the spot, which needs only handling and check.</summary>
    public string? DispatchLimit { get; init; }
    public required string HandleLimit { get; init; }
    public required string CheckLimit { get; init; }
    public int Extensions { get; init; }

    /// <summary>How often the limit of the handling counts.</summary>
    public int HandleTimes => DispatchLimit is null ? Extensions : 1 + Extensions;

    /// <param name="pauses">The pauses since the start, ordered and disjoint; only the last may be open.</param>
    /// <returns>The deadline; null while paused, unless it ran out before.</returns>
    public Instant? DueAt(WorkingCalendar calendar, IReadOnlyList<Pause> pauses)
    {
        Instant? at = StartedAt;
        if (DispatchLimit is not null)
            Run(DispatchLimit, times: 1);
        Run(HandleLimit, HandleTimes);
        Run(CheckLimit, times: 1);
        return at;

        void Run(string limit, int times)
        {
            if (at is { } from && times > 0)
                at = new StageClock(Limit.Parse(limit), from, times - 1, pauses).DeadlineIn(calendar)?.DueAt;
        }
    }
}
