using GridGov.Domain.Deadlines.Calendars;

namespace GridGov.Domain.Deadlines.Clocks;

/// <summary>Until when a reporter is to hear from the office (响应时限). Nobody can call who left no telephone number.</summary>
static class ContactDeadline
{
    /// <summary>What the filing's event says of it.</summary>
    public const string PayloadName = "contactDueAt";

    /// <returns>Null when there is nobody to call.</returns>
    public static async Task<Instant?> Compute(Tx tx, string grid, Urgency urgency, string? phone, ContactLimits limits)
    {
        if (phone is null)
            return null;
        var limit = urgency == Urgency.Urgent ? limits.Urgent : limits.Usual.ForUrgency(urgency);
        return new StageClock(limit, tx.Now).DeadlineIn(await WorkingCalendars.Load(tx, grid, limits.CalendarRevision))!.Value.DueAt;
    }
}

/// <summary>The limits of a category for the first call to a reporter.</summary>
/// <param name="CalendarRevision">Of the calendar in whose working time they run.</param>
sealed record ContactLimits(Limit Usual, Limit Urgent, long CalendarRevision);
