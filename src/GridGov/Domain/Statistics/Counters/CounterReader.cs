using System.Collections.Concurrent;
using System.Text;
using GridGov.Data.Statements;

namespace GridGov.Domain.Statistics.Counters;

/// <summary>Sums counters by group from stored rows of grids, so the cost does not depend on the number of tickets.</summary>
static class CounterReader
{
    public readonly record struct Part(Period Days, IReadOnlyList<(Counter Counter, Weight Weight)> Counters);

    /// <summary>The open tickets of a grid by status counter, without zeros.</summary>
    public static async Task<Dictionary<Counter, long>> Open(Tx tx, string grid)
    {
        // Streets have rows for their whole subtree; communities have rows for each grid in them.
        var isRolledUp = grid.Length <= CounterStore.RolledUpToLength;
        var counts = await tx.Query(CountOpen, columns => KeyValuePair.Create(columns.Enum<Counter>(), columns.Long()), new
        {
            Grid = grid,
            GridEnd = GridCode.EndOfSubtree(grid),
            Last = isRolledUp ? grid : GridCode.EndOfSubtree(grid),
            Detail = isRolledUp ? CounterDetail.Programme : CounterDetail.Category,
            Grain = isRolledUp ? CounterGrain.Month : CounterGrain.Day,
        });
        return counts.ToDictionary();
    }

    /// <summary>Adds counters, labelled by counter.</summary>
    /// <param name="query">The grouping; the parts have the periods.</param>
    public static void Add(SumStatement sums, IEnumerable<Part> parts, string root, CountQuery query)
    {
        var (by, criteria, parameters) = (query.By, query.Criteria, sums.Parameters);
        var level = by.Select(dimension => dimension.Digits()).FirstOrDefault(length => length is not null);
        var digits = level ?? root.Length;
        var wanted = parts.Where(part => part.Days.Length > 0 && part.Counters.Count > 0).ToList();
        if (digits < root.Length || wanted.Count == 0)
            return;
        var isRolledUp = digits <= CounterStore.RolledUpToLength;
        var withoutCategory = isRolledUp && !criteria.NeedsCategory && !by.Any(dimension => dimension.NeedsCategory());
        parameters.Add("Detail", withoutCategory ? CounterDetail.Programme : CounterDetail.Category);
        parameters.Add("CodeLength", digits);
        var monthly = isRolledUp && !by.Any(dimension => dimension is Dimension.Day or Dimension.Week);
        var ranges = new StringBuilder();
        foreach (var (i, (days, counters)) in wanted.Index())
        {
            AddDays($"{i}", days);
            foreach (var (j, piece) in CounterDays.Of(days, monthly).Index())
            {
                AddDays($"{i}_{j}", piece.Days);
                ranges.Append($"{piece.Grain} {piece.Sign} ");
            }
            foreach (var (k, (counter, weight)) in counters.Index())
            {
                parameters.Add($"Counter{i}_{k}", counter);
                ranges.Append($"{weight.Numerator} {weight.N} ");
            }
        }
        var form = new Form(
            by.Count > 0 ? by[0] : null, by.Count > 1 ? by[1] : null, sums.IsLabelled, level is not null, isRolledUp,
            criteria.ToCounterCondition("c", parameters), ranges.ToString());
        if (!Texts.TryGetValue(form, out var text))
        {
            // Filters and periods build many texts, so the cache is bounded.
            if (Texts.Count >= MaxTexts)
                Texts.Clear();
            Texts[form] = text = Text(sums, form, wanted, monthly);
        }
        sums.Add(text);

        void AddDays(string suffix, Period days)
        {
            parameters.Add("From" + suffix, days.From);
            parameters.Add("To" + suffix, days.To);
        }
    }

    /// <summary>The cache key of the SELECTs' text, because building it takes a tenth of a query.</summary>
    readonly record struct Form(
        Dimension? First, Dimension? Second, bool IsLabelled, bool OfLevel, bool IsRolledUp, string Filter, string Ranges);

