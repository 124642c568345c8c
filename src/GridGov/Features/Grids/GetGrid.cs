using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Security;

namespace GridGov.Features.Grids;

/// <summary>One grid with its ancestors.</summary>
public sealed class GetGrid(Db db) : ApiEndpoint<ByCode, Results<Ok<Grid>, NotFound>>
{
    public override void Configure()
    {
        Get("/{code}");
        Group<GridGroup>();
        Operation("Get a grid");
        RequiresCapability(Capability.GridRead);
    }

    public override Task<Results<Ok<Grid>, NotFound>> ExecuteAsync(ByCode request, CancellationToken ct) =>
        db.Read<Results<Ok<Grid>, NotFound>>(async tx =>
            await GridRow.Find(tx, Actor, request.Code) is { } row ? TypedResults.Ok(await row.ToGrid(tx)) : TypedResults.NotFound(), ct);
}
