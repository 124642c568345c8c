using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Calendars;

/// <summary>A grid's own exceptions from the national calendar.</summary>
public static class GetLocalCalendar
{
    public static void Map(IEndpointRouteBuilder calendars) => calendars
        .MapGet(Calendar.YearRoute + "/local/{grid}", Handle)
        .Named("getLocalCalendar", "Get a grid's own exceptions of a year")
        .WithDescription("They hold for the grid and all below it; where two speak of a day, the lower grid's holds. Without any it is answered empty, in version 1.")
        .Needs(Capability.GridRead);

    static Task<Results<Ok<Calendar>, NotFound>> Handle(int year, string grid, Actor actor, Db db, CancellationToken ct) =>
        db.Read<Results<Ok<Calendar>, NotFound>>(async tx =>
            await Exists(tx, actor, grid) ? TypedResults.Ok(await Calendar.Read(tx, year, grid)) : TypedResults.NotFound(), ct);

    /// <summary>Whether there is such a grid within the caller's reach.</summary>
    internal static async Task<bool> Exists(Tx tx, Actor actor, string grid) =>
        await tx.One<string>(FindGrid, new { Grid = grid }, actor.ScopeOf(Capability.GridRead)) is not null;

    const string FindGrid = "SELECT code FROM grids WHERE code = @Grid AND @scope(code)";
}
