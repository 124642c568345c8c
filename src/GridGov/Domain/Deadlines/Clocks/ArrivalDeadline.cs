using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Tickets;

namespace GridGov.Domain.Deadlines.Clocks;

/// <summary>How long those who are called to a ticket have to arrive.</summary>
static class ArrivalDeadline
{
    static readonly Limit Routine = new(4, LimitClock.WorkingHours);
    static readonly Limit Urgent = new(0.5m, LimitClock.UrgentHours);

    /// <summary>30 minutes of any hour when it is urgent; else 4 working hours, in the green channel half of that.</summary>
    public static async Task<Instant> Compute(Tx tx, TicketForUpdate ticket)
    {
        var limit = ticket.Row.Urgency == Urgency.Urgent ? Urgent : Routine.ForUrgency(ticket.Row.Urgency);
        return new StageClock(limit, tx.Now).DeadlineIn(await ticket.Limits.CalendarOf(tx, ticket.Row.GridCode))!.Value.DueAt;
    }
}
