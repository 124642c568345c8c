using GridGov.Api;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;

namespace GridGov.Features.Tickets.Supervisions;

/// <summary>What the acts on a supervisor's order have in common.</summary>
static class SupervisionActions
{
    /// <param name="update">The change of the order's own row.</param>
    /// <param name="args">What it sets, of a confidential ticket with its words masked.</param>
    /// <param name="change">The same change of what was read, and that of the ticket's row.</param>
    /// <param name="fault">What is wrong with the request, when the act as such is possible.</param>
    public static async Task<Results<Ok<Supervision>, NotFound, ProblemHttpResult>> Apply(
        Tx tx, Actor actor, Id ticketId, Id orderId, IfMatch version, TicketAction action, string update, Func<TicketRow, object> args,
        (Func<SupervisionRow, TicketRow, SupervisionRow> Order, Func<TicketRow, TicketRow> Row) change,
        string? reason = null, object? payload = null, ProblemHttpResult? fault = null)
    {
        if (await TicketForUpdate.Find(tx, actor, ticketId) is not { } ticket || await Of(tx, ticket, orderId) is not { } order)
            return TypedResults.NotFound();
        // An order that was lifted is none, whatever else is open.
        var state = ticket.View.ToState();
        if (state.Order?.Id != orderId)
            state = state with { Order = null };
        if (TicketTransition.Check(ticket, state, version, action, actor, out var decision) is { } refusal)
            return refusal;
        if (fault is not null)
            return fault;
        var changed = change.Order(order, ticket.Row);
        if (await TicketTransition.Write(tx, actor, ticket, decision, new TicketChange(action)
        {
            Row = change.Row,
            Related = related => related with { Supervision = changed },
            Reason = reason,
            Payload = payload,
        }) is not { } after)
            return TicketTransition.VersionConflict();
        await tx.Execute(update, args(after.Row));
        return TypedResults.Ok(changed.ToSupervision(tx.Now, after.Row.Version));
    }

    /// <summary>The order that is not lifted is in hand; another is looked up, to say of it that it is.</summary>
    static async Task<SupervisionRow?> Of(Tx tx, TicketForUpdate ticket, Id orderId) =>
        ticket.Related.Supervision is { } open && open.Id == orderId ? open : await SupervisionRow.Find(tx, ticket.Row.Id, orderId);
}
