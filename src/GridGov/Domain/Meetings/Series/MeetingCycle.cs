using GridGov.Domain.Statistics;

namespace GridGov.Domain.Meetings.Series;

/// <summary>How often a series wants a meeting: once in each day, week, month, quarter or year of the calendar.</summary>
public enum MeetingCycle
{
    /// <summary>每日</summary>
    Day,
    /// <summary>每周: Monday to Sunday.</summary>
    Week,
    /// <summary>每月</summary>
    Month,
    /// <summary>每季度</summary>
    Quarter,
    /// <summary>每年</summary>
    Year,
}

/// <summary>The days in which a series wants one meeting.</summary>
/// <param name="First">The first day; never before the series'.</param>
/// <param name="Last">The last day; never after the series'.</param>
readonly record struct SeriesCycle(DateOnly First, DateOnly Last)
{
    /// <summary>The cycle that a day lies in; null for a day outside the series' days. Holidays are not considered.</summary>
    /// <param name="to">The last day of the series; null while it is open.</param>
    public static SeriesCycle? Of(MeetingCycle cycle, DateOnly from, DateOnly? to, DateOnly day)
    {
        if (day < from || day > to)
            return null;
        var whole = TimeBuckets.PeriodOf(UnitOf(cycle), day);
        var last = whole.To.AddDays(-1);
        return new SeriesCycle(whole.From < from ? from : whole.From, last > to ? to.Value : last);
    }

    /// <summary>The cycles that have a day in a period, in order.</summary>
    public static IEnumerable<SeriesCycle> List(MeetingCycle cycle, DateOnly from, DateOnly? to, Period days)
    {
        for (var day = days.From < from ? from : days.From; day < days.To && Of(cycle, from, to, day) is { } found;)
        {
            yield return found;
            day = found.Last.AddDays(1);
        }
    }

    static Dimension UnitOf(MeetingCycle cycle) => cycle switch
    {
        MeetingCycle.Day => Dimension.Day,
        MeetingCycle.Week => Dimension.Week,
        MeetingCycle.Month => Dimension.Month,
        MeetingCycle.Quarter => Dimension.Quarter,
        MeetingCycle.Year => Dimension.Year,
    };
}
