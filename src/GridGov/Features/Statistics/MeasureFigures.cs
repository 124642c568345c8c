using GridGov.Api;
using GridGov.Domain.Statistics;

namespace GridGov.Features.Statistics;

/// <summary>The figures of an answer, ordered by their keys; a series has a figure for every point in time.</summary>
static class MeasureFigures
{
    public const int MaxPoints = 400;

    /// <summary>The name of the total, in the language of the data.</summary>
    public const string Total = "合计";

    public sealed record FigureEntry(IReadOnlyList<string> Keys, Period Days, Rate Rate);

    public static ProblemHttpResult? CheckLength(CountQuery query)
    {
        if (query.By.Cast<Dimension?>().FirstOrDefault(dimension => dimension!.Value.IsTime()) is not { } unit)
            return null;
        var points = TimeBuckets.Split(unit, query.Period).Count();
        return points <= MaxPoints ? null : Problems.Invalid("/groupBy", "too_many", new(
            $"序列最多 {MaxPoints} 个时间点，此处为 {points} 个；请缩短期间或改用更长的时间单位。",
            $"A series has at most {MaxPoints} points, and this would have {points}: take a shorter period or a longer unit of time."));
    }

    /// <summary>Returns the number of figures, those with counts of 0 in a series included.</summary>
    public static int Count(CountQuery query, MeasureResult result)
    {
        var time = query.By.ToList().FindIndex(dimension => dimension.IsTime());
        if (time < 0)
            return result.Figures.Count;
        return TimeBuckets.Split(query.By[time], query.Period).Count() * GroupsOf(query, result, time).Count();
    }

    public static List<FigureEntry> Of(CountQuery query, MeasureResult result)
    {
        var time = query.By.ToList().FindIndex(dimension => dimension.IsTime());
        var figures = time < 0
            ? result.Figures.Select(figure => new FigureEntry(figure.Keys, query.Period, figure.Rate))
            : Series(query, result, time);
        return
        [
            .. figures.OrderBy(figure => figure.Keys[0], StringComparer.Ordinal)
                .ThenBy(figure => figure.Keys.Count > 1 ? figure.Keys[1] : "", StringComparer.Ordinal),
        ];
    }

    /// <param name="time">The index of the dimension of time.</param>
    static IEnumerable<FigureEntry> Series(CountQuery query, MeasureResult result, int time)
    {
        var points = TimeBuckets.Split(query.By[time], query.Period).ToList();
        var found = result.Figures.ToDictionary(figure => string.Join('/', figure.Keys), figure => figure.Rate, StringComparer.Ordinal);
        return from @group in GroupsOf(query, result, time)
               from point in points
               let keys = query.By.Count == 1 ? [point.Key] : time == 0 ? new[] { point.Key, @group } : [@group, point.Key]
               select new FigureEntry(keys, point.Days, found.GetValueOrDefault(string.Join('/', keys)));
    }

    static IEnumerable<string> GroupsOf(CountQuery query, MeasureResult result, int time) =>
        query.By.Count == 1 ? [""] : result.Figures.Select(figure => figure.Keys[1 - time]).Distinct(StringComparer.Ordinal);

    public static async Task<IReadOnlyList<Func<string, string>>> NamesOf(
        Tx tx, CountQuery query, IReadOnlyList<IReadOnlyList<string>> keys)
    {
        if (query.By.Count == 0)
            return [await GroupNames.Load(tx, null, keys.Select(each => each[0]))];
        var names = new List<Func<string, string>>();
        for (var i = 0; i < query.By.Count; i++)
            names.Add(await GroupNames.Load(tx, query.By[i], keys.Select(each => each[i])));
        return names;
    }
}
