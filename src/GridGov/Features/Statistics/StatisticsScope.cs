using GridGov.Security;

namespace GridGov.Features.Statistics;

/// <param name="Roots">The codes of the grids, none inside another.</param>
/// <param name="IsAll">Whether the grids are all grids, so that links need not name them.</param>
public sealed record StatisticsScope(IReadOnlyList<string> Roots, bool IsAll)
{
    /// <param name="ofPeople">Whether only grids count whose records the caller reads, because the figures tell people apart.</param>
    /// <returns>Null if the grid is outside the caller's scope.</returns>
    public static async Task<StatisticsScope?> Resolve(Tx tx, Actor actor, string? grid, bool ofPeople = false) =>
        await Reach(tx, actor, grid, ofPeople) switch
        {
            null => null,
            var scope => new StatisticsScope(await WithoutEverywhere(tx, scope), scope.Roots is [GridCode.Everywhere]),
        };

    /// <summary>The codes of a scope's grids; of the whole deployment those of its cities.</summary>
    public static async Task<IReadOnlyList<string>> WithoutEverywhere(Tx tx, Scope scope) =>
        scope.Roots is [GridCode.Everywhere] ? await tx.Query<string>(ListCities) : scope.Roots;

    /// <summary>Returns the scope in which the caller reads statistics, or the part below a grid; null if the grid is outside it.</summary>
    public static async Task<Scope?> Reach(Tx tx, Actor actor, string? grid, bool ofPeople = false)
    {
        var scope = actor.ScopeOf(Capability.StatisticsRead);
        if (ofPeople)
            scope = actor.ScopeOf(Capability.RecordRead).Within(scope.Roots);
        return grid is null ? scope
            : await tx.QuerySingle(FindGrid, columns => columns.Text(), new { Code = grid }, scope) is null ? null
            : scope.Within(grid);
    }

    const string FindGrid = "SELECT code FROM grids WHERE code = @Code AND @scope(code)";

    const string ListCities = "SELECT code FROM grids WHERE parent_code IS NULL ORDER BY code LIMIT 1000";
}
