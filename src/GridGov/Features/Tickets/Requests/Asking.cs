using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Tickets;

/// <summary>What the two requests of a handler have in common.</summary>
static class Asking
{
    public static async Task<Results<Created<TicketRequest>, NotFound, ProblemHttpResult>> For(
        Tx tx, Actor actor, Id ticketId, IfMatch version, RequestKind kind, string reason, DateOnly? until = null)
    {
        var action = kind == RequestKind.Extension ? TicketAction.RequestExtension : TicketAction.RequestSuspension;
        var ticket = await TicketMoves.Find(tx, actor, ticketId);
        if (ticket is null)
            return TypedResults.NotFound();
        if (TicketMoves.Refusal(ticket, version, action, actor, out var decision) is { } refusal)
            return refusal;
        if (until is { } day && SuspensionDay.Fault(tx.Today, day) is { } fault)
            return fault;
        var id = tx.NewId();
        await tx.Run(Insert, new
        {
            Id = id, TicketId = ticketId, ticket.GridCode, Kind = kind.Code(), Reason = ticket.Masked(reason), Until = until, RequestedBy = actor.Id, tx.Now,
        });
        var after = await TicketMoves.Write(tx, actor, ticket, action, decision, row => row with { RequestId = id }, reason, new { Request = id.ToString(), Until = until });
        return after is null
            ? TicketMoves.Stale()
            : TypedResults.Created($"/v1/tickets/{ticketId}/requests", after.Parts.Request!.ToRequest(after.Version));
    }

    const string Insert = """
        INSERT INTO ticket_requests (id, ticket_id, grid_code, kind, reason, until_day, status, requested_by, requested_at)
        VALUES (@Id, @TicketId, @GridCode, @Kind, @Reason, @Until, 'pending', @RequestedBy, @Now)
        """;
}
