using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain;
using GridGov.Domain.Places;
using GridGov.Domain.PublicReports;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Filing;
using GridGov.Geo;

namespace GridGov.Features.PublicReports;

/// <summary>How many reports came lately from the same address and the same device.</summary>
sealed record ReportLimits(long AddressInHour, long AddressInDay, long DeviceInDay)
{
    const double NearMetres = 50;
    const int IdBits = 22;
    static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static async Task<ReportLimits> Count(Tx tx, PublicReportOrigin origin) =>
        (await tx.QuerySingle(CountLately, c => new ReportLimits(c.Long(), c.Long(), c.Long()), new
        {
            origin.AddressHash, DeviceHash = origin.DeviceHash ?? "", HourAgo = tx.Now - Hour, DayAgo = tx.Now - Day,
        }))!;

    /// <summary>Whether another one is refused.</summary>
    public bool AreExceeded(PublicReportSettings settings) =>
        IsReached(AddressInDay, settings.PerAddress) || IsReached(DeviceInDay, settings.PerDevice);

    /// <summary>Why another one is held; nothing when it is not.</summary>
    /// <param name="near">Public reports of the category nearby.</param>
    public List<HoldReason> HoldReasons(PublicReportSettings settings, long near)
    {
        var reasons = new List<HoldReason>();
        if (IsReached(AddressInHour, settings.HeldPerAddress))
            reasons.Add(HoldReason.Address);
        if (IsReached(DeviceInDay, settings.HeldPerDevice))
            reasons.Add(HoldReason.Device);
        if (IsReached(near, settings.HeldPerPlace))
            reasons.Add(HoldReason.Place);
        return reasons;
    }

    /// <summary>
    /// The number of the public's open tickets of a category that were filed nearby within a day. Confidential ones have no place, so none
    /// of them is found. The answer to a reporter shows nothing of it.
    /// </summary>
    public static async Task<long> CountNear(Tx tx, FiledReport report, PlaceRow? at)
    {
        var location = at is null ? report.Location : TicketPlace.Complete(report.Location, at);
        if (location is not { Lng: { } sentLng, Lat: { } sentLat, CoordSys: var datum })
            return 0;
        var (lng, lat) = Coordinates.ToWgs84(datum ?? CoordSys.Wgs84, sentLng, sentLat);
        var parameters = new DynamicParameters();
        parameters.Add("Category", report.Category);
        parameters.Add("Source", TicketSource.Public.ToCode());
        // Ids begin with the instant of filing, so a range of ids is a range of time.
        parameters.Add("From", (tx.Now - Day).Milliseconds << IdBits);
        var cells = InList.Of(parameters, "cell", GeoCells.CellsWithin(lng, lat, NearMetres));
        var found = await tx.Query($"""
            SELECT t.lng, t.lat
              FROM tickets t
             WHERE t.cell IN {cells} AND t.category = @Category AND t.id >= @From AND t.confidential = 0 AND {Lifecycle.IsOpen}
               AND t.source = @Source
             ORDER BY t.id DESC
             LIMIT 200
            """, c => (Lng: c.DoubleOrNull(), Lat: c.DoubleOrNull()), parameters);
        return found.Count(each => each is { Lng: { } x, Lat: { } y } && GeoCells.Distance(lng, lat, x, y) <= NearMetres);
    }

    /// <param name="limit">0 for none.</param>
    static bool IsReached(long count, int limit) => limit > 0 && count >= limit;

    const string CountLately = """
        SELECT (SELECT count(*) FROM public_reports WHERE address_hash = @AddressHash AND created_at > @HourAgo) AS address_in_hour,
               (SELECT count(*) FROM public_reports WHERE address_hash = @AddressHash AND created_at > @DayAgo) AS address_in_day,
               (SELECT count(*) FROM public_reports WHERE device_hash = @DeviceHash AND created_at > @DayAgo) AS device_in_day
        """;
}
