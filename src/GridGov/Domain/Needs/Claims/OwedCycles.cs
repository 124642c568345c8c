using GridGov.Domain.Campaigns;

namespace GridGov.Domain.Needs.Claims;

/// <summary>The cycles in which the claim of a continuing need owes a record.</summary>
static class OwedCycles
{
    /// <summary>The first day of the cycle that a day lies in.</summary>
    public static DateOnly FirstOf(NeedCycle cycle, DateOnly day) => Of(cycle, day).First;

    /// <summary>The first cycle from one on, without a record.</summary>
    public static DateOnly Next(NeedCycle cycle, DateOnly from, IReadOnlySet<DateOnly> recorded)
    {
        var day = FirstOf(cycle, from);
        while (recorded.Contains(day))
            day = Of(cycle, day).Last.AddDays(1);
        return day;
    }

    /// <summary>The number of cycles without a record until today, and the days of the first of them; null for none.</summary>
    public static (int Cycles, DateOnly First, DateOnly Last)? Owed(
        NeedCycle cycle, DateOnly owesFrom, DateOnly today, IReadOnlySet<DateOnly> recorded)
    {
        var owed = 0;
        for (var day = owesFrom; day <= today; day = Of(cycle, day).Last.AddDays(1))
            owed += recorded.Contains(day) ? 0 : 1;
        return owed == 0 ? null : (owed, owesFrom, Of(cycle, owesFrom).Last);
    }

    static Cycle Of(NeedCycle cycle, DateOnly day) => Cycle.Of(
        cycle switch
        {
            NeedCycle.Week => CampaignCycle.Week,
            NeedCycle.Month => CampaignCycle.Month,
            NeedCycle.Quarter => CampaignCycle.Quarter,
        },
        DateOnly.MinValue, DateOnly.MaxValue, day)!.Value;
}
