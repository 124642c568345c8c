namespace GridGov.Domain.Statistics;

/// <summary>A period of days, from inclusive to exclusive.</summary>
public readonly record struct Period(DateOnly From, DateOnly To)
{
    public static Period Of(DateOnly day) => new(day, day.AddDays(1));

    /// <summary>The month of a day, up to that day.</summary>
    public static Period MonthTo(DateOnly day) => new(day.FirstOfMonth(), day.AddDays(1));

    public int Length => To.DayNumber - From.DayNumber;

    /// <summary>The period before: as many whole months for whole months, otherwise as many days.</summary>
    public Period Previous => From.Day == 1 && To.Day == 1
        ? new Period(From.AddMonths(-(((To.Year - From.Year) * 12) + To.Month - From.Month)), From)
        : new Period(From.AddDays(-Length), From);

    public Period Intersect(Period other)
    {
        var from = From > other.From ? From : other.From;
        var to = To < other.To ? To : other.To;
        return new Period(from, to < from ? from : to);
    }
}
