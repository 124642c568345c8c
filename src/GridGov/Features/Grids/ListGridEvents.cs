using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Grids;

/// <summary>A grid's history: when it came, how it was called, when it was retired, by whom, and why.</summary>
public static class ListGridEvents
{
    public static void Map(IEndpointRouteBuilder grids) => grids
        .MapGet("/{code}/events", Handle)
        .Named("listGridEvents", "List the events of a grid")
        .WithDescription("Oldest first: create, import, rename and retire. Nothing is ever removed from it.")
        .Needs(Capability.GridRead)
        .Refuses(400, "invalid-cursor");

    static Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> Handle(
        string code, [AsParameters] HistoryQuery query, Actor actor, HttpContext http, Db db, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
            await GridRow.Find(tx, actor, code) is null
                ? TypedResults.NotFound()
                : TypedResults.Ok(await History.Of(tx, http, "grid", code, query)), ct);
}
