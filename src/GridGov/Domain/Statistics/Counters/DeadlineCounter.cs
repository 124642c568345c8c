using static GridGov.Domain.Statistics.Counters.Counter;

namespace GridGov.Domain.Statistics.Counters;

/// <summary>
/// Counters by a deadline's day hold what is still to come as well. From today on, what is due is what another counter says
/// to be done with, and what today has run out: few tickets, which are counted themselves.
/// </summary>
/// <param name="Completed">What counts whatever time it is: done in time, or so late that the deadline had passed.</param>
/// <param name="Expired">Further tickets whose deadline has passed, in kinds each of which is a range of the day's index.</param>
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

    /// <summary>Null for a counter that goes by no deadline.</summary>
    public static DeadlineCounter? Find(Counter counter) => All.GetValueOrDefault(counter);
}
