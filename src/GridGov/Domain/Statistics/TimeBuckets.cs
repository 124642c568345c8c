using System.Globalization;

namespace GridGov.Domain.Statistics;

public static class TimeBuckets
{
    /// <summary>The key: 2026-05-14, 2026-W20, 2026-05, 2026-Q2 or 2026.</summary>
    public static string KeyOf(Dimension unit, DateOnly day) => unit switch
    {
        Dimension.Day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Dimension.Week => string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(day):D4}-W{ISOWeek.GetWeekOfYear(day):D2}"),
        Dimension.Month => day.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        Dimension.Quarter => string.Create(CultureInfo.InvariantCulture, $"{day.Year:D4}-Q{(day.Month + 2) / 3}"),
        Dimension.Year => day.ToString("yyyy", CultureInfo.InvariantCulture),
        _ => throw NotATimeUnit(unit),
    };

    public static Period PeriodOf(Dimension unit, DateOnly day)
    {
        switch (unit)
        {
            case Dimension.Day:
                return Period.Of(day);
            case Dimension.Week:
                var monday = day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
                return new Period(monday, monday.AddDays(7));
            case Dimension.Month:
                return Months(new DateOnly(day.Year, day.Month, 1), 1);
            case Dimension.Quarter:
                return Months(new DateOnly(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1), 3);
            case Dimension.Year:
                return Months(new DateOnly(day.Year, 1, 1), 12);
            default:
                throw NotATimeUnit(unit);
        }

        static Period Months(DateOnly first, int count) => new(first, first.AddMonths(count));
    }

    /// <summary>All groups of a period in order, also empty ones; the period may cut the first and last.</summary>
    public static IEnumerable<(string Key, Period Days)> Split(Dimension unit, Period period)
    {
        for (var day = period.From; day < period.To;)
        {
            var whole = PeriodOf(unit, day);
            yield return (KeyOf(unit, day), whole.Intersect(period));
            day = whole.To;
        }
    }

    static ArgumentOutOfRangeException NotATimeUnit(Dimension unit) => new(nameof(unit), unit, "No grouping by time.");
}
