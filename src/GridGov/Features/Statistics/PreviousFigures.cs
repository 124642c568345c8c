using GridGov.Domain.Statistics;

namespace GridGov.Features.Statistics;

/// <summary>The figures of the preceding days: for each figure the days before its own, which in a series are those of its point.</summary>
sealed class PreviousFigures
{
    readonly Dictionary<(string Key, Period Days), Rate> rates = [];

    /// <summary>Returns the figure before another; a figure without keys is the total.</summary>
    public (Period Days, Rate Rate) Of(MeasureFigures.FigureEntry figure)
    {
        var days = figure.Days.Previous;
        return (days, rates.GetValueOrDefault((Key(figure.Keys), days)));
    }

    public static async Task<PreviousFigures> Of(Tx tx, Measure measure, CountQuery query, List<MeasureFigures.FigureEntry> figures)
    {
        var previous = new PreviousFigures();
        var (unit, time) = query.By.Select((dimension, i) => (dimension, i)).FirstOrDefault(each => each.dimension.IsTime(), (default, -1));
        var all = await MeasureReader.Read(tx, measure, query with { Period = query.Period.Previous, By = time < 0 ? query.By : [] });
        previous.rates[(Key([]), query.Period.Previous)] = all.Total;
        if (time < 0)
        {
            foreach (var figure in all.Figures)
                previous.rates[(Key(figure.Keys), query.Period.Previous)] = figure.Rate;
            return previous;
        }

        var points = figures.Select(figure => figure.Days).Distinct()
            .Order(Comparer<Period>.Create((one, other) => one.From.CompareTo(other.From))).ToList();
        var whole = points.FindAll(point => TimeBuckets.PeriodOf(unit, point.From) == point);
        // The point before a whole one is whole too, so that one series has all of them.
        if (whole.Count > 0)
        {
            var next = whole.ToDictionary(point => TimeBuckets.KeyOf(unit, point.Previous.From), StringComparer.Ordinal);
            var period = new Period(whole[0].Previous.From, whole[^1].Previous.To);
            var series = await MeasureReader.Read(tx, measure, query with { Period = period });
            foreach (var figure in series.Figures)
            {
                var point = next[figure.Keys[time]];
                previous.rates[(Key(With(figure.Keys, time, TimeBuckets.KeyOf(unit, point.From))), point.Previous)] = figure.Rate;
            }
        }
        // The first and the last point may be cut; the days before a cut point are no point of a series.
        foreach (var cut in points.Except(whole))
        {
            var others = query.By.Where((_, i) => i != time).ToList();
            var one = await MeasureReader.Read(tx, measure, query with { Period = cut.Previous, By = others });
            var key = TimeBuckets.KeyOf(unit, cut.From);
            if (others.Count == 0)
                previous.rates[(key, cut.Previous)] = one.Total;
            foreach (var figure in others.Count == 0 ? [] : one.Figures)
                previous.rates[(Key(time == 0 ? [key, figure.Keys[0]] : [figure.Keys[0], key]), cut.Previous)] = figure.Rate;
        }
        return previous;
    }

    static IReadOnlyList<string> With(IReadOnlyList<string> keys, int position, string key) =>
        [.. keys.Select((each, i) => i == position ? key : each)];

    static string Key(IReadOnlyList<string> keys) => string.Join('/', keys);
}
