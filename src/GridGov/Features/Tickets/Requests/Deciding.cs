using GridGov.Platform.Data;
using GridGov.Platform.Security;

namespace GridGov.Features.Tickets;

/// <summary>What the two decisions on a request have in common.</summary>
static class Deciding
{
    public static async Task<(TicketRow? Ticket, RequestRow? Request)> Find(Tx tx, Actor actor, Id ticketId, Id requestId) =>
        await TicketMoves.Find(tx, actor, ticketId) is { } ticket ? (ticket, await RequestRow.Find(tx, ticketId, requestId)) : (null, null);

    /// <summary>The ticket's state as regards this request: one that was decided is not pending, whatever else is.</summary>
    public static TicketState State(TicketRow ticket, Id requestId)
    {
        var state = ticket.State();
        return state.Request?.Id == requestId ? state : state with { Request = null };
    }

    public static async Task<TicketRequest> Decided(Tx tx, Actor actor, TicketRow after, Id requestId, RequestStatus status, string? reason)
    {
        await tx.Run(Decide, new { Id = requestId, Status = status.Code(), DecidedBy = actor.Id, tx.Now, Reason = after.Masked(reason) });
        return (await RequestRow.Find(tx, after.Id, requestId))!.ToRequest(after.Version);
    }

    const string Decide = """
        UPDATE ticket_requests
           SET status = @Status, decided_by = @DecidedBy, decided_at = @Now, decision_reason = @Reason
         WHERE id = @Id
        """;
}
