using GridGov.Platform.Measures;
using GridGov.Platform.Time;

namespace GridGov.Features.Statistics;

/// <summary>A run of days, from inclusive to exclusive.</summary>
public readonly record struct Period(DateOnly From, DateOnly To)
{
    /// <summary>The parts in which counters are read: whole months from the monthly rows, what is left at either end from the daily ones.</summary>
    /// <param name="monthly">Whether there are monthly rows to read, and the answer does not need the days.</param>
    public IEnumerable<(string Grain, int From, int To)> Parts(bool monthly)
    {
        var firstMonth = From.Day == 1 ? From : From.FirstOfMonth().AddMonths(1);
        var lastMonth = To.FirstOfMonth();
        if (!monthly || firstMonth >= lastMonth)
        {
            yield return (Counters.ByDay, Days.Number(From), Days.Number(To));
            yield break;
        }
        if (From < firstMonth)
            yield return (Counters.ByDay, Days.Number(From), Days.Number(firstMonth));
        yield return (Counters.ByMonth, Days.Number(firstMonth), Days.Number(lastMonth));
        if (lastMonth < To)
            yield return (Counters.ByDay, Days.Number(lastMonth), Days.Number(To));
    }
}