    static readonly ConcurrentDictionary<Form, string> Texts = new();

    const int MaxTexts = 500;

    static string Text(SumStatement sums, Form form, List<Part> parts, bool monthly)
    {
        var (first, second) = (Key(form.First), Key(form.Second));
        var isOne = !form.OfLevel && form.IsRolledUp;
        // CROSS JOIN makes SQLite go from each grid to its counters by code, so a grid's days are one range of the key; a range of
        // grids would read all their days.
        var rows = isOne ? "counters c" : "grids g CROSS JOIN counters c";
        var grids = isOne
            ? "c.code_length = @CodeLength AND c.grid_code = @Root"
            : $"""
                c.code_length = length(g.code) AND c.grid_code = {Sql.WithoutIndex("g.code")}
                   AND g.code >= @Root AND g.code < @RootEnd AND length(g.code) {(form.IsRolledUp ? "=" : ">=")} @CodeLength
                """;
        var (kept, appended) = (new List<string>(), new List<string>());
        foreach (var (i, (days, counters)) in parts.Index())
        {
            foreach (var (k, (_, weight)) in counters.Index())
            {
                appended.Add($"(@Counter{i}_{k}, @From{i}, @To{i}, {weight.Numerator}, {weight.N})");
                // A SELECT for each counter: what is the same for all its rows need not be read from each to group them.
                kept.AddRange(CounterDays.Of(days, monthly).Select((piece, j) => sums.Select(
                    new SumKeys($"@Counter{i}_{k}", first, second),
                    new Multiplier("c.count", piece.Sign * weight.Numerator), new Multiplier("c.count", piece.Sign * weight.N), $"""
                    {rows}
                     WHERE c.counter = @Counter{i}_{k} AND c.detail = @Detail AND c.grain = '{piece.Grain.ToCode()}' AND {grids}
                       AND c.day >= @From{i}_{j} AND c.day < @To{i}_{j}{form.Filter}
                    """)));
            }
        }
        // Changes that are not folded yet are read once for all counters.
        return string.Join(SumStatement.Union,
        [
            .. kept,
            sums.Select(
                new SumKeys("c.counter", first, second), new Multiplier("p.column4 * c.delta"), new Multiplier("p.column5 * c.delta"), $"""
                counter_changes c CROSS JOIN (VALUES {string.Join(", ", appended)}) p
                 WHERE c.grid_code >= @Root AND c.grid_code < @RootEnd
                   {(form.OfLevel ? "AND length(c.grid_code) >= @CodeLength" : "")}{form.Filter}
                   AND c.counter = p.column1 AND c.day >= p.column2 AND c.day < p.column3
                """),
        ]);
    }

    static string Key(Dimension? dimension) => dimension switch
    {
        null => "''",
        Dimension.Programme => "c.programme",
        Dimension.CategoryGroup => "substr(c.category, 1, 2)",
        Dimension.Category => "c.category",
        Dimension.Role => "c.role",
        { } level when level.Digits() is { } digits => $"substr(c.grid_code, 1, {digits})",
        { } time when time.IsTime() => MeasureRowReader.DayKey(time, "c.day"),
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "Counters do not store this dimension."),
    };

    // Folded counters plus changes that are not folded yet.
    const string CountOpen = """
        SELECT counter, CAST(sum(count) AS BIGINT) AS count
          FROM (SELECT c.counter, c.count
                  FROM grids g CROSS JOIN counters c
                 WHERE c.counter IN ('submitted', 'verifying', 'accepted', 'dispatched', 'returned', 'processing', 'suspended', 'resolved',
                                     'rework')
                   AND c.detail = @Detail AND c.grain = @Grain AND c.code_length = length(g.code) AND c.grid_code = g.code || ''
                   AND g.code BETWEEN @Grid AND @Last
                 UNION ALL
                SELECT counter, delta
                  FROM counter_changes
                 WHERE grid_code >= @Grid AND grid_code < @GridEnd) AS counted
         GROUP BY counter
        """;
}
