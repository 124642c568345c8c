namespace GridGov.Domain.Campaigns;

/// <summary>The days in which a campaign wants each of its places visited once.</summary>
/// <param name="First">The first day; never before the campaign's.</param>
/// <param name="Last">The last day; never after the campaign's.</param>
readonly record struct Cycle(DateOnly First, DateOnly Last)
{
    /// <summary>The cycle that a day lies in; null for a day outside the campaign's days.</summary>
    public static Cycle? Of(CampaignCycle cycle, DateOnly from, DateOnly to, DateOnly day)
    {
        if (day < from || day > to)
            return null;
        var (first, last) = cycle switch
        {
            CampaignCycle.Once => (from, to),
            CampaignCycle.Day => (day, day),
            CampaignCycle.Week => Span(day.AddDays(-(((int)day.DayOfWeek + 6) % 7)), static first => first.AddDays(7)),
            CampaignCycle.Month => Span(day.FirstOfMonth(), static first => first.AddMonths(1)),
            CampaignCycle.Quarter =>
                Span(new DateOnly(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1), static first => first.AddMonths(3)),
        };
        return new Cycle(first < from ? from : first, last > to ? to : last);
    }

    static (DateOnly First, DateOnly Last) Span(DateOnly first, Func<DateOnly, DateOnly> next) => (first, next(first).AddDays(-1));
}
