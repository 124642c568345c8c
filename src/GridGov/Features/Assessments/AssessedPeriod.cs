using System.Globalization;
using GridGov.Domain.Statistics;

namespace GridGov.Features.Assessments;

/// <summary>The length of an assessed period.</summary>
public enum PeriodKind
{
    /// <summary>日报告</summary>
    Day,
    /// <summary>周评议: Monday to Sunday.</summary>
    Week,
    /// <summary>月研讨</summary>
    Month,
    /// <summary>季评比</summary>
    Quarter,
    /// <summary>年考评</summary>
    Year,
}

/// <summary>A whole day, week, month, quarter or year of the calendar.</summary>
/// <param name="From">The first day of the period.</param>
public readonly record struct AssessedPeriod(PeriodKind Kind, DateOnly From)
{
    public Period Days => TimeBuckets.PeriodOf(UnitOf(Kind), From);

    /// <summary>The day after the last day.</summary>
    public DateOnly To => Days.To;

    public DateOnly Last => To.AddDays(-1);

    public static AssessedPeriod Of(PeriodKind kind, DateOnly day) => new(kind, TimeBuckets.PeriodOf(UnitOf(kind), day).From);

    static Dimension UnitOf(PeriodKind kind) => kind switch
    {
        PeriodKind.Day => Dimension.Day,
        PeriodKind.Week => Dimension.Week,
        PeriodKind.Month => Dimension.Month,
        PeriodKind.Quarter => Dimension.Quarter,
        PeriodKind.Year => Dimension.Year,
    };

    public static AssessedPeriod LastBefore(PeriodKind kind, DateOnly day) => Of(kind, Of(kind, day).From.AddDays(-1));

    public static bool IsFirstDay(PeriodKind kind, DateOnly day) => Of(kind, day).From == day;

    public static string ReportName(PeriodKind kind, bool chinese) => kind switch
    {
        PeriodKind.Day => chinese ? "日报告" : "Daily report",
        PeriodKind.Week => chinese ? "周评议" : "Weekly review",
        PeriodKind.Month => chinese ? "月研讨" : "Monthly report",
        PeriodKind.Quarter => chinese ? "季评比" : "Quarterly comparison",
        PeriodKind.Year => chinese ? "年考评" : "Yearly assessment",
    };

    public string Name(bool chinese)
    {
        var week = Kind == PeriodKind.Week ? ISOWeek.GetWeekOfYear(From.ToDateTime(TimeOnly.MinValue)) : 0;
        // An ISO week belongs to the year of its Thursday.
        var year = Kind == PeriodKind.Week ? From.AddDays(3).Year : From.Year;
        var quarter = ((From.Month - 1) / 3) + 1;
        return (Kind, chinese) switch
        {
            (PeriodKind.Day, true) => $"{From.Year}年{From.Month}月{From.Day}日",
            (PeriodKind.Day, false) => From.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
            (PeriodKind.Week, true) => $"{year}年第{week}周（{From.Month}月{From.Day}日至{Last.Month}月{Last.Day}日）",
            (PeriodKind.Week, false) =>
                string.Create(CultureInfo.InvariantCulture, $"Week {week} of {year} ({From:d MMMM} to {Last:d MMMM})"),
            (PeriodKind.Month, true) => $"{From.Year}年{From.Month}月",
            (PeriodKind.Month, false) => From.ToString("MMMM yyyy", CultureInfo.InvariantCulture),
            (PeriodKind.Quarter, true) => $"{From.Year}年第{quarter}季度",
            (PeriodKind.Quarter, false) => $"Q{quarter} {From.Year}",
            (PeriodKind.Year, true) => $"{From.Year}年",
            (PeriodKind.Year, false) => $"{From.Year}",
            _ => throw new ArgumentOutOfRangeException(nameof(chinese)),
        };
    }
}
