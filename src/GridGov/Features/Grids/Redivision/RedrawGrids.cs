using System.Text.Json;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Grids.Redivision;

/// <summary>Redraws the boundaries between grids, whose open tickets follow (网格重划).</summary>
public sealed class RedrawGrids(Db db) : ApiEndpoint<RedrawGrids.Input, Results<Ok<Redivision>, NotFound, ProblemHttpResult>>
{
    const int MaxGrids = 50;

    public override void Configure()
    {
        Post("/redraw");
        Group<GridGroup>();
        Operation("Redraw grids",
            "The grids keep their codes and get other boundaries from today on. An open ticket whose place lies in another of them now " +
            "follows to it, if it is a unit grid. All of it or nothing; with dryRun=true it is only shown. Boundaries that change no " +
            "ticket's grid are imported instead.");
        RequiresCapability(Capability.GridManage);
        RequiresIdempotencyKey();
        ProducesProblem(400, "invalid-redivision", "unknown-grid");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "grid-already-retired");
        ProducesProblem(412, "stale-version");
        RequestExample("""
            {
              "reason": "网格调整：以新建道路为界",
              "grids": [{
                "grid": "410103003005006", "version": 1,
                "boundary": {
                  "type": "Polygon",
                  "coordinates": [[[113.654, 34.749], [113.657, 34.749], [113.657, 34.752], [113.654, 34.749]]]
                }
              }]
            }
            """);
    }

    /// <summary>The grids to redraw.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters; it stands in the history of each ticket that follows.</param>
    /// <param name="Grids">The grids, 1 to 50, each in the version that was read.</param>
    public sealed record Request(string Reason, IReadOnlyList<Redrawn> Grids)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Reason).Text(500);
                RuleFor(r => r.Grids).Cascade(CascadeMode.Stop)
                    .Must(grids => grids.Count is >= 1 and <= MaxGrids).WithErrorCode("out_of_range")
                    .WithMessage($"须为 1 至 {MaxGrids} 个网格。", $"There must be 1 to {MaxGrids} grids.")
                    .Must(grids => grids.Select(grid => grid.Grid).Distinct(StringComparer.Ordinal).Count() == grids.Count)
                    .WithErrorCode("duplicate");
                RuleForEach(r => r.Grids).ChildRules(grid => grid.RuleFor(g => g.Grid).Must(GridCode.IsCode).WithErrorCode("wrong_format"));
            }
        }
    }

    /// <summary>A grid and its new boundary.</summary>
    /// <param name="Grid">Its code.</param>
    /// <param name="Version">Its version, as it was read.</param>
    /// <param name="Boundary">A GeoJSON Polygon or MultiPolygon in WGS84.</param>
    public sealed record Redrawn(string Grid, long Version, JsonElement Boundary);

    public sealed record Input([FromBody] Request Body, [AsParameters] RedivisionQuery Query);

    public override Task<Results<Ok<Redivision>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        var body = input.Body;
        var given = RedivisionBoundaries.Read([.. body.Grids.Select((grid, i) => ($"/grids/{i}/boundary", (JsonElement?)grid.Boundary))]);
        return db.Write<Results<Ok<Redivision>, NotFound, ProblemHttpResult>>(async tx =>
        {
            foreach (var (i, named) in body.Grids.Index())
            {
                if (await GridRow.Find(tx, Actor, named.Grid) is not { } grid)
                    return Problems.At($"/grids/{i}/grid", "unknown-grid", named.Grid);
                if (grid.Check(Actor, new IfMatch(named.Version)) is { } refusal)
                    return refusal;
            }
            var act = new RedivisionAct(tx, Actor, body.Reason, input.Query.DryRun is true);
            act.AddFaults(given);
            foreach (var (i, shape) in given.Shapes.Index())
            {
                if (shape is not null)
                    act.Redraw(body.Grids[i].Grid, shape, $"/grids/{i}/boundary");
            }
            return await act.Finish();
        }, ct);
    }
}
