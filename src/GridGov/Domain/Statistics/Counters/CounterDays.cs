namespace GridGov.Domain.Statistics.Counters;

public enum CounterGrain
{
    Day,

    /// <summary>A month, with its first day.</summary>
    Month,
}

/// <summary>Counter rows of some days; <c>Sign</c> is 1 to add them, -1 to subtract them.</summary>
readonly record struct CounterDays(CounterGrain Grain, Period Days, int Sign)
{
    /// <summary>
    /// Splits a period into whole months from monthly rows, and daily rows at either end, which are added or, where fewer days are missing
    /// from a month than are in the period, subtracted.
    /// </summary>
    /// <param name="monthly">Whether monthly rows exist and the answer needs no days.</param>
    public static IReadOnlyList<CounterDays> Of(Period period, bool monthly)
    {
        var months = new Period(NearestFirst(period.From), NearestFirst(period.To));
        CounterDays? before = Edge(months.From, period.From), after = Edge(period.To, months.To);
        var days = (before?.Days.Length ?? 0) + (after?.Days.Length ?? 0);
        return monthly && months.Length > 0 && days < period.Length
            ? [.. new[] { before, new CounterDays(CounterGrain.Month, months, 1), after }.OfType<CounterDays>()]
            : [new CounterDays(CounterGrain.Day, period, 1)];

        // Forward: days of the months outside the period, subtracted. Backward: days of the period outside the months, added.
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
