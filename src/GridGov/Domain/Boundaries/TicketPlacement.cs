using GridGov.Domain.Tickets;
using GridGov.Geo.Boundaries;

namespace GridGov.Domain.Boundaries;

/// <summary>Compares the place of a ticket with the boundary of its grid.</summary>
static class TicketPlacement
{
    /// <summary>The member of events of filing and amending.</summary>
    public const string Member = "outsideGrid";

    const int MaxMetres = 99_999_999;

    /// <summary>
    /// The ticket with its distance to its grid and the grid that it lies in; with neither where they agree, where the grid has no
    /// boundary, and of a confidential ticket, because they tell the place.
    /// </summary>
    public static async ValueTask<TicketRow> Compare(Tx tx, TicketRow row)
    {
        var agreeing = row with { GridDistance = null, LocatedGrid = null };
        if (row is not { Confidential: false, Lng: { } lng, Lat: { } lat })
            return agreeing;
        var index = await BoundaryCache.Load(tx);
        var place = new NetTopologySuite.Geometries.Coordinate(lng, lat);
        if (index.Find(row.GridCode) is not { } own || own.Covers(place))
            return agreeing;
        var metres = own.MetresToEdge(place);
        if (metres <= BoundaryChecks.Tolerance)
            return agreeing;
        return row with
        {
            GridDistance = (int)Math.Min(MaxMetres, Math.Ceiling(metres)),
            LocatedGrid = index.Locate(lng, lat, static _ => true)?.Code,
        };
    }

    /// <summary>What the event says, for the replay; null where place and grid agree.</summary>
    public static object? ToPayload(TicketRow row) =>
        row.GridDistance is { } metres ? new { Metres = metres, Grid = row.LocatedGrid } : null;
}
