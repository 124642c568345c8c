using GridGov.Domain.Deadlines.Calendars;

namespace GridGov.Domain.Deadlines.Clocks;

/// <summary>The deadline for the first contact with a reporter (响应时限), if they left a telephone number.</summary>
static class ContactDeadline
{
    public const string PayloadName = "contactDueAt";

    public static async Task<Instant> Compute(Tx tx, string grid, Urgency urgency, ContactLimits limits) =>
        new StageClock(limits.Of(urgency), tx.Now)
            .DeadlineIn(await WorkingCalendars.Load(tx, grid, limits.CalendarRevision))!.Value.DueAt;
}

/// <summary>The limits of a category for the first call to a reporter.</summary>
sealed record ContactLimits(Limit Usual, Limit Urgent, long CalendarRevision)
{
    public Limit Of(Urgency urgency) => urgency == Urgency.Urgent ? Urgent : Usual.ForUrgency(urgency);
}
