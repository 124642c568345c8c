using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;

namespace GridGov.Features.Tickets.Requests;

static class RequestDecision
{
    public static async Task<(TicketForUpdate? Ticket, RequestRow? Request)> Find(Tx tx, Actor actor, Id ticketId, Id requestId)
    {
        if (await TicketForUpdate.Find(tx, actor, ticketId) is not { } ticket)
            return (null, null);
        if (ticket.Related.Request is { } pending && pending.Id == requestId)
            return (ticket, pending);
        // A request that is not pending is read, so that the refusal can say so.
        return (ticket, await RequestRow.Find(tx, ticketId, requestId));
    }

    /// <summary>Returns the ticket's state for a decision on this request: a request that is decided counts as not pending.</summary>
    public static TicketState StateFor(TicketForUpdate ticket, Id requestId)
    {
        var state = ticket.View.ToState();
        return state.Request?.Id == requestId ? state : state with { Request = null };
    }

    public static async Task<TicketRequest> Record(
        Tx tx, Actor actor, TicketRow after, RequestRow request, RequestStatus status, FreeText? reason)
    {
        var decided = request with
        {
            Status = status,
            DecidedBy = actor.Id,
            DecidedByName = actor.Name,
            DecidedAt = tx.Now,
            DecisionReason = reason,
        };
        await tx.Execute(Decide, new
        {
            decided.Id, decided.Status, decided.DecidedBy, decided.DecidedAt, DecisionReason = after.MaskText(reason),
        });
        return decided.ToRequest(after.Confidential, after.Version);
    }

    const string Decide = """
        UPDATE ticket_requests
           SET status = @Status, decided_by = @DecidedBy, decided_at = @DecidedAt, decision_reason = @DecisionReason
         WHERE id = @Id
        """;
}
