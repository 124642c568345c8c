using System.Runtime.InteropServices;

namespace GridGov.Domain.Statistics.Together;

/// <summary>Counts needs, claims, cycles of meetings or points by group, from the rows of the period.</summary>
sealed class TogetherFigures(CountQuery query)
{
    readonly Dictionary<(string First, string Second), Rate> figures = [];
    Rate total;

    public static async Task<MeasureResult> Read(Tx tx, TogetherMeasure measure, CountQuery query)
    {
        var counted = new TogetherFigures(query);
        foreach (var item in measure is TogetherRowMeasure rows ? await TogetherRows.Read(tx, rows, query) : await ReadCycles(tx, query))
        {
            foreach (var root in query.Roots.Where(root => GridCode.Covers(root, item.Grid)))
                counted.Add(item, root);
        }
        return new MeasureResult(
            [.. counted.figures.Select(figure => new MeasureFigure(
                query.By.Count > 1 ? [figure.Key.First, figure.Key.Second] : [figure.Key.First], figure.Value))],
            counted.total);
    }

    static async Task<List<TogetherRows.Item>> ReadCycles(Tx tx, CountQuery query) => (await DueCycles.Load(tx, query)).ConvertAll(
        cycle => new TogetherRows.Item(cycle.Series, cycle.Grid, cycle.Group, cycle.Kind, cycle.First, cycle.Meeting is not null));

    void Add(TogetherRows.Item item, string root)
    {
        total = Plus(total, item);
        var first = query.By.Count == 0 ? root : KeyOf(query.By[0], item, root);
        var second = query.By.Count > 1 ? KeyOf(query.By[1], item, root) : "";
        if (first is null || second is null)
            return;
        ref var figure = ref CollectionsMarshal.GetValueRefOrAddDefault(figures, (first, second), out _);
        figure = Plus(figure, item);
    }

    /// <returns>Null for a row outside the groups: a level above the root has none, nor has a row in a grid above the level.</returns>
    static string? KeyOf(Dimension dimension, TogetherRows.Item item, string root) => dimension switch
    {
        Dimension.Group => item.Group?.ToString() ?? Dimensions.None,
        Dimension.NeedKind or Dimension.MeetingKind => item.Kind,
        _ when dimension.Digits() is { } digits =>
            digits < root.Length || item.Grid.Length < digits ? null : item.Grid[..digits],
        _ => TimeBuckets.KeyOf(dimension, item.Day),
    };

    static Rate Plus(Rate rate, TogetherRows.Item item) => new(rate.Numerator + (item.Counts ? 1 : 0), rate.Denominator + 1);
}
