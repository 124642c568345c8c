using GridGov.Domain.Statistics.Counters;

namespace GridGov.Domain.Tickets;

/// <summary>
/// Records dispatches and returns (准确派遣), counted by the day of the dispatch. A recall is a return. A reassignment is neither; a
/// return by the later handler is one of the dispatch.
/// </summary>
static class TicketDispatches
{
    public static async Task<IEnumerable<CounterDelta>> OnTransition(
        Tx tx, TicketRow after, TicketAction action, CounterKeys counterKeys)
    {
        if (action == TicketAction.Dispatch)
        {
            await tx.Execute(Insert, new { after.Id, after.Version, Day = tx.Today, At = tx.Now, after.HandlerId, after.HandlerRole });
            return counterKeys.ForDispatch(tx.Today);
        }
        // A ticket that was handled on the spot has no dispatch.
        if (action is TicketAction.Return or TicketAction.Recall
            && await tx.QuerySingle<DateOnly?>(MarkReturned, new { after.Id, At = tx.Now }) is { } day)
            return counterKeys.ForReturnedDispatch(day);
        return [];
    }

    /// <summary>The person of the last dispatch or reassignment.</summary>
    public static Task<Id?> FindDispatcher(Tx tx, Id ticket) => tx.QuerySingle<Id?>(LastDispatcher, new { Ticket = ticket.ToString() });

    const string LastDispatcher = """
        SELECT actor_id
          FROM journal
         WHERE subject = @Ticket AND subject_kind = 'ticket' AND action IN ('dispatch', 'reassign') AND actor_id IS NOT NULL
         ORDER BY seq DESC
         LIMIT 1
        """;

    const string Insert = """
        INSERT INTO ticket_dispatches (ticket_id, version, day, at, handler_id, handler_role)
        VALUES (@Id, @Version, @Day, @At, @HandlerId, @HandlerRole)
        """;

    const string MarkReturned = """
        UPDATE ticket_dispatches
           SET returned_at = @At
         WHERE ticket_id = @Id AND version = (SELECT max(version) FROM ticket_dispatches WHERE ticket_id = @Id)
           AND returned_at IS NULL
        RETURNING day
        """;
}
