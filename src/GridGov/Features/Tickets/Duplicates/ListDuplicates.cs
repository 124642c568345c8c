using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Tickets;

/// <summary>Which other open tickets may tell of the same problem.</summary>
public static class ListDuplicates
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapGet("/{id}/duplicates", Handle)
        .Named("listDuplicates", "List tickets like this one")
        .WithDescription("Open tickets of its category that were filed within 24 hours of it, at most 50 metres away or, in the same grid, in like words.")
        .Needs(Capability.TicketRead);

    static Task<Results<Ok<Duplicates>, NotFound>> Handle(Id id, Actor actor, Db db, CancellationToken ct) =>
        db.Read<Results<Ok<Duplicates>, NotFound>>(async tx =>
            await TicketView.Find(tx, actor, id) is { Row: var row }
                ? TypedResults.Ok(await Duplicates.Of(tx, actor, new Duplicates.Sought(
                    row.Category, row.GridCode, row.Lng, row.Lat, row.Description, row.FiledAt, id)))
                : TypedResults.NotFound(), ct);
}
