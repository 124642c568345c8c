namespace GridGov.Domain.Statistics;

/// <summary>Bounds of the ids of tickets filed on some days, in any time zone; ids are in the order of filing.</summary>
static class FiledIds
{
    /// <summary>A lower bound: the day starts first at UTC+14.</summary>
    public static Id From(DateOnly day) => First(day, utcOffset: 14);

    /// <summary>An exclusive upper bound: the day starts last at UTC-12.</summary>
    public static Id To(DateOnly day) => First(day, utcOffset: -12);

    static Id First(DateOnly day, int utcOffset) =>
        Id.FirstAt(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.FromHours(utcOffset)).ToUnixTimeMilliseconds());
}
