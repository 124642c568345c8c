using GridGov.Platform.Data;
using GridGov.Platform.Measures.Counters;

namespace GridGov.Platform.Measures;

/// <summary>
/// Answers questions for figures: from counters when those are kept by all that is asked, else from the tickets. Both say
/// the same, and what a figure counts is what the list of tickets behind it shows.
/// </summary>
public static class MeasureReader
{
    /// <summary>Figures of one answer.</summary>
    public const int MaxFigures = 10_000;

    public static async Task<MeasureAnswer> Read(Tx tx, Measure measure, CountQuestion question)
    {
        var (counts, all) = await Counts(question, asked => asked.IsKept
            ? root => FromCounters(tx, measure, asked, root).Read(tx)
            : root => RowReader.Sum(tx, measure.Rows, label: null, root, asked));
        return new MeasureAnswer(
            [.. from count in counts
                group count by count.Key into figure
                let rate = RateOf(figure)
                where rate is not (0, 0)
                select new MeasureFigure(figure.Key!.Value.Keys(question), rate)],
            RateOf(all));
    }

    /// <summary>How many of the tickets that were filed on these days stand in each status.</summary>
    public static async Task<StatusAnswer> Statuses(Tx tx, CountQuestion question)
    {
        var (counts, all) = await Counts(question, asked => asked.IsKept
            ? root => StatusesFromCounters(asked, root).Read(tx)
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
                found.AddRange((await read(asked)(root)).Select(row => new Count(GroupKey.Of(asked, root, row), row)));
            return found;
        }
    }

    static SumStatement StatusesFromCounters(CountQuestion question, string root)
    {
        var sums = new SumStatement(question, root, isLabelled: true);
        var one = new Weight(Numerator: 0, N: 1);
        CounterReader.Add(sums, [new(question.Period, [.. Enum.GetValues<TicketStatus>().Select(status => (TicketShare.InStatus(status), one))])], root, question);
        return sums;
    }

    internal static SumStatement FromCounters(Tx tx, Measure measure, CountQuestion question, string root)
    {
        var sums = new SumStatement(question, root, isLabelled: false);
        var (counters, period) = (measure.Counters, question.Period);
        var byDeadline = period.To <= tx.Today ? [] : counters.Where(each => Deadlined.Of(each.Counter) is not null).ToList();
        if (byDeadline.Count == 0)
        {
            CounterReader.Add(sums, [new(period, counters)], root, question);
            return sums;
        }
        var (before, since) = (period.And(period with { To = tx.Today }), period.And(period with { From = tx.Today }));
        CounterReader.Add(sums,
        [
            new(before, byDeadline),
            new(since, byDeadline.ConvertAll(each => (Deadlined.Of(each.Counter)!.Done, each.Weight))),
            new(period, [.. counters.Except(byDeadline)]),
        ], root, question);
        if (since.And(Period.Of(tx.Today)) is { Length: > 0 } today)
        {
            foreach (var (counter, weight) in byDeadline)
            {
                foreach (var rows in Deadlined.Of(counter)!.RunOut)
                    RowReader.Add(sums, tx.Now, rows, "''", new Times("1", weight.Numerator), new Times("1", weight.N), root, question with { Period = today });
            }
        }
        return sums;
    }

    static Rate RateOf(IEnumerable<Count> counts)
    {
        var (numerator, denominator) = (0L, 0L);
        foreach (var (_, row) in counts)
            (numerator, denominator) = (numerator + row.Numerator, denominator + row.N);
        return new Rate(numerator, denominator);
    }

    static SortedDictionary<string, long> StatusesOf(IEnumerable<Count> counts)
    {
        var statuses = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (_, row) in counts)
        {
            if (row.N != 0)
                statuses[row.Label] = statuses.GetValueOrDefault(row.Label) + row.N;
        }
        return statuses;
    }

    /// <param name="Key">Null for what is in the total only.</param>
    readonly record struct Count(GroupKey? Key, SumRow Row);

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
