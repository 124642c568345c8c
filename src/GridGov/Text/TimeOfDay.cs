using System.Globalization;

namespace GridGov.Text;

/// <summary>A time of the day as minutes after midnight, and as HH:mm.</summary>
public static class TimeOfDay
{
    public const int MinutesPerDay = 24 * 60;

    public static string Format(int minutes) => string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:00}:{minutes % 60:00}");

    /// <summary>Reads 00:00 to 24:00, the end of the day.</summary>
    public static bool TryParse(string? text, out int minutes)
    {
        minutes = 0;
        if (text is not { Length: 5 } || text[2] != ':'
            || !int.TryParse(text[..2], NumberStyles.None, CultureInfo.InvariantCulture, out var hour)
            || !int.TryParse(text[3..], NumberStyles.None, CultureInfo.InvariantCulture, out var minute) || minute > 59)
            return false;
        minutes = (hour * 60) + minute;
        return minutes <= MinutesPerDay;
    }
}
