using GridGov.Domain.Tickets;
using GridGov.Domain.Zones;
using GridGov.Geo.Boundaries;

namespace GridGov.Domain.Boundaries;

/// <summary>Compares the place of a ticket with the boundary of its grid.</summary>
static class TicketPlacement
{
    /// <summary>The member of events of filing and amending.</summary>
    public const string Member = "outsideGrid";

    const int MaxMetres = 99_999_999;

    /// <summary>
    /// The ticket with its zones, its distance to its grid and the grid that it lies in; with neither of the last two where they agree and
    /// where the grid has no boundary, and with nothing of a confidential ticket, because all tell the place.
    /// </summary>
    public static async ValueTask<TicketRow> Compare(Tx tx, TicketRow row)
    {
        var agreeing = row with { GridDistance = null, LocatedGrid = null, Zones = null };
        if (row is not { Confidential: false, Lng: { } lng, Lat: { } lat })
            return agreeing;
        var (index, zones) = await BoundaryCache.LoadAll(tx);
        agreeing = agreeing with { Zones = TicketZones.TextOf(zones.At(lng, lat, row.GridCode)) };
        return DistanceTo(index.Find(row.GridCode), lng, lat) is { } metres
            ? agreeing with { GridDistance = metres, LocatedGrid = index.Locate(lng, lat, static _ => true)?.Code }
            : agreeing;
    }

    /// <summary>
    /// The same with the boundary that the grid is about to have; a ticket outside it keeps the grid that it was found to lie in.
    /// </summary>
    public static TicketRow Compare(TicketRow row, IndexedBoundary? own) =>
        row is { Confidential: false, Lng: { } lng, Lat: { } lat } && DistanceTo(own, lng, lat) is { } metres
            ? row with { GridDistance = metres }
            : row with { GridDistance = null, LocatedGrid = null };

    /// <summary>Metres, rounded up; null where the place lies inside or there is no boundary.</summary>
    public static int? DistanceTo(IndexedBoundary? own, double lng, double lat)
    {
        var place = new NetTopologySuite.Geometries.Coordinate(lng, lat);
        return own is null || own.Covers(place) || own.MetresToEdge(place) is not (> BoundaryChecks.Tolerance and var metres)
            ? null
            : (int)Math.Min(MaxMetres, Math.Ceiling(metres));
    }

    /// <summary>What the event says, for the replay; null where place and grid agree.</summary>
    public static object? ToPayload(TicketRow row) =>
        row.GridDistance is { } metres ? new { Metres = metres, Grid = row.LocatedGrid } : null;
}
