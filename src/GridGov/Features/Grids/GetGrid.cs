using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Grids;

/// <summary>One grid, with what it lies in.</summary>
public static class GetGrid
{
    public static void Map(IEndpointRouteBuilder grids) => grids
        .MapGet("/{code}", Handle)
        .Named("getGrid", "Get a grid")
        .Needs(Capability.GridRead);

    static Task<Results<Ok<Grid>, NotFound>> Handle(string code, Actor actor, Db db, CancellationToken ct) =>
        db.Read<Results<Ok<Grid>, NotFound>>(async tx =>
            await GridRow.Find(tx, actor, code) is { } row ? TypedResults.Ok(await row.ToGrid(tx)) : TypedResults.NotFound(), ct);
}
