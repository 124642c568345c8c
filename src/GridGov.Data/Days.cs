using System.Globalization;

namespace GridGov.Data;

/// <summary>Days as the store holds them: the integer yyyymmdd, which sorts as days do and can be read.</summary>
public static class Days
{
    public static int Number(DateOnly day) => (day.Year * 10000) + (day.Month * 100) + day.Day;

    public static DateOnly Of(int number) => new(number / 10000, number / 100 % 100, number % 100);

    /// <summary>Reads yyyy-MM-dd, of the years 1900 to 9000: no other day is meant, and arithmetic on it cannot overflow.</summary>
    public static bool TryParse(string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day.Year is >= 1900 and <= 9000;

    public static DateOnly FirstOfMonth(this DateOnly day) => new(day.Year, day.Month, 1);
}
