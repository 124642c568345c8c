using GridGov.Security;

namespace GridGov.Features.Statistics;

/// <param name="Roots">The codes of the grids, none inside another.</param>
/// <param name="IsAll">Whether the grids are all grids, so that links need not name them.</param>
public sealed record StatisticsScope(IReadOnlyList<string> Roots, bool IsAll)
{
    /// <returns>Null if the grid is outside the caller's scope.</returns>
    public static async Task<StatisticsScope?> Resolve(Tx tx, Actor actor, string? grid) => await Reach(tx, actor, grid) switch
    {
        null => null,
        { Roots: [GridCode.Everywhere] } => new StatisticsScope(await tx.Query<string>(ListCities), IsAll: true),
        var scope => new StatisticsScope(scope.Roots, IsAll: false),
    };

    /// <summary>Returns the scope in which the caller reads statistics, or the part below a grid; null if the grid is outside it.</summary>
    public static async Task<Scope?> Reach(Tx tx, Actor actor, string? grid)
    {
        var scope = actor.ScopeOf(Capability.StatisticsRead);
        return grid is null ? scope
            : await tx.QuerySingle(FindGrid, columns => columns.Text(), new { Code = grid }, scope) is null ? null
            : scope.Within(grid);
    }

    const string FindGrid = "SELECT code FROM grids WHERE code = @Code AND @scope(code)";

    const string ListCities = "SELECT code FROM grids WHERE parent_code IS NULL ORDER BY code LIMIT 1000";
}
