using GridGov.Security;

namespace GridGov.Features.Statistics;

/// <summary>The grids whose figures were asked for: the one named, or the caller's own.</summary>
/// <param name="Roots">Their codes, none inside another.</param>
/// <param name="IsAll">They are all that there is, and a list of the same need not name them.</param>
public sealed record StatisticsScope(IReadOnlyList<string> Roots, bool IsAll)
{
    /// <returns>Null: outside the caller's reach.</returns>
    public static async Task<StatisticsScope?> Resolve(Tx tx, Actor actor, string? grid) => await Reach(tx, actor, grid) switch
    {
        null => null,
        { Roots: [GridCode.Everywhere] } => new StatisticsScope(await tx.Query<string>(ListCities), IsAll: true),
        var scope => new StatisticsScope(scope.Roots, IsAll: false),
    };

    /// <summary>Where the caller reads statistics, or the part of it that was asked for; null when that is outside.</summary>
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
