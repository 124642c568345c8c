using System.Collections.Concurrent;
using System.Text;
using Dapper;
using GridGov.Platform.Data;
using GridGov.Platform.Time;

namespace GridGov.Platform.Measures;

/// <summary>
/// Sums of counters, by group. Reads the rows kept for a grid as a whole, or below the street those of the grids in it, so the
/// number of tickets does not matter.
/// </summary>
static class CounterReader
{
    /// <summary>What is counted on some days.</summary>
    public readonly record struct Part(Period Days, IReadOnlyList<(Counter Counter, Weight Weight)> Counters);

    /// <summary>Adds what is counted, labelled by its counter.</summary>
    /// <param name="root">A grid, county or city.</param>
    /// <param name="question">Its period is said by the parts.</param>
    public static void Add(SumStatement sums, IEnumerable<Part> parts, string root, CountQuestion question)
    {
        var (by, filter, parameters) = (question.By, question.Filter, sums.Parameters);
        var level = by.Select(dimension => dimension.Digits()).FirstOrDefault(length => length is not null);
        var digits = level ?? root.Length;
        var wanted = parts.Where(part => part.Days.Length > 0).ToList();
        if (digits < root.Length || wanted.Count == 0)
            return;
        var wholes = digits <= Counters.RolledUpToLength;
        parameters.Add("Detail", wholes && !filter.IsOfCategory && !by.Any(dimension => dimension.IsOfCategory()) ? Counters.ByProgramme : Counters.ByCategory);
        parameters.Add("Digits", digits);
        var monthly = wholes && !by.Any(dimension => dimension is Dimension.Day or Dimension.Week);
        var ranges = wanted.ConvertAll(part => (part.Counters, Pieces: part.Days.Parts(monthly)));
        var form = new StringBuilder();
        for (var i = 0; i < wanted.Count; i++)
        {
            AddDays($"{i}", wanted[i].Days);
            foreach (var (j, piece) in ranges[i].Pieces.Index())
            {
                AddDays($"{i}_{j}", piece.Days);
                form.Append($"{piece.Grain} {piece.Sign} ");
            }
            foreach (var (k, (counter, weight)) in wanted[i].Counters.Index())
            {
                parameters.Add($"Counter{i}_{k}", counter.Code());
                form.Append($"{weight.Numerator} {weight.N} ");
            }
        }
        var asked = new Asked(by.Count > 0 ? by[0] : null, by.Count > 1 ? by[1] : null, sums.IsLabelled, level is not null, wholes, filter.OnCounters("c", parameters), form.ToString());
        if (!Texts.TryGetValue(asked, out var text))
        {
            // There are more forms than anybody asks; none is worth memory without end.
            if (Texts.Count >= MaxTexts)
                Texts.Clear();
            Texts[asked] = text = Text(sums, asked, ranges);
        }
        sums.Add(text);

        void AddDays(string suffix, Period days)
        {
            parameters.Add("From" + suffix, Days.Number(days.From));
            parameters.Add("To" + suffix, Days.Number(days.To));
        }
    }

    /// <summary>What the text of the SELECTs depends on. They are long, and putting them together takes a sixth of the time in which they are answered.</summary>
    readonly record struct Asked(Dimension? First, Dimension? Second, bool IsLabelled, bool OfLevel, bool Wholes, string Filter, string Form);

    static readonly ConcurrentDictionary<Asked, string> Texts = new();

    const int MaxTexts = 500;

    static string Text(SumStatement sums, Asked asked, List<(IReadOnlyList<(Counter Counter, Weight Weight)> Counters, IReadOnlyList<CounterPart> Pieces)> ranges)
    {
        var (first, second) = (Key(asked.First), Key(asked.Second));
        var isOne = !asked.OfLevel && asked.Wholes;
        var grids = isOne
            ? "c.digits = @Digits AND c.grid_code = @Root"
            : $"c.digits = length(g.code) AND c.grid_code = g.code || '' AND g.code >= @Root AND g.code < @RootEnd AND length(g.code) {(asked.Wholes ? "=" : ">=")} @Digits";
        var (kept, appended) = (new List<string>(), new List<string>());
        foreach (var (i, (counters, pieces)) in ranges.Index())
        {
            foreach (var (k, (_, weight)) in counters.Index())
            {
                appended.Add($"(@Counter{i}_{k}, @From{i}, @To{i}, {weight.Numerator}, {weight.N})");
                foreach (var (j, piece) in pieces.Index())
                {
                    // From the grids to their counters, in this order, and by each one's own code: each grid's days are one range of
                    // the key, where a range of grids, which SQLite would take from g, has all days of theirs.
                    kept.Add(sums.Select(new SumKeys($"@Counter{i}_{k}", first, second), new Times("c.n", piece.Sign * weight.Numerator), new Times("c.n", piece.Sign * weight.N), $"""
                        {(isOne ? "" : "grids g CROSS JOIN ")}counters c
                         WHERE c.counter = @Counter{i}_{k} AND c.detail = @Detail AND c.grain = '{piece.Grain}' AND {grids}
                           AND c.day >= @From{i}_{j} AND c.day < @To{i}_{j}{asked.Filter}
                        """));
                }
            }
        }
        // What has not been folded yet, which is looked through once for all.
        return string.Join(SumStatement.Union,
        [
            .. kept,
            sums.Select(new SumKeys("c.counter", first, second), new Times("p.column4 * c.n"), new Times("p.column5 * c.n"), $"""
                counter_changes c CROSS JOIN (VALUES {string.Join(", ", appended)}) p
                 WHERE c.grid_code >= @Root AND c.grid_code < @RootEnd{(asked.OfLevel ? " AND length(c.grid_code) >= @Digits" : "")}{asked.Filter}
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
        { } time when time.IsTime() => RowReader.DayKey(time, "c.day"),
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "No counters are kept by this."),
    };
}
