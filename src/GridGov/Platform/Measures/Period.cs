using GridGov.Platform.Time;

namespace GridGov.Platform.Measures;

/// <summary>A run of days, from inclusive to exclusive.</summary>
public readonly record struct Period(DateOnly From, DateOnly To)
{
    public static Period Of(DateOnly day) => new(day, day.AddDays(1));

    /// <summary>The month of a day, up to that day.</summary>
    public static Period MonthTo(DateOnly day) => new(day.FirstOfMonth(), day.AddDays(1));

    public int Length => To.DayNumber - From.DayNumber;

    /// <summary>The one just before: of whole months as many whole months (of a quarter the quarter, of a year the year), else as many days.</summary>
    public Period Previous => From.Day == 1 && To.Day == 1
        ? new Period(From.AddMonths(-(((To.Year - From.Year) * 12) + To.Month - From.Month)), From)
        : new Period(From.AddDays(-Length), From);

    /// <summary>The days that both have; without days when there are none.</summary>
    public Period And(Period other)
    {
        var from = From > other.From ? From : other.From;
        var to = To < other.To ? To : other.To;
        return new Period(from, to < from ? from : to);
    }

    /// <summary>
    /// The parts in which counters are read: whole months from the monthly rows, and the daily ones at either end, which are
    /// added, or taken off again where fewer days are missing from a month than belong to it.
    /// </summary>
    /// <param name="monthly">Whether there are monthly rows to read, and the answer does not need the days.</param>
    internal IReadOnlyList<CounterPart> Parts(bool monthly)
    {
        var months = new Period(NearestFirst(From), NearestFirst(To));
        CounterPart? before = Edge(months.From, From), after = Edge(To, months.To);
        var days = (before?.Days.Length ?? 0) + (after?.Days.Length ?? 0);
        return monthly && months.Length > 0 && days < Length
            ? [.. new[] { before, new CounterPart(Counters.ByMonth, months, 1), after }.OfType<CounterPart>()]
            : [new CounterPart(Counters.ByDay, this, 1)];

        // Forward from the first day to the second: days of the months and not of the period. Backward: the other way round.
        static CounterPart? Edge(DateOnly from, DateOnly to) => from == to ? null
            : from < to ? new CounterPart(Counters.ByDay, new Period(from, to), -1)
            : new CounterPart(Counters.ByDay, new Period(to, from), 1);
    }

    static DateOnly NearestFirst(DateOnly day)
    {
        var first = day.FirstOfMonth();
        return day.DayNumber - first.DayNumber <= first.AddMonths(1).DayNumber - day.DayNumber ? first : first.AddMonths(1);
    }
}

/// <summary>Rows of counters of some days.</summary>
/// <param name="Grain">A day's or a month's rows.</param>
/// <param name="Sign">1: they are added; -1: taken off.</param>
readonly record struct CounterPart(string Grain, Period Days, int Sign);
