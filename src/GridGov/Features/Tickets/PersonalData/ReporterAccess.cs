using GridGov.Api;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Features.Tickets.PersonalData;

/// <summary>
/// A ticket whose reporters the caller may read: by a post that calls reporters back, or as the handler while it is in hand.
/// </summary>
/// <param name="Post">The post that gives the right.</param>
/// <param name="AsHandler">Whether only handling it gives the right, which confidential tickets never give.</param>
sealed record ReporterAccess(TicketRow Ticket, Post Post, bool AsHandler)
{
    /// <returns>Neither when there is no such ticket for the caller.</returns>
    public static async Task<(ReporterAccess? Access, ProblemHttpResult? Refusal)> Find(Tx tx, Actor actor, Id id, Capability capability)
    {
        var scope = actor.ScopeOf(capability);
        // The reporters of a part are those of its whole, which may be in another grid.
        if (await TicketRow.Find(tx, id, scope) is { } row
            && (row.PartOf is not { } whole || await TicketRow.Find(tx, whole, scope) is not null))
            return (new ReporterAccess(row, actor.PostsFor(capability, row.GridCode).First(), AsHandler: false), null);
        if (!actor.May(Capability.TicketContact) || await TicketView.Find(tx, actor, id) is not { } ticket)
            return (null, null);
        return Lifecycle.DecideHandlerCall(ticket.ToState(), actor) switch
        {
            { Allowed: true, Post: { } post } => (new ReporterAccess(ticket.Row, post, AsHandler: true), null),
            var refused => (null, Problems.Of(refused.Refusal!, refused.Argument)),
        };
    }

    public Task<Reporters> Load(Tx tx) => Reporters.Load(tx, Ticket.PartOf ?? Ticket.Id, withConfidential: !AsHandler);
}
