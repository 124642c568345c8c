using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;

namespace GridGov.Features.Tickets.Requests;

/// <summary>What the two decisions on a request have in common.</summary>
static class RequestDecision
{
    public static async Task<(TicketForUpdate? Ticket, RequestRow? Request)> Find(Tx tx, Actor actor, Id ticketId, Id requestId)
    {
        if (await TicketForUpdate.Find(tx, actor, ticketId) is not { } ticket)
            return (null, null);
        if (ticket.Related.Request is { } pending && pending.Id == requestId)
            return (ticket, pending);
        // Looked up only to refuse it: it is not pending.
        return (ticket, await RequestRow.Find(tx, ticketId, requestId));
    }

    /// <summary>The ticket's state as regards this request: one that was decided is not pending, whatever else is.</summary>
    public static TicketState StateFor(TicketForUpdate ticket, Id requestId)
    {
        var state = ticket.View.ToState();
        return state.Request?.Id == requestId ? state : state with { Request = null };
    }

    public static async Task<TicketRequest> Record(
        Tx tx, Actor actor, TicketRow after, RequestRow request, RequestStatus status, string? reason)
    {
        var decided = request with
        {
            Status = status,
            DecidedBy = actor.Id,
            DecidedByName = actor.Name,
            DecidedAt = tx.Now,
            DecisionReason = after.MaskText(reason),
        };
        await tx.Execute(Decide, new { decided.Id, decided.Status, decided.DecidedBy, decided.DecidedAt, decided.DecisionReason });
        return decided.ToRequest(after.Version);
    }

    const string Decide = """
        UPDATE ticket_requests
           SET status = @Status, decided_by = @DecidedBy, decided_at = @DecidedAt, decision_reason = @DecisionReason
         WHERE id = @Id
        """;
}
