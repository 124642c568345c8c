namespace GridGov.Domain.Statistics.Counters;

/// <summary>What a counter's row is of.</summary>
public enum CounterGrain
{
    Day,

    /// <summary>A month, by its first day.</summary>
    Month,
}

/// <summary>Rows of counters of some days, which are added or taken off.</summary>
/// <param name="Sign">1: they are added; -1: taken off.</param>
readonly record struct CounterDays(CounterGrain Grain, Period Days, int Sign)
{
    /// <summary>
    /// The parts in which a period is read: whole months from the monthly rows, and the daily ones at either end, which are
    /// added, or taken off again where fewer days are missing from a month than belong to it.
    /// </summary>
    /// <param name="monthly">Whether there are monthly rows to read, and the answer does not need the days.</param>
    public static IReadOnlyList<CounterDays> Of(Period period, bool monthly)
    {
        var months = new Period(NearestFirst(period.From), NearestFirst(period.To));
        CounterDays? before = Edge(months.From, period.From), after = Edge(period.To, months.To);
        var days = (before?.Days.Length ?? 0) + (after?.Days.Length ?? 0);
        return monthly && months.Length > 0 && days < period.Length
            ? [.. new[] { before, new CounterDays(CounterGrain.Month, months, 1), after }.OfType<CounterDays>()]
            : [new CounterDays(CounterGrain.Day, period, 1)];

        // Forward from the first day to the second: days of the months and not of the period. Backward: the other way round.
        static CounterDays? Edge(DateOnly from, DateOnly to) => from == to ? null
            : from < to ? new CounterDays(CounterGrain.Day, new Period(from, to), -1)
            : new CounterDays(CounterGrain.Day, new Period(to, from), 1);
    }

    static DateOnly NearestFirst(DateOnly day)
    {
        var first = day.FirstOfMonth();
        return day.DayNumber - first.DayNumber <= first.AddMonths(1).DayNumber - day.DayNumber ? first : first.AddMonths(1);
    }
}
