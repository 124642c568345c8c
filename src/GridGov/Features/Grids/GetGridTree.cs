using GridGov.Api;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Grids;

/// <summary>A grid with the active grids below it, nested.</summary>
public sealed class GetGridTree(Db db) : ApiEndpoint<GetGridTree.Input, Results<Ok<GetGridTree.Node>, NotFound, ProblemHttpResult>>
{
    const int MaxNodes = 10_000;

    /// <summary>The levels below a city: counties, streets, communities, unit grids.</summary>
    const int MaxDepth = 4;

    public override void Configure()
    {
        Get("/{code}/tree");
        Group<GridGroup>();
        Operation("Get the tree below a grid", "Retired grids are left out. The tree has at most 10,000 grids.");
        RequiresCapability(Capability.GridRead);
        ProducesProblem(409, "tree-too-large");
    }

    public sealed record Query
    {
        /// <summary>The number of levels below the grid, 1 to 4; 1 by default.</summary>
        [FromQuery(Name = "depth")] public int? Depth { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Depth).InclusiveBetween(1, MaxDepth);
        }
    }

    /// <summary>A grid and the grids below it.</summary>
    /// <param name="Code">The grid's code.</param>
    /// <param name="Name">The grid's name.</param>
    /// <param name="Level">1 street, 2 community, 3 unit grid; 0 city or county.</param>
    /// <param name="Children">The grids directly below it, ordered by code; empty at the requested depth.</param>
    public sealed record Node(string Code, string Name, int Level, IReadOnlyList<Node> Children);

    public sealed record Input(string Code, [AsParameters] Query Query);

    public override Task<Results<Ok<Node>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Node>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var scope = Actor.ScopeOf(Capability.GridRead);
            var root = await GridRow.Find(tx, Actor, input.Code);
            if (root is null)
                return TypedResults.NotFound();
            var rows = await tx.Query<Row>(List, new
            {
                Code = input.Code,
                End = GridCode.EndOfSubtree(input.Code),
                MaxLength = Deepest(input.Code, input.Query.Depth ?? 1),
                Rows = MaxNodes,
            }, scope);
            // The root itself is not among the rows, so this many rows are one too many.
            if (rows.Count == MaxNodes)
                return Problems.Of("tree-too-large", MaxNodes);
            return TypedResults.Ok(NodeOf(root.Code, root.Name, root.Level, rows.ToLookup(row => row.ParentCode, StringComparer.Ordinal)));
        }, ct);

    static int Deepest(string code, int depth)
    {
        var own = Array.IndexOf(GridCode.Lengths, code.Length);
        return GridCode.Lengths[Math.Min(own + depth, GridCode.Lengths.Length - 1)];
    }

    static Node NodeOf(string code, string name, int level, ILookup<string?, Row> children) =>
        new(code, name, level, [.. children[code].Select(child => NodeOf(child.Code, child.Name, child.Level, children))]);

    sealed record Row
    {
        public required string Code { get; init; }
        public required string Name { get; init; }
        public required int Level { get; init; }
        public string? ParentCode { get; init; }
    }

    const string List = """
        SELECT code, name, level, parent_code
          FROM grids
         WHERE code > @Code AND code < @End AND length(code) <= @MaxLength AND retired_at IS NULL AND @scope(code)
         ORDER BY code
         LIMIT @Rows
        """;
}
