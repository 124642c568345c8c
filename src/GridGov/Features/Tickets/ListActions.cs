using System.Text.Json;
using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Tickets;

/// <summary>What the caller may do to a ticket now, decided by the same table that the actions themselves ask.</summary>
public static class ListActions
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapGet("/{id}/actions", Handle)
        .Named("listTicketActions", "What may I do with a ticket?")
        .WithDescription("Every action of the lifecycle, allowed or refused; a refusal carries the problem code that the action itself would answer with.")
        .Needs(Capability.TicketRead);

    /// <summary>The actions, for the caller and the ticket's present version.</summary>
    /// <param name="Items">All of them, in the lifecycle's order.</param>
    /// <param name="Version">The version to send in If-Match.</param>
    public sealed record Response(IReadOnlyList<Item> Items, long Version);

    /// <summary>One action.</summary>
    /// <param name="Action">The action.</param>
    /// <param name="Href">The address to POST to.</param>
    /// <param name="Allowed">Whether the caller may do it now.</param>
    /// <param name="Code">The problem code when not.</param>
    /// <param name="Detail">The reason in words when not.</param>
    /// <param name="To">The status that it leads to, when allowed.</param>
    /// <param name="Needs">The properties that its body must have.</param>
    public sealed record Item(
        TicketAction Action, string Href, bool Allowed, string? Code, string? Detail, TicketStatus? To, IReadOnlyList<string> Needs);

    static Task<Results<Ok<Response>, NotFound>> Handle(Id id, Actor actor, Db db, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
            await TicketMoves.Find(tx, actor, id) is { } row
                ? TypedResults.Ok(new Response([.. Enum.GetValues<TicketAction>().Select(action => ItemOf(row, action, actor))], row.Version))
                : TypedResults.NotFound(), ct);

    static Item ItemOf(TicketRow row, TicketAction action, Actor actor)
    {
        var decision = Lifecycle.Decide(row.State(), action, actor);
        var problem = decision.Refusal is { } code ? Problems.Of(code, decision.About).ProblemDetails : null;
        var (path, request) = Verb(action);
        return new Item(action, $"/v1/tickets/{row.Id}/{path}", decision.Allowed, decision.Refusal, problem?.Detail,
            decision.Allowed ? decision.To : null,
            [.. request.GetConstructors()[0].GetParameters().Where(p => !p.HasDefaultValue).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name!))]);
    }

    static (string Path, Type Request) Verb(TicketAction action) => action switch
    {
        TicketAction.Accept => ("accept", typeof(AcceptTicket.Request)),
        TicketAction.Reject => ("reject", typeof(RejectTicket.Request)),
        TicketAction.Dispatch => ("dispatch", typeof(DispatchTicket.Request)),
        TicketAction.Take => ("take", typeof(TakeTicket.Request)),
        TicketAction.Return => ("return", typeof(ReturnTicket.Request)),
        TicketAction.Resolve => ("resolve", typeof(ResolveTicket.Request)),
        TicketAction.SelfHandle => ("self-handle", typeof(SelfHandleTicket.Request)),
        TicketAction.Escalate => ("escalate", typeof(EscalateTicket.Request)),
        TicketAction.Pass => ("pass", typeof(PassTicket.Request)),
        TicketAction.Fail => ("fail", typeof(FailTicket.Request)),
        TicketAction.Cancel => ("cancel", typeof(CancelTicket.Request)),
        TicketAction.Reopen => ("reopen", typeof(ReopenTicket.Request)),
    };
}
