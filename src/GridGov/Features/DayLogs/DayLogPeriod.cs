using System.Globalization;
using GridGov.Api;
using GridGov.Domain.Statistics;

namespace GridGov.Features.DayLogs;

/// <summary>The days of a log: a day, an ISO week or a month.</summary>
readonly record struct DayLogPeriod(Dimension Unit, Period Days)
{
    /// <summary>The text in the address: 2026-11-28, 2026-W48 or 2026-11.</summary>
    public string Key => TimeBuckets.KeyOf(Unit, Days.From);

    public bool IsDay => Unit == Dimension.Day;

    public static DayLogPeriod? Parse(string text)
    {
        if (Data.Days.TryParse(text, out var day))
            return new DayLogPeriod(Dimension.Day, Period.Of(day));
        if (Data.Days.TryParse(text + "-01", out var first))
            return new DayLogPeriod(Dimension.Month, TimeBuckets.PeriodOf(Dimension.Month, first));
        if (text is [_, _, _, _, '-', 'W', _, _]
            && int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 1900 and <= 9000
            && int.TryParse(text.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var week)
            && week >= 1 && week <= ISOWeek.GetWeeksInYear(year))
        {
            var monday = DateOnly.FromDateTime(ISOWeek.ToDateTime(year, week, DayOfWeek.Monday));
            return new DayLogPeriod(Dimension.Week, TimeBuckets.PeriodOf(Dimension.Week, monday));
        }
        return null;
    }

    public static ProblemHttpResult Refusal => Problems.Invalid("/date", "wrong_format", new(
        "须为日（2026-11-28）、周（2026-W48）或月（2026-11）。", "It must be a day (2026-11-28), a week (2026-W48) or a month (2026-11)."));
}
