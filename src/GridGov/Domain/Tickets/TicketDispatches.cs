using GridGov.Domain.Statistics.Counters;

namespace GridGov.Domain.Tickets;

/// <summary>Records dispatches and returns (准确派遣), counted by the day of the dispatch.</summary>
static class TicketDispatches
{
    public static async Task<IEnumerable<CounterDelta>> OnTransition(
        Tx tx, TicketRow before, TicketRow after, TicketAction action, CounterKeys counterKeys)
    {
        if (action == TicketAction.Dispatch)
        {
            await tx.Execute(Insert, new { after.Id, after.Version, Day = tx.Today, At = tx.Now, after.HandlerId, after.HandlerRole });
            return counterKeys.ForDispatch(tx.Today);
        }
        // A failed ticket that was handled on the spot may be returned by a worker without a dispatch.
        if (action == TicketAction.Return
            && await tx.QuerySingle<DateOnly?>(MarkReturned, new { after.Id, At = tx.Now, before.HandlerId }) is { } day)
            return counterKeys.ForReturnedDispatch(day);
        return [];
    }

    const string Insert = """
        INSERT INTO ticket_dispatches (ticket_id, version, day, at, handler_id, handler_role)
        VALUES (@Id, @Version, @Day, @At, @HandlerId, @HandlerRole)
        """;

    const string MarkReturned = """
        UPDATE ticket_dispatches
           SET returned_at = @At
         WHERE ticket_id = @Id AND version = (SELECT max(version) FROM ticket_dispatches WHERE ticket_id = @Id)
           AND handler_id = @HandlerId AND returned_at IS NULL
        RETURNING day
        """;
}
