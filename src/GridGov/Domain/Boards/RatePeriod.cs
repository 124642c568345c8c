using GridGov.Domain.Statistics;

namespace GridGov.Domain.Boards;

/// <summary>The days that the rate on a public board covers; the last one is today.</summary>
public enum RatePeriod
{
    /// <summary>本月</summary>
    ThisMonth,
    /// <summary>近30天</summary>
    LastThirtyDays,
    /// <summary>本年</summary>
    ThisYear,
}

static class RatePeriods
{
    public static Period DaysUntil(this RatePeriod period, DateOnly today) => period switch
    {
        RatePeriod.ThisMonth => Period.MonthTo(today),
        RatePeriod.LastThirtyDays => new Period(today.AddDays(-29), today.AddDays(1)),
        RatePeriod.ThisYear => new Period(new DateOnly(today.Year, 1, 1), today.AddDays(1)),
    };
}
