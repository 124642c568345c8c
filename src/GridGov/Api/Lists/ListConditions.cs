using GridGov.Data.Statements;
using GridGov.Text;

namespace GridGov.Api.Lists;

/// <summary>The conditions of filters that many lists have.</summary>
static class ListConditions
{
    /// <summary>In a grid, county or city with its whole subtree.</summary>
    public static SqlConditions AndInGrid(this SqlConditions conditions, string column, string? grid) => grid is null
        ? conditions
        : conditions.And($"{column} >= @grid AND {column} < @gridEnd", ("grid", grid), ("gridEnd", GridCode.EndOfSubtree(grid)));

    /// <summary>Each word of a search text stands in the text of an SQL expression, in any case and width.</summary>
    public static SqlConditions AndWords(this SqlConditions conditions, string text, string? search)
    {
        foreach (var (i, word) in TextRules.SearchWords(search ?? "").Index())
        {
            conditions.And(
                $@"search_fold({text}) LIKE search_fold(@contains{i}) ESCAPE '\'", ($"contains{i}", TextRules.ContainsPattern(word)));
        }
        return conditions;
    }
}
