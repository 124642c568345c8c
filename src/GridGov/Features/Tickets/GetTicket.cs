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
            await TicketView.Find(tx, actor, id) is { } ticket ? TypedResults.Ok(ticket.ToTicket()) : TypedResults.NotFound(), ct);
}
