using GridGov.Api;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Security;

namespace GridGov.Features.Calendars;

/// <summary>The working hours that were set for one grid, or for the deployment.</summary>
public sealed class GetWorkingHours(Db db) : ApiEndpoint<GetWorkingHours.Input, Results<Ok<GridHours>, NotFound>>
{
    public override void Configure()
    {
        Get("/{grid}");
        Group<WorkingHoursGroup>();
        Operation("Get the working hours of a grid",
            "* is the whole deployment. A grid without hours of its own is answered without rules, in version 1; the hours of the grids " +
            "above apply to it.");
        RequiresCapability(Capability.GridRead);
    }

    public sealed record Input(string Grid);

    public override Task<Results<Ok<GridHours>, NotFound>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<GridHours>, NotFound>>(async tx =>
            await Exists(tx, Actor, input.Grid)
                ? TypedResults.Ok(GridHours.Of(await WorkingHoursStore.Find(tx, input.Grid)))
                : TypedResults.NotFound(), ct);

    internal static async Task<bool> Exists(Tx tx, Actor actor, string grid) =>
        grid == GridCode.Everywhere || (GridHours.IsReadable(actor, grid)
            && await tx.QuerySingle<string>("SELECT code FROM grids WHERE code = @Grid", new { Grid = grid }) is not null);
}
