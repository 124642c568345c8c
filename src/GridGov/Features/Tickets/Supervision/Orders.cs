using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Tickets;

/// <summary>What the acts on a supervisor's order have in common.</summary>
static class Orders
{
    /// <param name="update">The change of the order's own row.</param>
    /// <param name="args">What it sets, of a confidential ticket with its words masked.</param>
    /// <param name="change">The change of the ticket's.</param>
    /// <param name="fault">What is wrong with the request, when the act as such is possible.</param>
    public static async Task<Results<Ok<Supervision>, NotFound, ProblemHttpResult>> Act(
        Tx tx, Actor actor, Id ticketId, Id orderId, IfMatch version, TicketAction action, string update, Func<TicketRow, object> args,
        Func<TicketRow, TicketRow> change, string? reason = null, object? payload = null, ProblemHttpResult? fault = null)
    {
        var ticket = await TicketMoves.Find(tx, actor, ticketId);
        if (ticket is null || await SupervisionRow.Find(tx, ticketId, orderId) is null)
            return TypedResults.NotFound();
        // An order that was lifted is none, whatever else is open.
        var state = ticket.State();
        if (state.Order?.Id != orderId)
            state = state with { Order = null };
        if (TicketMoves.Refusal(ticket, state, version, action, actor, out var decision) is { } refusal)
            return refusal;
        if (fault is not null)
            return fault;
        if (await TicketMoves.Write(tx, actor, ticket, action, decision, change, reason, payload) is not { } after)
            return TicketMoves.Stale();
        await tx.Run(update, args(after));
        return TypedResults.Ok((await SupervisionRow.Find(tx, ticketId, orderId))!.ToSupervision(tx.Now, after.Version));
    }
}
