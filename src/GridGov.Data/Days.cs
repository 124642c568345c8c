using System.Globalization;

namespace GridGov.Data;

/// <summary>Stored days: the integer yyyymmdd, which sorts like the day.</summary>
public static class Days
{
    public static int Number(DateOnly day) => (day.Year * 10000) + (day.Month * 100) + day.Day;

    public static DateOnly Of(int number) => new(number / 10000, number / 100 % 100, number % 100);

    /// <summary>Reads yyyy-MM-dd. Years outside 1900 to 9000 are refused, so date arithmetic cannot overflow.</summary>
    public static bool TryParse(string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day)
        && day.Year is >= 1900 and <= 9000;

    /// <summary>The instant at which a day begins in a time zone.</summary>
    public static Instant Begin(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return Instant.Of(new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)));
    }

    public static DateOnly FirstOfMonth(this DateOnly day) => new(day.Year, day.Month, 1);
}
