namespace GridGov.Data;

/// <summary>The current time in the deployment's time zone; a day is a day of that zone.</summary>
public sealed class Clock(TimeProvider time, TimeZoneInfo zone)
{
    public TimeZoneInfo TimeZone => zone;

    public Instant Now => Instant.Of(time.GetUtcNow());

    /// <summary>For measuring a length of time, which does not change when the machine's clock is set.</summary>
    public long GetTimestamp() => time.GetTimestamp();

    public TimeSpan GetElapsedTime(long since) => time.GetElapsedTime(since);

    public DateOnly Today => DayOf(Now);

    public DateOnly DayOf(Instant instant) => DateOnly.FromDateTime(Local(instant).DateTime);

    public DateTimeOffset Local(Instant instant) => TimeZoneInfo.ConvertTime(instant.ToUtc(), zone);

    /// <summary>Finds a zone by its IANA name.</summary>
    /// <exception cref="TimeZoneNotFoundException">The machine does not know the zone.</exception>
    public static TimeZoneInfo Zone(string name)
    {
        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (TimeZoneNotFoundException) when (name is "Asia/Shanghai")
        {
            // Slim images have no zone database; China has had one offset since 1991.
            return TimeZoneInfo.CreateCustomTimeZone(name, TimeSpan.FromHours(8), name, name);
        }
    }
}
