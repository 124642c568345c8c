using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Statistics.GoingOut;
using GridGov.Domain.Statistics.Together;

namespace GridGov.Domain.Statistics;

/// <summary>Answers questions from counters where they are stored, otherwise from rows; both give the same figures.</summary>
public static class MeasureReader
{
    public const int MaxFigures = 10_000;

    public static async Task<MeasureResult> Read(Tx tx, Measure measure, CountQuery query)
    {
        if (measure is TargetMeasure ofTargets)
            return await TargetFigures.Read(tx, ofTargets, query);
        if (measure is TogetherMeasure together)
            return await TogetherFigures.Read(tx, together, query);
        var (counts, all) = await Counts(query, measure.IsStored, asked => root => measure switch
        {
            RecordMeasure records => RecordRows.Sum(tx, records, root, asked),
            TicketMeasure { IsStored: true } tickets when asked.IsStored => FromCounters(tx, tickets, asked, root).Read(tx),
            TicketMeasure tickets => MeasureRowReader.Sum(tx, tickets.Rows, label: null, root, asked),
            _ => throw new ArgumentException("No rows are known for this measure.", nameof(measure)),
        });
        return new MeasureResult(
            [.. from count in counts
                group count by count.Key into figure
                let rate = RateOf(measure, figure)
                where rate is not (0, 0)
                select new MeasureFigure(figure.Key!.Value.Keys(query), rate)],
            RateOf(measure, all));
    }

    public static async Task<StatusResult> ReadStatuses(Tx tx, CountQuery query)
    {
        var (counts, all) = await Counts(query, hasCounters: true, asked => asked.IsStored
            ? root => StatusesFromCounters(asked, root).Read(tx)
            : root => MeasureRowReader.Sum(tx, CountedRows.Filed, "t.status", root, asked));
        return new StatusResult(
            [.. from count in counts
                group count by count.Key into figure
                let statuses = StatusesOf(figure)
                where statuses.Count > 0
                select new StatusFigure(figure.Key!.Value.Keys(query), statuses)],
            StatusesOf(all));
    }

    static async Task<(IEnumerable<Count> InGroups, IEnumerable<Count> All)> Counts(
        CountQuery query, bool hasCounters, Func<CountQuery, Func<string, Task<List<SumRow>>>> read)
    {
        var counts = await Of(query);
        // The counters of a level's grids do not include tickets filed above it.
        var all = hasCounters && query.IsStored && query.By.Any(dimension => dimension.Digits() is not null)
            ? await Of(query with { By = [] })
            : counts;
        return (counts.Where(count => count.Key is not null), all);

        async Task<List<Count>> Of(CountQuery asked)
        {
            var found = new List<Count>();
            foreach (var root in asked.Roots)
                found.AddRange((await read(asked)(root)).Select(row => new Count(GroupKey.Of(asked, root, row), row)));
            return found;
        }
    }

    static SumStatement StatusesFromCounters(CountQuery query, string root)
    {
        var sums = new SumStatement(query, root, isLabelled: true);
        var one = new Weight(Numerator: 0, N: 1);
        List<(Counter, Weight)> statuses = [.. Enum.GetValues<TicketStatus>().Select(status => (CounterKeys.CounterOf(status), one))];
        CounterReader.Add(sums, [new(query.Period, statuses)], root, query);
        return sums;
    }

    internal static SumStatement FromCounters(Tx tx, TicketMeasure measure, CountQuery query, string root)
    {
        var sums = new SumStatement(query, root, isLabelled: false);
        var (counters, period) = (measure.Counters, query.Period);
        var byDeadline = period.To <= tx.Today ? [] : counters.Where(each => DeadlineCounter.Find(each.Counter) is not null).ToList();
        if (byDeadline.Count == 0)
        {
            CounterReader.Add(sums, [new(period, counters)], root, query);
            return sums;
        }
        var (before, since) = (period.Intersect(period with { To = tx.Today }), period.Intersect(period with { From = tx.Today }));
        CounterReader.Add(sums,
        [
            new(before, byDeadline),
            new(since, byDeadline.ConvertAll(each => (DeadlineCounter.Find(each.Counter)!.Completed, each.Weight))),
            new(period, [.. counters.Except(byDeadline)]),
        ], root, query);
        if (since.Intersect(Period.Of(tx.Today)) is { Length: > 0 } today)
        {
            foreach (var (counter, weight) in byDeadline)
            {
                foreach (var rows in DeadlineCounter.Find(counter)!.Expired)
                {
                    MeasureRowReader.Add(sums, tx.Now, rows, "''",
                        new Multiplier("1", weight.Numerator), new Multiplier("1", weight.N), root, query with { Period = today });
                }
            }
        }
        return sums;
    }

    static Rate RateOf(Measure measure, IEnumerable<Count> counts)
    {
        var (numerator, denominator) = (0L, 0L);
        foreach (var (_, row) in counts)
            (numerator, denominator) = (numerator + row.Numerator, denominator + row.N);
        return measure.IsCount ? new Rate(numerator, 1) : new Rate(numerator, denominator);
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

    /// <param name="Key">Null for a count in the total only.</param>
    readonly record struct Count(GroupKey? Key, SumRow Row);

    /// <summary>The key of a group; the second part is empty without a second dimension.</summary>
    readonly record struct GroupKey(string First, string Second)
    {
        public static GroupKey? Of(CountQuery query, string root, SumRow row) => query.By switch
        {
            [] => new GroupKey(root, ""),
            _ when row.First is null || row.Second is null => null,
            [var first] => new GroupKey(MeasureRowReader.KeyOf(first, row.First), ""),
            [var first, var second] => new GroupKey(MeasureRowReader.KeyOf(first, row.First), MeasureRowReader.KeyOf(second, row.Second)),
            _ => throw new ArgumentException("More than two dimensions.", nameof(query)),
        };

        public IReadOnlyList<string> Keys(CountQuery query) => query.By.Count > 1 ? [First, Second] : [First];
    }
}
