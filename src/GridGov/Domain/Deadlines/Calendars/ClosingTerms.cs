namespace GridGov.Domain.Deadlines.Calendars;

/// <summary>
/// The limits of a ticket's closing deadline (结案期限), from the instant that it was established: for dispatch, handling and
/// check, one after the other, each on its own clock. Each extension adds the handling's limit once more.
/// </summary>
public sealed record ClosingTerms
{
    public required Instant StartedAt { get; init; }

    /// <summary>Null when it was handled on the spot: then there is only the check.</summary>
    public string? DispatchLimit { get; init; }
    public required string HandleLimit { get; init; }
    public required string CheckLimit { get; init; }
    public int Extensions { get; init; }

    /// <param name="pauses">Since the start, in order and apart from one another; only the last may be open.</param>
    /// <returns>The deadline; null while it stands still, unless it ran out before.</returns>
    public Instant? DueAt(WorkingCalendar calendar, IReadOnlyList<Pause> pauses)
    {
        Instant? at = StartedAt;
        if (DispatchLimit is not null)
            Run(DispatchLimit, times: 1);
        Run(HandleLimit, times: DispatchLimit is null ? Extensions : 1 + Extensions);
        Run(CheckLimit, times: 1);
        return at;

        void Run(string limit, int times)
        {
            if (at is { } from && times > 0)
                at = new StageClock(Limit.Parse(limit), from, times - 1, pauses).DeadlineIn(calendar)?.DueAt;
        }
    }
}
