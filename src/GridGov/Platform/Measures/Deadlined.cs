using static GridGov.Platform.Measures.Counter;

namespace GridGov.Platform.Measures;

/// <summary>
/// Counters by a deadline's day hold what is still to come as well. From today on, what is due is what was done in time
/// already, which another counter says, and what today has run out: few tickets, which are counted themselves.
/// </summary>
/// <param name="InTime">What counts although its deadline has not passed.</param>
/// <param name="RunOut">Tickets whose deadline has passed and which were not in time, in kinds each of which is a range of the day's index.</param>
sealed record Deadlined(Counter Counter, Counter InTime, IReadOnlyList<CountedRows> RunOut)
{
    static readonly IReadOnlyDictionary<Counter, Deadlined> All = new Deadlined[]
    {
        new(Due, DueOnTime,
        [
            new("t.due_day", "t.on_time IS NULL AND t.closing_due_at < @Instant", "1 = 1"),
            new("t.due_day", "t.on_time = 0", "1 = 1"),
        ]),
        new(ContactsDue, ContactedInTime,
        [
            new("t.contact_due_day", "t.contacted_at IS NULL AND t.contact_due_at < @Instant", "1 = 1"),
            new("t.contact_due_day", "t.contacted_at > t.contact_due_at", "1 = 1"),
        ]),
    }.ToDictionary(each => each.Counter);

    /// <summary>Null for a counter that goes by no deadline.</summary>
    public static Deadlined? Of(Counter counter) => All.GetValueOrDefault(counter);
}
