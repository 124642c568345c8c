using System.Text.Json;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Redivision;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Grids.Redivision;

/// <summary>Splits a community or a unit grid into several (网格拆分).</summary>
public sealed class SplitGrid(Db db) : ApiEndpoint<SplitGrid.Input, Results<Ok<Redivision>, NotFound, ProblemHttpResult>>
{
    const int MaxParts = 20;

    public override void Configure()
    {
        Post("/{code}/split");
        Group<GridGroup>();
        Operation("Split a grid",
            "The grid is retired, and its parts get new codes below the same parent. Open tickets follow to the part that contains " +
            "their place, the others to the part named by rest; closed ones keep the old code. Posts go on in every part, unless posts " +
            "names some. A community's grids are divided among its parts. All of it or nothing; with dryRun=true it is only shown.");
        RequiresCapability(Capability.GridManage);
        RequiresIdempotencyKey();
        ProducesProblem(400, "invalid-redivision");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "grid-already-retired", "grid-not-divisible");
        RequestExample("""
            {
              "reason": "网格调整：居民增加，一分为二",
              "into": [{ "name": "二道街社区第6网格" }, { "name": "二道街社区第11网格" }]
            }
            """);
    }

    /// <summary>How a grid is split.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters; it stands in the history of each ticket that follows.</param>
    /// <param name="Into">The parts, 2 to 20; all with boundaries or none.</param>
    /// <param name="Rest">The index in <c>into</c> of the part that gets the tickets whose place decides nothing; 0 by default.</param>
    /// <param name="Posts">Appointments that go on in some of the parts only.</param>
    public sealed record Request(string Reason, IReadOnlyList<Part> Into, int Rest = 0, IReadOnlyList<PostTarget>? Posts = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Reason).Text(500);
                RuleFor(r => r.Into).Must(into => into.Count is >= 2 and <= MaxParts).WithErrorCode("out_of_range")
                    .WithMessage($"须为 2 至 {MaxParts} 个网格。", $"There must be 2 to {MaxParts} parts.");
                RuleForEach(r => r.Into).ChildRules(part =>
                {
                    part.RuleFor(p => p.Name).Text(100);
                    part.RuleFor(p => p.Code).Must(GridCode.IsCode).WithErrorCode("wrong_format").When(p => p.Code is not null);
                });
                RuleFor(r => r.Rest).Must((r, rest) => rest >= 0 && rest < r.Into.Count).WithErrorCode("out_of_range")
                    .WithMessage("须为所列新网格的序号。", "It must be an index of into.");
                RuleForEach(r => r.Posts).Must((r, post) => post.Into.All(i => i >= 0 && i < r.Into.Count)).WithErrorCode("out_of_range")
                    .WithMessage("须为所列新网格的序号。", "Each must be an index of into.");
            }
        }
    }

    /// <summary>A part of a split grid.</summary>
    /// <param name="Name">Its name, 1 to 100 characters.</param>
    /// <param name="Code">Its code below the same parent; by default the next free one.</param>
    /// <param name="Boundary">Its boundary from today on: a GeoJSON Polygon or MultiPolygon in WGS84.</param>
    /// <param name="Children">Of a community's part: the codes of the unit grids that belong to it; they get new codes below it.</param>
    public sealed record Part(string Name, string? Code = null, JsonElement? Boundary = null, IReadOnlyList<string>? Children = null);

    /// <summary>Where an appointment goes on.</summary>
    /// <param name="AppointmentId">The id of an appointment on the grid.</param>
    /// <param name="Into">The indexes in <c>into</c>; empty to end it.</param>
    public sealed record PostTarget(Id AppointmentId, IReadOnlyList<int> Into);

    public sealed record Input(string Code, [FromBody] Request Body, IfMatch Version, [AsParameters] RedivisionQuery Query);

    public override Task<Results<Ok<Redivision>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        var given = RedivisionBoundaries.Read([.. input.Body.Into.Select((part, i) => ($"/into/{i}/boundary", part.Boundary))]);
        return db.Write<Results<Ok<Redivision>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (grid, body) = (await GridRow.Find(tx, Actor, input.Code), input.Body);
            if (grid is null)
                return TypedResults.NotFound();
            if ((grid.Check(Actor, input.Version) ?? grid.CheckDivisible(Actor)) is { } refusal)
                return refusal;
            var act = new RedivisionAct(tx, Actor, body.Reason, input.Query.DryRun is true);
            act.AddFaults(given);
            CheckCodes(act, grid, body);
            if (given.Shapes.Any(shape => shape is null) && body.Into.Any(part => part.Boundary is not null) && act.Faults.Count == 0)
                act.AddFault("/into", "boundary_missing", new("各部分须都有边界，或都没有。", "Either every part has a boundary or none has."));
            var parts = new List<SuccessorGrid>();
            for (var i = 0; i < body.Into.Count && act.Faults.Count == 0; i++)
            {
                var part = body.Into[i];
                if (await act.Create(grid.ParentCode!, part.Name, part.Code, [grid.Code], given.Shapes[i], $"/into/{i}") is { } created)
                    parts.Add(created);
            }
            if (act.Faults.Count == 0)
            {
                await MoveChildren(tx, act, grid, body, parts);
                foreach (var post in body.Posts ?? [])
                    act.SendPost(post.AppointmentId, [.. post.Into.Select(i => parts[i].Code)]);
                act.Replace(grid, parts, parts[body.Rest], reachGrows: false);
            }
            return await act.Finish();
        }, ct);
    }

    static void CheckCodes(RedivisionAct act, GridRow grid, Request body)
    {
        foreach (var (i, part) in body.Into.Index())
        {
            if (part.Code is { } code && GridCode.Parent(code) != grid.ParentCode)
                act.AddFault($"/into/{i}/code", "parent_disagrees", new(
                    $"编码须在 {grid.ParentCode} 之下。", $"The code must be below {grid.ParentCode}."));
        }
    }

    /// <summary>Each unit grid of a community goes to exactly one part.</summary>
    static async Task MoveChildren(Tx tx, RedivisionAct act, GridRow grid, Request body, List<SuccessorGrid> parts)
    {
        var children = await GridRow.ListChildren(tx, grid.Code);
        var named = body.Into.SelectMany((part, i) => (part.Children ?? []).Select(code => (Code: code, Part: i)))
            .ToLookup(each => each.Code, StringComparer.Ordinal);
        foreach (var unknown in named.Select(each => each.Key).Except(children.Select(child => child.Code), StringComparer.Ordinal))
            act.AddFault($"/into/{named[unknown].First().Part}/children", "unknown_grid", new(
                $"{unknown} 不是 {grid.Code} 之下的网格。", $"{unknown} is no grid below {grid.Code}."));
        foreach (var child in children)
        {
            if (named[child.Code].ToList() is not [var (_, part)])
            {
                act.AddFault("/into", "child_not_assigned", new(
                    $"{child.Code} 须恰好归入一个部分。", $"{child.Code} must belong to exactly one part."));
                continue;
            }
            await act.Transfer(child, parts[part].Code, name: null, $"/into/{part}", reachGrows: false);
        }
    }
}
