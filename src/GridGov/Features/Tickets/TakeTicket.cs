using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Tickets;

/// <summary>The handler takes on a ticket that was dispatched to them (接单), or takes it up again after a failed check.</summary>
public static class TakeTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/take", Handle)
        .Named("takeTicket", "Take a dispatched ticket")
        .Needs(Capability.TicketTake)
        .Refuses(403, "post-not-allowed", "not-the-handler")
        .Refuses(409, "action-not-allowed-in-status")
        .Example("""{}""");

    /// <summary>Take a dispatched ticket: there is nothing to say.</summary>
    public sealed record Request;

    internal static Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request? body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, actor, id, version, TicketAction.Take), ct, WriteMode.Beside);
}
