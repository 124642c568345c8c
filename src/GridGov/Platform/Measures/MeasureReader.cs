using GridGov.Platform.Data;

namespace GridGov.Platform.Measures;

/// <summary>
/// Answers questions for figures: from counters when those are kept by all that is asked, else from the tickets. Both say
/// the same, and what a figure counts is what the list of tickets behind it shows.
/// </summary>
public static class MeasureReader
{
    /// <summary>Figures of one answer.</summary>
    public const int MaxFigures = 10_000;

    const string InNumerator = "numerator";
    const string InComplement = "complement";

    public static async Task<MeasureAnswer> Read(Tx tx, MeasureQuestion question)
    {
        var (counts, all) = await Counts(question, asked => asked.IsKept
            ? root => FromCounters(tx, question.Measure, asked, root)
            : root => RowReader.Sum(tx, question.Measure.Rows,
                $"CASE WHEN {question.Measure.Rows.InNumerator} THEN '{InNumerator}' ELSE '{InComplement}' END", root, asked));
        return new MeasureAnswer(
            [.. from count in counts
                group count by count.Key into figure
                let rate = RateOf(question.Measure, figure)
                where rate is not (0, 0)
                select new MeasureFigure(figure.Key!.Value.Keys(question), rate)],
            RateOf(question.Measure, all));
    }

    /// <summary>How many of the tickets that were filed on these days stand in each status.</summary>
    public static async Task<StatusAnswer> Statuses(Tx tx, CountQuestion question)
    {
        var counters = Enum.GetValues<TicketStatus>().Select(TicketShare.InStatus).ToList();
        var (counts, all) = await Counts(question, asked => asked.IsKept
            ? root => CounterReader.Sum(tx, counters.ConvertAll(counter => new CounterReader.Part(counter, asked.Period)), root, asked)
            : root => RowReader.Sum(tx, CountedRows.Filed, "t.status", root, asked));
        return new StatusAnswer(
            [.. from count in counts
                group count by count.Key into figure
                let statuses = StatusesOf(figure)
                where statuses.Count > 0
                select new StatusFigure(figure.Key!.Value.Keys(question), statuses)],
            StatusesOf(all));
    }

    /// <summary>The counts of each group, and those of all.</summary>
    static async Task<(IEnumerable<Count> InGroups, IEnumerable<Count> All)> Counts(CountQuestion question, Func<CountQuestion, Func<string, Task<List<SumRow>>>> read)
    {
        var counts = await Of(question);
        // The counters of a level's grids leave out what was filed above it.
        var all = question.IsKept && question.By.Any(dimension => dimension.Digits() is not null) ? await Of(question with { By = [] }) : counts;
        return (counts.Where(count => count.Key is not null), all);

        async Task<List<Count>> Of(CountQuestion asked)
        {
            var found = new List<Count>();
            foreach (var root in asked.Roots)
                found.AddRange((await read(asked)(root)).Select(row => new Count(GroupKey.Of(asked, root, row), row.Label, row.N)));
            return found;
        }
    }

    static async Task<List<SumRow>> FromCounters(Tx tx, Measure measure, CountQuestion question, string root)
    {
        var parts = new List<CounterReader.Part>();
        var rows = new List<SumRow>();
        var period = question.Period;
        foreach (var counter in measure.Counters)
        {
            if (period.To <= tx.Today || !Deadlined.All.TryGetValue(counter, out var deadlined))
            {
                parts.Add(new(counter, period));
                continue;
            }
            parts.Add(new(counter, period.And(period with { To = tx.Today })));
            parts.Add(new(deadlined.InTime, period.And(period with { From = tx.Today }), counter));
            if (Period.Of(tx.Today).And(period) is { Length: > 0 } today)
                rows.AddRange(await RowReader.Sum(tx, deadlined.RunOut, $"'{counter.Code()}'", root, question with { Period = today }));
        }
        rows.AddRange(await CounterReader.Sum(tx, parts, root, question));
        return rows;
    }

    static Rate RateOf(Measure measure, IEnumerable<Count> counts)
    {
        var (numerator, denominator) = (0L, 0L);
        foreach (var (_, label, n) in counts)
        {
            var (over, under) = label switch
            {
                InNumerator => (1, 1),
                InComplement => (0, 1),
                _ => (measure.Numerator.Of(label), measure.Denominator.Of(label)),
            };
            (numerator, denominator) = (numerator + (over * n), denominator + (under * n));
        }
        return new Rate(numerator, denominator);
    }

    static SortedDictionary<string, long> StatusesOf(IEnumerable<Count> counts)
    {
        var statuses = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (_, status, n) in counts)
        {
            if (n != 0)
                statuses[status] = statuses.GetValueOrDefault(status) + n;
        }
        return statuses;
    }

    /// <param name="Key">Null for what is in the total only.</param>
    readonly record struct Count(GroupKey? Key, string Label, long N);

    /// <summary>What tells the groups of an answer apart; the second is empty where there is no second dimension.</summary>
    readonly record struct GroupKey(string First, string Second)
    {
        public static GroupKey? Of(CountQuestion question, string root, SumRow row) => question.By switch
        {
            [] => new GroupKey(root, ""),
            _ when row.First is null || row.Second is null => null,
            [var first] => new GroupKey(RowReader.KeyOf(first, row.First), ""),
            [var first, var second] => new GroupKey(RowReader.KeyOf(first, row.First), RowReader.KeyOf(second, row.Second)),
            _ => throw new ArgumentException("More than two dimensions.", nameof(question)),
        };

        public IReadOnlyList<string> Keys(CountQuestion question) => question.By.Count > 1 ? [First, Second] : [First];
    }
}
