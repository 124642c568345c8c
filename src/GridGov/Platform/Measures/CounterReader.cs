using GridGov.Platform.Data;
using GridGov.Platform.Time;

namespace GridGov.Platform.Measures;

/// <summary>
/// Sums of counters, by group. Reads the rows kept for a grid as a whole, or below the street those of the grids in it, so the
/// number of tickets does not matter.
/// </summary>
static class CounterReader
{
    /// <summary>Counts of some days.</summary>
    public readonly record struct Part(Counter Counter, Period Period, Weight Weight);

    /// <summary>Adds what is counted, labelled by its counter.</summary>
    /// <param name="root">A grid, county or city.</param>
    /// <param name="question">Its period is said by the parts.</param>
    public static void Add(SumStatement sums, IEnumerable<Part> parts, string root, CountQuestion question)
    {
        var (by, filter, parameters) = (question.By, question.Filter, sums.Parameters);
        var level = by.Select(dimension => dimension.Digits()).FirstOrDefault(length => length is not null);
        var digits = level ?? root.Length;
        if (digits < root.Length)
            return;
        var wholes = digits <= Counters.RolledUpToLength;
        parameters.Add("Detail", wholes && !filter.IsOfCategory && !by.Any(dimension => dimension.IsOfCategory()) ? Counters.ByProgramme : Counters.ByCategory);
        parameters.Add("Digits", digits);
        var where = filter.OnCounters("c", parameters);
        var isOne = level is null && wholes;
        // From the grids to their counters, in this order, and by each one's own code: each grid's days are one range of the
        // key, where a range of grids, which SQLite would take from g, has all days of theirs.
        var rows = isOne ? "counters c" : "grids g CROSS JOIN counters c";
        var grids = isOne
            ? " AND c.digits = @Digits AND c.grid_code = @Root"
            : $" AND c.digits = length(g.code) AND c.grid_code = g.code || '' AND g.code >= @Root AND g.code < @RootEnd AND length(g.code) {(wholes ? "=" : ">=")} @Digits";
        var monthly = wholes && !by.Any(dimension => dimension is Dimension.Day or Dimension.Week);
        var keys = new SumKeys("c.counter", Key(by.ElementAtOrDefault(0), by.Count > 0), Key(by.ElementAtOrDefault(1), by.Count > 1));
        foreach (var (i, group) in parts.Where(part => part.Period.Length > 0).GroupBy(part => part.Period).Index())
        {
            var counters = group.ToList();
            var codes = InList.Of(parameters, $"Counter{i}_", counters.Select(part => part.Counter.Code()));
            foreach (var (j, kept) in group.Key.Parts(monthly).Index())
            {
                AddDays($"{i}_{j}", kept.Days);
                parameters.Add($"Grain{i}_{j}", kept.Grain);
                // Each counter by itself: what is the same for all its rows need not be read from each to group them.
                for (var k = 0; k < counters.Count; k++)
                {
                    var weight = kept.Sign * counters[k].Weight;
                    sums.Add(keys with { Label = $"@Counter{i}_{k}" }, Weight.Of(weight.Numerator, "c.n"), Weight.Of(weight.N, "c.n"),
                        $"{rows} WHERE c.counter = @Counter{i}_{k} AND c.detail = @Detail AND c.grain = @Grain{i}_{j} AND c.day >= @From{i}_{j} AND c.day < @To{i}_{j}{where}{grids}");
                }
            }
            // What has not been folded yet.
            AddDays($"{i}", group.Key);
            sums.Add(keys, Appended(weight => weight.Numerator), Appended(weight => weight.N), $"""
                counter_changes c
                 WHERE c.counter IN {codes} AND c.grid_code >= @Root AND c.grid_code < @RootEnd
                   AND c.day >= @From{i} AND c.day < @To{i}{(level is null ? "" : " AND length(c.grid_code) >= @Digits")}{where}
                """);

            string Appended(Func<Weight, int> times) => counters.TrueForAll(part => times(part.Weight) == times(counters[0].Weight))
                ? Weight.Of(times(counters[0].Weight), "c.n")
                : $"CASE c.counter {string.Join(' ', counters.Select((part, k) => $"WHEN @Counter{i}_{k} THEN {Weight.Of(times(part.Weight), "c.n")}"))} END";
        }

        void AddDays(string suffix, Period days)
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
