using GridGov.Api;
using GridGov.Security;

namespace GridGov.Features.Grids;

sealed record GridRow
{
    public required string Code { get; init; }
    public required string Name { get; init; }
    public required int Level { get; init; }
    public string? ParentCode { get; init; }
    public required Instant CreatedAt { get; init; }
    public Instant? RetiredAt { get; init; }
    public string? RetiredReason { get; init; }
    public string? Successors { get; init; }
    public required long Version { get; init; }

    public static Task<GridRow?> Find(Tx tx, Actor actor, string code) =>
        tx.QuerySingle<GridRow>(FindInScope, new { Code = code }, actor.ScopeOf(Capability.GridRead));

    /// <summary>Checks the caller's scope first, then the version, then whether the grid is retired.</summary>
    public ProblemHttpResult? Check(Actor actor, IfMatch version)
    {
        if (!actor.ScopeOf(Capability.GridManage).Covers(Code))
            return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.GridManage));
        if (Version != version.Version)
            return Problems.StaleVersion(Version);
        return RetiredAt is null ? null : Problems.Of("grid-already-retired", Code);
    }

    public async Task<Grid> ToGrid(Tx tx) => new(
        Code, Name, Level, ParentCode, await tx.Query<Grid.Ancestor>(FindPath, new { Code }),
        CreatedAt, RetiredAt, RetiredReason, Successors?.Split(' ') ?? [], Version);

    const string FindInScope = """
        SELECT code, name, level, parent_code, created_at, retired_at, retired_reason, successors, version
          FROM grids
         WHERE code = @Code AND @scope(code)
        """;

    // Not limited to the caller's scope, because the ancestors are part of a grid's address.
    const string FindPath = """
        SELECT code, name
          FROM grids
         WHERE code IN (substr(@Code, 1, 4), substr(@Code, 1, 6), substr(@Code, 1, 9), substr(@Code, 1, 12)) AND code <> @Code
         ORDER BY code
        """;
}
