using GridGov.Data.Statements;
using GridGov.Domain.Boundaries;
using GridGov.Domain.Tickets;
using GridGov.Geo.Boundaries;
using GridGov.Security;
using NetTopologySuite.Geometries;

namespace GridGov.Domain.Zones;

/// <summary>Writes the polygons of zones, from today on, and finds the open tickets in them.</summary>
static class ZoneBoundaries
{
    /// <summary>A stored polygon, as its event tells it.</summary>
    /// <param name="Shape">The hash of the shape.</param>
    public sealed record Stored(DateOnly From, double AreaM2, string Shape);

    /// <summary>Stores a polygon in an exclusive write.</summary>
    /// <param name="home">The home grid; tickets elsewhere are in no zone of it.</param>
    public static async Task<Stored> Store(Tx tx, Id zone, string home, Geometry shape, Actor actor)
    {
        var (text, area) = (BoundaryShape.Write(shape), BoundaryChecks.AreaOf(shape));
        var id = await tx.QuerySingle<long>(Insert, new { Zone = zone, Day = tx.Today, Shape = text, Area = area, tx.Now, By = actor.Id });
        await Follow(tx, zone, home, new IndexedBoundary(id, zone.ToString(), shape));
        // The zones are in memory with the boundaries of grids.
        tx.Invalidate(CacheTopic.Grids);
        return new Stored(tx.Today, Math.Round(area), GridBoundaries.HashOf(text));
    }

    /// <summary>Gives a zone another home grid, in an exclusive write; open tickets of it that lie in the polygon are in the zone.</summary>
    public static async Task MoveHome(Tx tx, Id zone, string home)
    {
        await tx.Execute(UpdateHome, new { Id = zone, Home = home });
        var (id, shape) = await tx.QuerySingle(FindLast, c => (c.Long(), c.Text()), new { Zone = zone });
        await Follow(tx, zone, home, new IndexedBoundary(id, zone.ToString(), BoundaryShape.Read(shape)));
    }

    /// <summary>Open tickets go by the new polygon, closed ones stay as they were.</summary>
    static async Task Follow(Tx tx, Id zone, string home, IndexedBoundary boundary)
    {
        var envelope = boundary.Envelope;
        var candidates = await tx.Query(ListNear, c => (Id: c.Id(), Lng: c.DoubleOrNull()!.Value, Lat: c.DoubleOrNull()!.Value), new
        {
            West = envelope.MinX, East = envelope.MaxX, South = envelope.MinY, North = envelope.MaxY,
            Home = home, HomeEnd = GridCode.EndOfSubtree(home),
        });
        await tx.Execute(ClearOpen, new { Zone = zone });
        await Members.Execute(tx, candidates.Where(ticket => boundary.Covers(new(ticket.Lng, ticket.Lat))).Select(ticket => ticket.Id)
            .OrderBy(ticket => ticket.Value).Select(ticket => (ticket, zone, boundary.Id)));
    }

    static readonly RowInsert<(Id Ticket, Id Zone, long Boundary)> Members = new("ticket_zones",
        ("ticket_id", row => row.Ticket), ("zone_id", row => row.Zone), ("boundary_id", row => row.Boundary));

    const string Insert = """
        INSERT INTO zone_boundaries (zone_id, from_day, shape, area_m2, created_at, created_by)
        VALUES (@Zone, @Day, @Shape, @Area, @Now, @By)
        RETURNING id
        """;

    const string UpdateHome = $"UPDATE zones SET grid_code = @Home, {ZoneIndex.NextRevision} WHERE id = @Id";

    const string FindLast = "SELECT id, shape FROM zone_boundaries WHERE zone_id = @Zone ORDER BY id DESC LIMIT 1";

    const string ListNear = $"""
        SELECT t.id, t.lng, t.lat
          FROM tickets t
         WHERE t.confidential = 0 AND t.lng BETWEEN @West AND @East AND t.lat BETWEEN @South AND @North
           AND t.grid_code >= @Home AND t.grid_code < @HomeEnd AND {Lifecycle.IsOpen}
        """;

    const string ClearOpen = $"""
        DELETE FROM ticket_zones
         WHERE zone_id = @Zone AND ticket_id IN (SELECT t.id FROM tickets t WHERE t.id = ticket_zones.ticket_id AND {Lifecycle.IsOpen})
        """;
}
