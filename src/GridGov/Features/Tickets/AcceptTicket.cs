using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Tickets;

/// <summary>Establishes a filed ticket as a case (立案); it counts from here.</summary>
public static class AcceptTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/accept", Handle)
        .Named("acceptTicket", "Accept a ticket")
        .Needs(Capability.TicketAccept)
        .Refuses(403, "post-not-allowed", "handling-level-above-post")
        .Refuses(409, "action-not-allowed-in-status")
        .Example("""{}""");

    /// <summary>Accept a ticket: there is nothing to say.</summary>
    public sealed record Request;

    internal static Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request? body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, actor, id, version, TicketAction.Accept), ct, WriteMode.Beside);
}
