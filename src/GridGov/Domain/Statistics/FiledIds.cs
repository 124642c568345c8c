namespace GridGov.Domain.Statistics;

/// <summary>Ids are in the order of filing, so they bound what was filed on some days, in whatever time zone.</summary>
static class FiledIds
{
    /// <summary>No ticket that was filed on the day or later has an earlier id: the day begins first at UTC+14.</summary>
    public static Id From(DateOnly day) => First(day, utcOffset: 14);

    /// <summary>No ticket that was filed before the day has this id or a later one: the day begins last at UTC-12.</summary>
    public static Id To(DateOnly day) => First(day, utcOffset: -12);

    static Id First(DateOnly day, int utcOffset) =>
        Id.FirstAt(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.FromHours(utcOffset)).ToUnixTimeMilliseconds());
}
