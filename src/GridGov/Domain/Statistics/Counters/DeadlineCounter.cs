using static GridGov.Domain.Statistics.Counters.Counter;

namespace GridGov.Domain.Statistics.Counters;

/// <summary>
/// A counter by deadline also contains future deadlines. From today on it is replaced by another counter of completed tickets, plus
/// the few tickets whose deadline passed today, which are counted directly.
/// </summary>
/// <param name="Completed">The counter of tickets completed in time, or later than the deadline.</param>
/// <param name="Expired">Tickets with a passed deadline; each kind is a range of the day's index.</param>
sealed record DeadlineCounter(Counter Counter, Counter Completed, IReadOnlyList<CountedRows> Expired)
{
    static readonly IReadOnlyDictionary<Counter, DeadlineCounter> All = new DeadlineCounter[]
    {
        new(Due, DueClosed, [new("t.due_day", "t.on_time IS NULL AND t.closing_due_at < @Instant", "1 = 1")]),
        new(ContactsDue, ContactedInTime,
        [
            new("t.contact_due_day", "t.contacted_at IS NULL AND t.contact_due_at < @Instant", "1 = 1"),
            new("t.contact_due_day", "t.contacted_at > t.contact_due_at", "1 = 1"),
        ]),
    }.ToDictionary(each => each.Counter);

    /// <summary>Null for a counter without deadline.</summary>
    public static DeadlineCounter? Find(Counter counter) => All.GetValueOrDefault(counter);
}
