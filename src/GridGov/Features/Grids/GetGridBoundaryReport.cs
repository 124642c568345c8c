using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Boundaries;
using GridGov.Geo.Boundaries;
using GridGov.Security;

namespace GridGov.Features.Grids;

/// <summary>Compares the boundaries of the grids directly below a grid with its own: gaps, overlaps, missing ones.</summary>
public sealed class GetGridBoundaryReport(Db db)
    : ApiEndpoint<GetGridBoundary.Input, Results<Ok<GetGridBoundaryReport.Response>, NotFound, ProblemHttpResult>>
{
    const int MaxListed = 100;

    public override void Configure()
    {
        Get("/{code}/boundary-report");
        Group<GridGroup>();
        Operation("Report the gaps and overlaps of boundaries",
            "Of the grids directly below. What is narrower than a metre is left out. Of each kind the hundred largest are listed.");
        RequiresCapability(Capability.GridManage);
        ProducesProblem(404, "no-boundary");
    }

    /// <summary>How the boundaries below a grid fill its own.</summary>
    /// <param name="Grid">The grid's code.</param>
    /// <param name="Day">The day, yyyy-MM-dd.</param>
    /// <param name="AreaM2">The area of the grid in square metres.</param>
    /// <param name="GapAreaM2">The area in no grid below, in square metres.</param>
    /// <param name="GapCount">The number of gaps.</param>
    /// <param name="Gaps">The largest gaps.</param>
    /// <param name="Overlaps">Grids below that overlap.</param>
    /// <param name="Outside">Grids below that lie partly outside.</param>
    /// <param name="Missing">Grids below without a boundary.</param>
    public sealed record Response(
        string Grid, DateOnly Day, double AreaM2, double GapAreaM2, int GapCount, IReadOnlyList<Gap> Gaps, IReadOnlyList<Overlap> Overlaps,
        IReadOnlyList<OutsideGrid> Outside, IReadOnlyList<GridRef> Missing);

    /// <summary>An area in no grid below.</summary>
    /// <param name="AreaM2">Its area in square metres.</param>
    /// <param name="Place">A place in it.</param>
    public sealed record Gap(double AreaM2, Position Place);

    /// <summary>The common area of two grids.</summary>
    /// <param name="Grids">The codes of the two grids.</param>
    /// <param name="AreaM2">The area in square metres.</param>
    /// <param name="Place">A place in it.</param>
    public sealed record Overlap(IReadOnlyList<string> Grids, double AreaM2, Position Place);

    /// <summary>A grid that lies partly outside the one above.</summary>
    /// <param name="Grid">The grid's code.</param>
    /// <param name="AreaM2">The area outside in square metres.</param>
    /// <param name="Place">A place in it.</param>
    public sealed record OutsideGrid(string Grid, double AreaM2, Position Place);

    /// <summary>A grid without a boundary.</summary>
    /// <param name="Code">The grid's code.</param>
    /// <param name="Name">The grid's name.</param>
    public sealed record GridRef(string Code, string Name);

    /// <summary>A position in WGS84.</summary>
    /// <param name="Lng">Longitude in degrees.</param>
    /// <param name="Lat">Latitude in degrees.</param>
    public sealed record Position(double Lng, double Lat);

    public override Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(
        GetGridBoundary.Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var day = QueryValues.Day(input.Query.Day) ?? tx.Today;
            if (await GridRow.Find(tx, Actor, input.Code) is null)
                return TypedResults.NotFound();
            if (!Actor.ScopeOf(Capability.GridManage).Covers(input.Code))
                return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.GridManage));
            if (await StoredBoundary.Find(tx, input.Code, day) is not { } own)
                return Problems.Of("no-boundary", input.Code);
            var children = await StoredBoundary.ListChildren(tx, input.Code, day);
            var missing = await tx.Query<GridRef>(ListWithout, new { input.Code, Day = day });
            var cover = new BoundaryCover(BoundaryShape.Read(own.Shape),
                [.. children.Select(child => (child.Code, BoundaryShape.Read(child.Shape)))]);
            var gaps = cover.FindGaps();
            return TypedResults.Ok(new Response(
                input.Code, day, Math.Round(own.AreaM2), gaps.Sum(gap => gap.Area), gaps.Count,
                [.. gaps.Take(MaxListed).Select(gap => new Gap(gap.Area, At(gap)))],
                [.. cover.FindOverlaps().Take(MaxListed).Select(each => new Overlap(each.Codes, each.Area, At(each)))],
                [.. cover.FindOutside().Take(MaxListed).Select(each => new OutsideGrid(each.Codes[0], each.Area, At(each)))], missing));
        }, ct);

    static Position At(BoundaryCover.Part part) => new(part.Lng, part.Lat);

    const string ListWithout = $"""
        SELECT g.code, g.name
          FROM grids g
         WHERE g.parent_code = @Code AND g.retired_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM grid_boundaries b WHERE b.grid_code = g.code AND b.from_day <= @Day)
         ORDER BY g.code
         LIMIT 1000
        """;
}
