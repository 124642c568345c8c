using Dapper;
using GridGov.Data.Statements;

namespace GridGov.Domain.Boards;

/// <summary>The grids of a board: its own, all below it, and those above it up to the street.</summary>
static class BoardArea
{
    /// <summary>A condition on a column with the code of a grid.</summary>
    public static string Of(string column) => $"(({column} >= @Grid AND {column} < @End) OR {column} IN (@Street, @Community))";

    public static DynamicParameters Parameters(string grid, DateOnly today) => SqlParameters.Of(new
    {
        Grid = grid, End = GridCode.EndOfSubtree(grid), Street = GridCode.Ancestor(grid, 1),
        Community = GridCode.Ancestor(grid, 2) ?? grid, Today = today,
    });
}
