using GridGov.Api;
using GridGov.Features.Grids.Redivision;
using GridGov.Security;

namespace GridGov.Demo;

/// <summary>The re-division (网格调整) of the demo's recent week.</summary>
static class DemoRedivision
{
    /// <summary>Divides the eighth unit grid of a community into two halves, the second of which becomes the ninth.</summary>
    public static async Task Split(Db db, Actor admin, DemoGeometry geometry, string grid, CancellationToken ct)
    {
        var (name, version) = await db.Read(tx => tx.QuerySingle(FindGrid, c => (c.Text(), c.Long()), new { Code = grid }), ct);
        var halves = geometry.HalvesOf(grid);
        var split = await new SplitGrid(db) { Actor = admin }.ExecuteAsync(new(
            grid,
            new(
                "新建居民楼入住，原网格一分为二",
                [new(name, Boundary: halves[0]), new(name.Replace("第8网格", "第9网格", StringComparison.Ordinal), Boundary: halves[1])]),
            new IfMatch(version), new()), ct);
        if (split.Result is not Ok<Redivision>)
            throw DemoStreet.Refused(split.Result);
    }

    const string FindGrid = "SELECT name, version FROM grids WHERE code = @Code";
}
