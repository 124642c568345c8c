using GridGov.Api;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;

namespace GridGov.Features.Tickets.Supervisions;

static class SupervisionActions
{
    /// <param name="args">The parameters of the statement; texts of a confidential ticket are masked.</param>
    /// <param name="change">The same change of the order that was read, and the change of the ticket's row.</param>
    /// <param name="fault">An error of the request, answered after the action itself has been allowed.</param>
    public static async Task<Results<Ok<Supervision>, NotFound, ProblemHttpResult>> Apply(
        Tx tx, Actor actor, Id ticketId, Id orderId, IfMatch version, TicketAction action, string update, Func<TicketRow, object> args,
        (Func<SupervisionRow, SupervisionRow> Order, Func<TicketRow, TicketRow> Row) change,
        FreeText? reason = null, object? payload = null, ProblemHttpResult? fault = null)
    {
        if (await TicketForUpdate.Find(tx, actor, ticketId) is not { } ticket || await FindOrder(tx, ticket, orderId) is not { } order)
            return TypedResults.NotFound();
        // An order that was lifted counts as none, even if another one is open.
        var state = ticket.View.ToState();
        if (state.Order?.Id != orderId)
            state = state with { Order = null };
        if (TicketTransition.Check(ticket, state, version, action, actor, out var decision) is { } refusal)
            return refusal;
        if (fault is not null)
            return fault;
        var changed = change.Order(order);
        if (await TicketTransition.Write(tx, actor, ticket, decision, new TicketChange(action)
        {
            Row = change.Row,
            Related = related => related with { Supervision = changed },
            Reason = reason,
            Payload = payload,
        }) is not { } after)
            return TicketTransition.VersionConflict();
        await tx.Execute(update, args(after.Row));
        return TypedResults.Ok(changed.ToSupervision(after.View.Masked, tx.Now, after.Row.Version));
    }

    /// <summary>Returns the open order without a statement; any other is read, so that the refusal can say that it was lifted.</summary>
    static async Task<SupervisionRow?> FindOrder(Tx tx, TicketForUpdate ticket, Id orderId) =>
        ticket.Related.Supervision is { } open && open.Id == orderId ? open : await SupervisionRow.Find(tx, ticket.Row.Id, orderId);
}
