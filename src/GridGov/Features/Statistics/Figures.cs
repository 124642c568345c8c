using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Measures;

namespace GridGov.Features.Statistics;

/// <summary>The figures of an answer, in the order of their keys, without gaps in time.</summary>
static class Figures
{
    /// <summary>Points of a series.</summary>
    public const int MaxPoints = 400;

    /// <summary>What all figures together are called, in the language of the data.</summary>
    public const string Total = "合计";

    /// <param name="Days">The days that it is of.</param>
    public sealed record One(IReadOnlyList<string> Keys, Period Days, Rate Rate);

    /// <summary>The refusal of a series with more points than anybody looks at.</summary>
    public static ProblemHttpResult? TooLong(CountQuestion question)
    {
        if (question.By.Cast<Dimension?>().FirstOrDefault(dimension => dimension!.Value.IsTime()) is not { } unit)
            return null;
        var points = TimeBuckets.In(unit, question.Period).Count();
        return points <= MaxPoints ? null : Problems.Invalid("/groupBy", "too_many", Problems.InChinese
            ? $"序列最多 {MaxPoints} 个时间点，此处为 {points} 个；请缩短期间或改用更长的时间单位。"
            : $"A series has at most {MaxPoints} points, and this would have {points}: take a shorter period or a longer unit of time.");
    }

    /// <summary>How many figures there will be.</summary>
    public static int Count(CountQuestion question, MeasureAnswer answer)
    {
        var time = question.By.ToList().FindIndex(dimension => dimension.IsTime());
        return time < 0 ? answer.Figures.Count : TimeBuckets.In(question.By[time], question.Period).Count() * GroupsOf(question, answer, time).Count();
    }

    public static List<One> Of(CountQuestion question, MeasureAnswer answer)
    {
        var time = question.By.ToList().FindIndex(dimension => dimension.IsTime());
        var figures = time < 0 ? answer.Figures.Select(figure => new One(figure.Keys, question.Period, figure.Rate)) : Series(question, answer, time);
        return [.. figures.OrderBy(figure => figure.Keys[0], StringComparer.Ordinal).ThenBy(figure => figure.Keys.Count > 1 ? figure.Keys[1] : "", StringComparer.Ordinal)];
    }

    /// <summary>Every point for each group that has something to count on some day.</summary>
    /// <param name="time">Which of the dimensions it is a series by.</param>
    static IEnumerable<One> Series(CountQuestion question, MeasureAnswer answer, int time)
    {
        var points = TimeBuckets.In(question.By[time], question.Period).ToList();
        var found = answer.Figures.ToDictionary(figure => string.Join('/', figure.Keys), figure => figure.Rate, StringComparer.Ordinal);
        return from @group in GroupsOf(question, answer, time)
               from point in points
               let keys = question.By.Count == 1 ? [point.Key] : time == 0 ? new[] { point.Key, @group } : [@group, point.Key]
               select new One(keys, point.Days, found.GetValueOrDefault(string.Join('/', keys)));
    }

    static IEnumerable<string> GroupsOf(CountQuestion question, MeasureAnswer answer, int time) =>
        question.By.Count == 1 ? [""] : answer.Figures.Select(figure => figure.Keys[1 - time]).Distinct(StringComparer.Ordinal);

    /// <summary>The names of keys, for each dimension.</summary>
    /// <param name="keys">The keys of each figure.</param>
    public static async Task<IReadOnlyList<Func<string, string>>> NamesOf(Tx tx, CountQuestion question, IReadOnlyList<IReadOnlyList<string>> keys)
    {
        if (question.By.Count == 0)
            return [await GroupNames.Of(tx, null, keys.Select(each => each[0]))];
        var names = new List<Func<string, string>>();
        for (var i = 0; i < question.By.Count; i++)
            names.Add(await GroupNames.Of(tx, question.By[i], keys.Select(each => each[i])));
        return names;
    }
}
