using Dapper;
using GridGov.Data.Search;
using GridGov.Domain.Tickets.Search;
using GridGov.Text;

namespace GridGov.Domain.Tickets.Query;

/// <summary>How a statement finds the tickets with the words of a search: tables, conditions and rank.</summary>
sealed class SearchPlan
{
    /// <summary>The ranks, the best first: all words in what was filed; there or in the result; in comments or names too.</summary>
    public static readonly IReadOnlyList<int> Ranks = [3, 2, 1];

    /// <param name="isNarrow">Whether other conditions find few tickets, of which each is compared with the words.</param>
    public SearchPlan(TicketSearch search, bool isNarrow, DynamicParameters parameters)
    {
        var (words, index) = (search.Words, search.Index);
        // A condition of its own finds the tickets of a grid, so the index drives by the other words.
        var indexed = words.Where(word => word.Grids.Count == 0).Select(word => word.ToTerm()).ToList();
        if (!isNarrow && indexed.Count > 0)
        {
            // The tickets come before the words, so that those out of scope are passed without their words.
            (From, Id, IsByIndex) = ($"{index.Source}tickets t CROSS JOIN search_words w", index.Id, true);
            Condition = $" AND {index.Matches(indexed, parameters)} AND w.id = t.id";
        }
        else
        {
            Condition = " AND w.id = t.id";
            // The tickets of a street are met soon in any order; those of smaller grids are looked up.
            if (!isNarrow && words.FirstOrDefault(word => !word.InLargeGrids) is { } small)
            {
                parameters.Add("gridsOf", string.Join(',', small.Grids));
                Condition += $" AND t.id IN ({index.IdsFor(small.ToTerm(), parameters)} UNION ALL "
                    + $"SELECT s.id FROM tickets s WHERE {index.InCodes("s.grid_code", "@gridsOf")})";
            }
        }
        for (var i = 0; i < words.Count; i++)
        {
            parameters.Add($"q{i}", TextRules.ContainsPattern(words[i].Text));
            if (SearchNumber.IsNumber(words[i].Text))
                parameters.Add($"number{i}", TextRules.ContainsPattern(SearchNumber.Delimited(words[i].Text)));
            Condition += $" AND ({Filed(i)} OR {In("result", i)} OR {In("comments", i)}"
                + Named("t.grid_code", $"grids{i}", words[i].Grids) + Named("t.category", $"categories{i}", words[i].Categories) + ")";
        }
        var filed = Enumerable.Range(0, words.Count).Select(Filed);
        var resolved = Enumerable.Range(0, words.Count).Select(i => $"({Filed(i)} OR {In("result", i)})");
        Rank = $"CASE WHEN {string.Join(" AND ", filed)} THEN 3 WHEN {string.Join(" AND ", resolved)} THEN 2 ELSE 1 END";

        string Filed(int i) =>
            SearchNumber.IsNumber(words[i].Text) ? $"({In("filed", i)} OR {In("number", i, "number")})" : In("filed", i);

        string Named(string column, string name, IReadOnlyList<string> codes)
        {
            if (codes.Count == 0)
                return "";
            parameters.Add(name, string.Join(',', codes));
            return $" OR {index.InCodes(column, "@" + name)}";
        }
    }

    /// <summary>Whether the search index drives the statement, so that no other index is to be used.</summary>
    public bool IsByIndex { get; }

    public string From { get; } = "tickets t CROSS JOIN search_words w";

    /// <summary>The expression of a ticket's id whose order is at hand.</summary>
    public string Id { get; } = "t.id";

    /// <summary>Begins with AND.</summary>
    public string Condition { get; }

    /// <summary>The expression of a ticket's rank.</summary>
    public string Rank { get; }

    static string In(string column, int word, string pattern = "q") => $@"w.{column} LIKE @{pattern}{word} ESCAPE '\'";
}
