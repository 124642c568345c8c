using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Tickets;

namespace GridGov.Domain.Deadlines.Clocks;

static class ArrivalDeadline
{
    static readonly Limit Routine = new(4, LimitClock.WorkingHours);
    static readonly Limit Urgent = new(0.5m, LimitClock.UrgentHours);

    /// <summary>30 minutes around the clock when urgent, else 4 working hours, 2 in the green channel.</summary>
    public static async Task<Instant> Compute(Tx tx, TicketForUpdate ticket)
    {
        var limit = ticket.Row.Urgency == Urgency.Urgent ? Urgent : Routine.ForUrgency(ticket.Row.Urgency);
        return new StageClock(limit, tx.Now).DeadlineIn(await ticket.Limits.CalendarOf(tx, ticket.Row.GridCode))!.Value.DueAt;
    }
}
