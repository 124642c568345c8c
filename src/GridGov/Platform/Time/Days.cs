namespace GridGov.Platform.Time;

/// <summary>Days as the store holds them: the integer yyyymmdd, which sorts as days do and can be read.</summary>
public static class Days
{
    public static int Number(DateOnly day) => (day.Year * 10000) + (day.Month * 100) + day.Day;

    public static DateOnly Of(int number) => new(number / 10000, number / 100 % 100, number % 100);

    public static DateOnly FirstOfMonth(this DateOnly day) => new(day.Year, day.Month, 1);
}
