using GridGov.Api;
using GridGov.Security;

namespace GridGov.Features.Calendars;

/// <summary>A grid's own exceptions from the national calendar.</summary>
public sealed class GetLocalCalendar(Db db) : ApiEndpoint<GetLocalCalendar.Input, Results<Ok<Calendar>, NotFound>>
{
    public override void Configure()
    {
        Get(Calendar.YearRoute + "/local/{grid}");
        Group<CalendarGroup>();
        Operation("Get a grid's own exceptions of a year",
            "The exceptions hold for the grid and everything below it; if two grids have exceptions for a day, the lower grid's holds. " +
            "A grid without exceptions is answered empty, in version 1.");
        RequiresCapability(Capability.GridRead);
    }

    public sealed record Input(int Year, string Grid);

    public override Task<Results<Ok<Calendar>, NotFound>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Calendar>, NotFound>>(async tx =>
            await Exists(tx, Actor, input.Grid)
                ? TypedResults.Ok(await Calendar.Read(tx, input.Year, input.Grid))
                : TypedResults.NotFound(), ct);

    internal static async Task<bool> Exists(Tx tx, Actor actor, string grid) =>
        await tx.QuerySingle<string>(FindGrid, new { Grid = grid }, actor.ScopeOf(Capability.GridRead)) is not null;

    const string FindGrid = "SELECT code FROM grids WHERE code = @Grid AND @scope(code)";
}
