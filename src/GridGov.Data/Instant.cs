using System.Globalization;

namespace GridGov.Data;

/// <summary>A moment in UTC milliseconds since 1970; stored as BIGINT, sent as RFC 3339 with the deployment's offset.</summary>
public readonly record struct Instant(long Milliseconds) : IComparable<Instant>
{
    public static Instant Of(DateTimeOffset time) => new(time.ToUnixTimeMilliseconds());

    public DateTimeOffset ToUtc() => DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds);

    /// <summary>Reads RFC 3339 from a query string, where an unescaped plus arrives as a space.</summary>
    public static bool TryParse(string? text, out Instant instant) => TryParseExact(text?.Replace(' ', '+'), out instant);

    /// <summary>Reads RFC 3339 with an offset, from 1970 to the year 2286.</summary>
    public static bool TryParseExact(string? text, out Instant instant)
    {
        instant = default;
        if (text is null || !DateTimeOffset.TryParseExact(
            WithSevenDecimals(text), ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"],
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return false;
        instant = Of(time);
        return instant.Milliseconds is >= 0 and <= 9_999_999_999_999;
    }

    /// <summary>Cuts the decimals of a second to seven, because .NET reads no more and many clients write nine.</summary>
    static string WithSevenDecimals(string text)
    {
        var begin = text.IndexOf('.', StringComparison.Ordinal) + 1;
        var end = begin;
        while (begin > 0 && end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end - begin <= 7 ? text : text[..(begin + 7)] + text[end..];
    }

    /// <summary>RFC 3339 in UTC, to the millisecond, for a query string.</summary>
    public string ToQueryValue() => ToUtc().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>
    /// Whether a span that began then still runs. One that lies further ahead than its own length has ended: the clock was set back
    /// since, and nothing lasts until that instant comes again.
    /// </summary>
    public bool IsWithin(TimeSpan length, Instant begun) => (this - begun).Duration() < length;

    public int CompareTo(Instant other) => Milliseconds.CompareTo(other.Milliseconds);

    public static Instant operator +(Instant instant, TimeSpan span) => new(instant.Milliseconds + (long)span.TotalMilliseconds);
    public static Instant operator -(Instant instant, TimeSpan span) => instant + -span;
    public static TimeSpan operator -(Instant later, Instant earlier) =>
        TimeSpan.FromMilliseconds(later.Milliseconds - earlier.Milliseconds);
    public static bool operator <(Instant left, Instant right) => left.Milliseconds < right.Milliseconds;
    public static bool operator >(Instant left, Instant right) => left.Milliseconds > right.Milliseconds;
    public static bool operator <=(Instant left, Instant right) => left.Milliseconds <= right.Milliseconds;
    public static bool operator >=(Instant left, Instant right) => left.Milliseconds >= right.Milliseconds;
}
