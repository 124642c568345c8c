using GridGov.Security;

namespace GridGov.Domain.Tickets.Query;

/// <summary>
/// The open work that a person leaves, when the account is disabled or a post ends. <c>POST /v1/tickets/hand-over</c> gives the tickets
/// in hand to somebody else.
/// </summary>
/// <param name="Dispatched">已派遣: dispatched to the person and not taken yet.</param>
/// <param name="Processing">处置中</param>
/// <param name="Suspended">挂账</param>
/// <param name="Rework">返工: the check failed.</param>
/// <param name="Requests">Those of these tickets on which a request of the person is pending.</param>
/// <param name="Orders">Those of these tickets under a supervision order that waits for a reply.</param>
/// <param name="Verifications">Tickets that the person was asked to verify.</param>
/// <param name="JointActions">Tickets with a joint action at which the person has yet to arrive or to report.</param>
public sealed record OpenWork(
    OpenWork.Figure Dispatched, OpenWork.Figure Processing, OpenWork.Figure Suspended, OpenWork.Figure Rework,
    OpenWork.Figure Requests, OpenWork.Figure Orders, OpenWork.Figure Verifications, OpenWork.Figure JointActions)
{
    /// <summary>A number with the address of its list.</summary>
    /// <param name="Count">The number of tickets.</param>
    /// <param name="List">The address of the list of exactly these tickets.</param>
    public sealed record Figure(long Count, string List);

    /// <summary>All tickets that a person has in hand.</summary>
    internal static async Task<Figure> CountInHand(Tx tx, Actor actor, Id person) => new(
        await new TicketWhere(
            new TicketQuery { InHand = person }, actor.ScopeOf(Capability.TicketRead), tx.Now, TicketReading.Count).Count(tx),
        ListInHand(person));

    /// <summary>The address of the list of the tickets that a person has in hand.</summary>
    internal static string ListInHand(Id person) => $"/v1/tickets?inHand={person}&count=true";

    /// <param name="actor">The caller, who counts what they may read.</param>
    /// <param name="grid">Only work in this subtree; * for all.</param>
    internal static async Task<OpenWork> Of(Tx tx, Actor actor, Id person, string grid)
    {
        return new OpenWork(
            await InHand(TicketStatus.Dispatched), await InHand(TicketStatus.Processing), await InHand(TicketStatus.Suspended),
            await InHand(TicketStatus.Rework),
            await Count(new TicketQuery { InHand = person, Requested = true }, $"inHand={person}&requested=true"),
            await Count(new TicketQuery { InHand = person, Supervised = SupervisedFilter.Waiting }, $"inHand={person}&supervised=waiting"),
            await Count(new TicketQuery { Verifier = person }, $"verifier={person}"),
            await Count(new TicketQuery { Awaited = person }, $"awaited={person}"));

        Task<Figure> InHand(TicketStatus status) =>
            Count(new TicketQuery { InHand = person, Statuses = [status] }, $"inHand={person}&status={status.ToCode()}");

        async Task<Figure> Count(TicketQuery query, string address)
        {
            var everywhere = grid == GridCode.Everywhere;
            var within = query with { Grids = everywhere ? [] : [grid] };
            var where = new TicketWhere(within, actor.ScopeOf(Capability.TicketRead), tx.Now, TicketReading.Count);
            return new Figure(await where.Count(tx), $"/v1/tickets?{address}{(everywhere ? "" : $"&grid={grid}")}&count=true");
        }
    }
}
