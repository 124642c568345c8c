using GridGov.Api;
using GridGov.Domain.Boundaries;
using GridGov.Geo.Boundaries;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Grids.Redivision;

/// <summary>Moves a community to another street, or a unit grid to another community (网格划转).</summary>
public sealed class MoveGrid(Db db) : ApiEndpoint<MoveGrid.Input, Results<Ok<Redivision>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{code}/move");
        Group<GridGroup>();
        Operation("Move a grid",
            "Because the code is the hierarchy, the grid and those below it are retired, and successors with the same names and " +
            "boundaries get codes below the other parent. Open tickets and posts follow; closed tickets keep their codes. Where both " +
            "parents have boundaries, the one loses the grid's area and the other gains it. All of it or nothing; with dryRun=true it " +
            "is only shown.");
        RequiresCapability(Capability.GridManage);
        RequiresIdempotencyKey();
        ProducesProblem(400, "invalid-redivision");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "grid-already-retired", "grid-not-divisible", "grid-parent-missing");
        RequestExample("""{ "reason": "网格调整：划归铭功路社区", "parent": "410103003004" }""");
    }

    /// <summary>Where a grid is moved.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters; it stands in the history of each ticket that follows.</param>
    /// <param name="Parent">The code of the new parent, of the same level as the present one.</param>
    /// <param name="Name">Another name, 1 to 100 characters.</param>
    public sealed record Request(string Reason, string Parent, string? Name = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Reason).Text(500);
                RuleFor(r => r.Parent).Must(GridCode.IsCode).WithErrorCode("wrong_format");
                RuleFor(r => r.Name).OptionalText(100);
            }
        }
    }

    public sealed record Input(string Code, [FromBody] Request Body, IfMatch Version, [AsParameters] RedivisionQuery Query);

    public override Task<Results<Ok<Redivision>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<Redivision>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (grid, body) = (await GridRow.Find(tx, Actor, input.Code), input.Body);
            if (grid is null)
                return TypedResults.NotFound();
            if ((grid.Check(Actor, input.Version) ?? grid.CheckDivisible(Actor)) is { } refusal)
                return refusal;
            // Not limited to what the caller may read, but to what they manage, as for a new grid.
            var parent = Actor.ScopeOf(Capability.GridManage).Covers(body.Parent) ? await GridRow.Find(tx, Actor, body.Parent) : null;
            if (parent is not { RetiredAt: null } || parent.Level != grid.Level - 1 || parent.Code == grid.ParentCode)
                return Problems.At("/parent", "grid-parent-missing", body.Parent);

            var act = new RedivisionAct(tx, Actor, body.Reason, input.Query.DryRun is true);
            await MoveArea(tx, act, grid, parent);
            await act.Transfer(grid, parent.Code, body.Name, "/parent", reachGrows: false);
            return await act.Finish();
        }, ct);

    static async Task MoveArea(Tx tx, RedivisionAct act, GridRow grid, GridRow parent)
    {
        if (await StoredBoundary.Find(tx, grid.Code, tx.Today) is not { } moved
            || await StoredBoundary.Find(tx, parent.Code, tx.Today) is not { } gaining)
            return;
        var area = BoundaryShape.Read(moved.Shape);
        act.Redraw(parent.Code, RedivisionBoundaries.Union(BoundaryShape.Read(gaining.Shape), area), "/parent");
        if (await StoredBoundary.Find(tx, grid.ParentCode!, tx.Today) is { } losing
            && RedivisionBoundaries.Without(BoundaryShape.Read(losing.Shape), area) is { } left)
            act.Redraw(grid.ParentCode!, left, "/parent");
    }
}
