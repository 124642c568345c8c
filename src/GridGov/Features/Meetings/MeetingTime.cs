using GridGov.Api;

namespace GridGov.Features.Meetings;

/// <summary>The check of the time for which a meeting is planned, which planning and editing have in common.</summary>
static class MeetingTime
{
    const int MaxDaysAhead = 3 * 366;

    /// <param name="held">Whether the meeting is recorded as held, so that the time may have passed.</param>
    public static ProblemHttpResult? Check(Tx tx, Instant plannedAt, bool held) =>
        plannedAt > tx.Now + TimeSpan.FromDays(MaxDaysAhead)
            ? Problems.Invalid("/plannedAt", "out_of_range", new("至多提前三年。", "It must lie within the next three years."))
        : !held && tx.DayOf(plannedAt) < tx.Today ? Problems.At("/plannedAt", "past-without-attendance")
        : null;
}
