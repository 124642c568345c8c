using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Tickets;

/// <summary>One ticket.</summary>
public static class GetTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapGet("/{id}", Handle)
        .Named("getTicket", "Get a ticket")
        .Needs(Capability.TicketRead);

    static Task<Results<Ok<Ticket>, NotFound>> Handle(Id id, Actor actor, Db db, CancellationToken ct) =>
        db.Read<Results<Ok<Ticket>, NotFound>>(async tx =>
            await TicketMoves.Find(tx, actor, id) is { } row ? TypedResults.Ok(row.ToTicket()) : TypedResults.NotFound(), ct);
}
