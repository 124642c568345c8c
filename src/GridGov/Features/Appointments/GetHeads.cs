using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Appointments;

/// <summary>Who was head of a grid on a day: its first (第一责任人) and its direct (直接责任人) responsible person.</summary>
public static class GetHeads
{
    public static void Map(IEndpointRouteBuilder grids) => grids
        .MapGet("/{code}/heads", Handle)
        .Named("getGridHeads", "Get the heads of a grid by day")
        .Needs(Capability.GridRead)
        .Refuses(409, "roster-needs-grid");

    /// <summary>The heads of a grid.</summary>
    /// <param name="Grid">The grid.</param>
    /// <param name="Day">The day.</param>
    /// <param name="First">The first responsible person; null when there was none.</param>
    /// <param name="Direct">The direct responsible person; null when there was none.</param>
    public sealed record Response(GridRef Grid, DateOnly Day, Holder? First, Holder? Direct);

    static Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> Handle(
        string code, [AsParameters] DayQuery query, Actor actor, Db db, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var grid = await GridPosts.Find(tx, actor, code);
            if (grid is null)
                return TypedResults.NotFound();
            if (grid.Level == 0)
                return Problems.Of("roster-needs-grid", code);
            var day = query.Or(tx.Today);
            var holders = await GridPosts.On(tx, code, day);
            return TypedResults.Ok(new Response(grid.ToRef(), day, holders.Head(Responsibility.First), holders.Head(Responsibility.Direct)));
        }, ct);
}
