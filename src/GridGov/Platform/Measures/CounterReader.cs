using System.Text;
using Dapper;
using GridGov.Platform.Data;
using GridGov.Platform.Security;
using GridGov.Platform.Time;

namespace GridGov.Platform.Measures;

/// <summary>
/// Sums of counters, by group, in one statement. Reads the rows kept for a grid as a whole, or below the street those of the
/// grids in it, so the number of tickets does not matter.
/// </summary>
static class CounterReader
{
    /// <param name="Label">What is counted, when that is not the counter's own name.</param>
    public readonly record struct Part(Counter Counter, Period Period, Counter? Label = null);

    /// <param name="root">A grid, county or city.</param>
    /// <param name="question">Its period is said by the parts.</param>
    public static async Task<List<SumRow>> Sum(Tx tx, IReadOnlyList<Part> parts, string root, CountQuestion question) =>
        Statement(parts, root, question) is { } statement ? await SumRow.Read(tx, statement.Sql, statement.Parameters) : [];

    /// <returns>Null when there is nothing to read.</returns>
    internal static (string Sql, DynamicParameters Parameters)? Statement(IReadOnlyList<Part> parts, string root, CountQuestion question)
    {
        var (by, filter) = (question.By, question.Filter);
        var level = by.Select(dimension => dimension.Digits()).FirstOrDefault(length => length is not null);
        var digits = level ?? root.Length;
        var wanted = parts.Where(part => part.Period.Length > 0).ToList();
        if (digits < root.Length || wanted.Count == 0)
            return null;
        var wholes = digits <= Counters.RolledUpToLength;
        var parameters = new DynamicParameters();
        parameters.Add("Detail", wholes && !filter.IsOfCategory && !by.Any(dimension => dimension.IsOfCategory()) ? Counters.ByProgramme : Counters.ByCategory);
        parameters.Add("Digits", digits);
        parameters.Add("Root", root);
        parameters.Add("RootEnd", GridCode.End(root));
        var where = filter.OnCounters("c", parameters);
        var isOne = level is null && wholes;
        var grids = isOne
            ? " AND c.digits = @Digits AND c.grid_code = @Root"
            : $" AND c.digits = length(g.code) AND c.grid_code = g.code || '' AND g.code >= @Root AND g.code < @RootEnd AND length(g.code) {(wholes ? "=" : ">=")} @Digits";
        var monthly = wholes && !by.Any(dimension => dimension is Dimension.Day or Dimension.Week);
        var (first, second) = (Key(by.ElementAtOrDefault(0), by.Count > 0), Key(by.ElementAtOrDefault(1), by.Count > 1));
        var keys = by.Count > 1 ? $"{first} AS first, {second} AS second" : $"{first} AS first";
        var selects = new StringBuilder(4096);
        foreach (var (i, group) in wanted.GroupBy(part => (part.Period, part.Label)).Index())
        {
            var codes = group.Select(part => part.Counter.Code()).ToList();
            var list = InList.Of(parameters, $"Counter{i}_", codes);
            var label = group.Key.Label is { } name ? $"'{name.Code()}'" : null;
            foreach (var (j, part) in group.Key.Period.Parts(monthly).Index())
            {
                var suffix = $"{i}_{j}";
                Add(suffix, part.Days);
                parameters.Add("Grain" + suffix, part.Grain);
                // For each counter by itself: what is the same for all its rows need not be read from each to group them.
                for (var k = 0; k < codes.Count; k++)
                    Kept($"@Counter{i}_{k}", label, suffix, part.Sign);
            }
            Add($"{i}", group.Key.Period);
            Appended(list, label, i);
        }
        return ($"""
            SELECT label, first, {(by.Count > 1 ? "second" : "''")} AS second, CAST(sum(n) AS BIGINT) AS n
              FROM ({selects}) AS counted
             GROUP BY label, first{(by.Count > 1 ? ", second" : "")}
            """, parameters);

        // From the grids to their counters, in this order, and by each one's own code: each grid's days are one range of the
        // key, where a range of grids, which SQLite would take from g, has all days of theirs.
        void Kept(string counter, string? label, string suffix, int sign) => Next().Append($"""
            SELECT {label ?? counter} AS label, {keys}, {(sign < 0 ? "-c.n" : "c.n")} AS n
              FROM {(isOne ? "counters c" : "grids g CROSS JOIN counters c")}
             WHERE c.counter = {counter} AND c.detail = @Detail AND c.grain = @Grain{suffix} AND c.day >= @From{suffix} AND c.day < @To{suffix}{where}{grids}
            """);

        // What has not been folded yet.
        void Appended(string counters, string? label, int i) => Next().Append($"""
            SELECT {label ?? "c.counter"} AS label, {keys}, c.n FROM counter_changes c
             WHERE c.counter IN {counters} AND c.grid_code >= @Root AND c.grid_code < @RootEnd
               AND c.day >= @From{i} AND c.day < @To{i}{(level is null ? "" : " AND length(c.grid_code) >= @Digits")}{where}
            """);

        StringBuilder Next() => selects.Length == 0 ? selects : selects.Append("\n UNION ALL\n");

        void Add(string suffix, Period days)
        {
            parameters.Add("From" + suffix, Days.Number(days.From));
            parameters.Add("To" + suffix, Days.Number(days.To));
        }
    }

    static string Key(Dimension dimension, bool asked) => !asked ? "''" : dimension switch
    {
        Dimension.Programme => "c.programme",
        Dimension.CategoryGroup => "substr(c.category, 1, 2)",
        Dimension.Category => "c.category",
        Dimension.Role => "c.role",
        _ when dimension.Digits() is { } digits => $"substr(c.grid_code, 1, {digits})",
        _ when dimension.IsTime() => RowReader.DayKey(dimension, "c.day"),
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "No counters are kept by this."),
    };
}
