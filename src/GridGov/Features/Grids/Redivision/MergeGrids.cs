using System.Text.Json;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Boundaries;
using GridGov.Geo.Boundaries;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;
using NetTopologySuite.Geometries;

namespace GridGov.Features.Grids.Redivision;

/// <summary>Merges communities or unit grids of one parent into a new grid (网格合并).</summary>
public sealed class MergeGrids(Db db) : ApiEndpoint<MergeGrids.Input, Results<Ok<Redivision>, NotFound, ProblemHttpResult>>
{
    const int MaxGrids = 20;

    public override void Configure()
    {
        Post("/merge");
        Group<GridGroup>();
        Operation("Merge grids",
            "The grids are retired, and a new one takes over their open tickets, their posts and the grids below them; closed tickets " +
            "keep their codes. A post that reaches more than before and needs a confirmation waits for one. Of two heads with the same " +
            "responsibility the one of the grid named first goes on. All of it or nothing; with dryRun=true it is only shown.");
        RequiresCapability(Capability.GridManage);
        RequiresIdempotencyKey();
        ProducesProblem(400, "invalid-redivision", "unknown-grid");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "grid-already-retired", "grid-not-divisible", "grids-not-siblings");
        ProducesProblem(412, "stale-version");
        RequestExample("""
            {
              "reason": "网格调整：并为一个网格",
              "grids": [{ "grid": "410103003005007", "version": 1 }, { "grid": "410103003005008", "version": 1 }],
              "into": { "name": "二道街社区第7网格" }
            }
            """);
    }

    /// <summary>The grids to merge.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters; it stands in the history of each ticket that follows.</param>
    /// <param name="Grids">The grids, 2 to 20 of one parent, each in the version that was read.</param>
    /// <param name="Into">The grid that takes their place.</param>
    public sealed record Request(string Reason, IReadOnlyList<Merged> Grids, Successor Into)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Reason).Text(500);
                RuleFor(r => r.Grids)
                    .Must(grids => grids.Count is >= 2 and <= MaxGrids).WithErrorCode("out_of_range")
                    .WithMessage($"须为 2 至 {MaxGrids} 个网格。", $"There must be 2 to {MaxGrids} grids.");
                RuleForEach(r => r.Grids).ChildRules(grid => grid.RuleFor(g => g.Grid).Must(GridCode.IsCode).WithErrorCode("wrong_format"));
                RuleFor(r => r.Into.Name).Text(100);
                RuleFor(r => r.Into.Code).Must(GridCode.IsCode).WithErrorCode("wrong_format").When(r => r.Into.Code is not null);
            }
        }
    }

    /// <summary>A grid to merge.</summary>
    /// <param name="Grid">Its code.</param>
    /// <param name="Version">Its version, as it was read.</param>
    public sealed record Merged(string Grid, long Version);

    /// <summary>The grid that takes the place of others.</summary>
    /// <param name="Name">Its name, 1 to 100 characters.</param>
    /// <param name="Code">Its code below the same parent; by default the next free one.</param>
    /// <param name="Boundary">Its boundary, a GeoJSON Polygon or MultiPolygon in WGS84; by default the merged grids' together.</param>
    public sealed record Successor(string Name, string? Code = null, JsonElement? Boundary = null);

    public sealed record Input([FromBody] Request Body, [AsParameters] RedivisionQuery Query);

    public override Task<Results<Ok<Redivision>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        var given = RedivisionBoundaries.Read([("/into/boundary", input.Body.Into.Boundary)]);
        return db.Write<Results<Ok<Redivision>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (body, grids) = (input.Body, new List<GridRow>());
            foreach (var (i, named) in body.Grids.Index())
            {
                if (await GridRow.Find(tx, Actor, named.Grid) is not { } grid)
                    return Problems.At($"/grids/{i}/grid", "unknown-grid", named.Grid);
                if ((grid.Check(Actor, new IfMatch(named.Version)) ?? grid.CheckDivisible(Actor)) is { } refusal)
                    return refusal;
                grids.Add(grid);
            }
            var parent = grids[0].ParentCode!;
            if (grids.Exists(grid => grid.ParentCode != parent) || grids.DistinctBy(grid => grid.Code).Count() < grids.Count)
                return Problems.Of("grids-not-siblings");

            var act = new RedivisionAct(tx, Actor, body.Reason, input.Query.DryRun is true);
            if (body.Into.Code is { } code && GridCode.Parent(code) != parent)
                act.AddFault("/into/code", "parent_disagrees", new($"编码须在 {parent} 之下。", $"The code must be below {parent}."));
            act.AddFaults(given);
            var shape = given.Shapes[0] ?? await TogetherOf(tx, grids);
            var codes = grids.ConvertAll(grid => grid.Code);
            if (act.Faults.Count == 0
                && await act.Create(parent, body.Into.Name, body.Into.Code, codes, shape, "/into") is { } merged)
            {
                foreach (var grid in grids)
                {
                    foreach (var child in await GridRow.ListChildren(tx, grid.Code))
                        await act.Transfer(child, merged.Code, name: null, "/into", reachGrows: false);
                    act.Replace(grid, [merged], merged, reachGrows: true);
                }
            }
            return await act.Finish();
        }, ct);
    }

    /// <summary>The boundary of all of them; null when one has none.</summary>
    static async Task<Geometry?> TogetherOf(Tx tx, List<GridRow> grids)
    {
        var shapes = new List<Geometry>();
        foreach (var grid in grids)
        {
            if (await StoredBoundary.Find(tx, grid.Code, tx.Today) is not { } stored)
                return null;
            shapes.Add(BoundaryShape.Read(stored.Shape));
        }
        return RedivisionBoundaries.Union(shapes);
    }
}
