using System.Globalization;
using GridGov.Data.Journal;
using GridGov.Domain.Boundaries;
using GridGov.Geo.Boundaries;
using NetTopologySuite.Geometries;

namespace GridGov.Domain.Verification.Replays;

/// <summary>
/// Compares zones, their polygons and their heads with their events, and the zones of tickets with the polygons. No event of a zone names
/// a ticket, so what is compared of an open ticket after a new polygon is only that it lies in it.
/// </summary>
sealed class ZoneReplay : IEventReplay
{
    static readonly ImageTable Zones = new("zones", "name", "kind", "grid_code", "created_at", "retired_at", "retired_reason", "version");
    static readonly ImageTable Heads = new(
        "zone_heads", "zone_id", "person_id", "from_day", "to_day", "created_at", "created_by");

    readonly RowImages expected = new();
    readonly List<string> polygons = [];

    // Tickets that were closed before it are in no zone of another home grid.
    readonly Dictionary<Id, Instant> followed = [];

    /// <summary>Applies the next event, in the journal's order.</summary>
    /// <param name="differs">Receives the zone and why its event cannot be read.</param>
    public void Apply(JournalEvent entry, Action<string, string> differs) =>
        EventDetails.Read(entry, "zone", (zone, details) => Apply(entry, zone, details), differs);

    void Apply(JournalEvent entry, Id zone, EventDetails details)
    {
        var key = Key(zone);
        switch (entry.Action)
        {
            case "create":
                expected.Set(Zones, key,
                    ("name", details.Text("name")), ("kind", details.Text("kind")), ("grid_code", entry.GridCode),
                    ("created_at", entry.At), ("retired_at", null), ("retired_reason", null));
                polygons.Add(TextOf(zone, details.Day("from"), details.Text("shape")));
                break;
            case "edit":
                expected.Set(Zones, key, ("name", details.Text("name")), ("kind", details.Text("kind")));
                break;
            case "redraw":
                expected.Set(Zones, key, ("grid_code", entry.GridCode));
                polygons.Add(TextOf(zone, details.Day("from"), details.Text("shape")));
                break;
            case "follow":
                expected.Set(Zones, key, ("grid_code", entry.GridCode));
                followed[zone] = entry.At;
                break;
            case "retire":
                expected.Set(Zones, key, ("retired_at", entry.At), ("retired_reason", entry.Reason));
                break;
            case "appoint_head" when details.Id("head") is { } head:
                expected.Set(Heads, Key(head),
                    ("zone_id", zone), ("person_id", details.Id("person")), ("from_day", details.Day("from")),
                    ("to_day", details.Day("to")), ("created_at", entry.At), ("created_by", entry.ActorId));
                break;
            case "end_head" when details.Id("head") is { } head:
                expected.Set(Heads, Key(head), ("to_day", details.Day("to")));
                break;
        }
        expected.Set(Zones, key, ("version", entry.Version));
    }

    /// <summary>Compares the rows, in the snapshot in which the last events were read.</summary>
    public async Task Compare(Tx tx, bool withKeys, Action<string, string> differs)
    {
        foreach (var table in new[] { Zones, Heads })
        {
            var stored = new RowImages();
            foreach (var (id, row) in await tx.Query(
                $"SELECT x.id, {table.ColumnList} FROM {table.Name} x", c => (Id: c.Id(), Row: table.Read(c))))
                stored.Add(table, Key(id), row);
            foreach (var difference in stored.Differences(expected.Of(table)))
                differs("zone", difference);
        }
        var (texts, hashes) = (new List<Polygon>(), new List<string>());
        await foreach (var batch in tx.QueryBatches(
            ListPolygons, c => new Polygon(c.Long(), c.Id(), c.Day(), c.Text())))
        {
            foreach (var polygon in batch)
            {
                hashes.Add(TextOf(polygon.Zone, polygon.From, GridBoundaries.HashOf(polygon.Shape)));
                texts.Add(polygon);
            }
        }
        // What was changed by hand may be unreadable, so it is compared before it is read.
        if (!hashes.SequenceEqual(polygons, StringComparer.Ordinal))
            differs("zone_boundaries", "the polygons are not those of the zones' events");
        else if (texts.Count > 0)
        {
            var shapes = texts.ToDictionary(
                polygon => polygon.Id, polygon => new IndexedBoundary(polygon.Id, Key(polygon.Zone), BoundaryShape.Read(polygon.Shape)));
            await CompareTickets(tx, shapes, differs);
        }
    }

    async Task CompareTickets(Tx tx, Dictionary<long, IndexedBoundary> shapes, Action<string, string> differs)
    {
        await foreach (var batch in tx.QueryBatches(ListMembers, c => new Member(
            c.Id(), c.Id(), c.Long(), c.Flag(), c.DoubleOrNull(), c.DoubleOrNull())))
        {
            foreach (var member in batch)
            {
                var boundary = shapes.GetValueOrDefault(member.Boundary);
                if (member is not { Confidential: false, Lng: { } lng, Lat: { } lat } || boundary?.Code != Key(member.Zone)
                    || !boundary.Covers(new Coordinate(lng, lat)))
                    differs($"ticket_zones {member.Ticket}", $"the ticket does not lie in the zone {member.Zone}");
            }
        }
        foreach (var (zone, home, boundary, createdAt) in await tx.Query(
            ListCurrent, c => (Zone: c.Id(), Home: c.Text(), Boundary: c.Long(), CreatedAt: c.Instant())))
        {
            var envelope = shapes[boundary].Envelope;
            foreach (var (ticket, lng, lat) in await tx.Query(
                ListFiledSince, c => (Ticket: c.Id(), Lng: c.DoubleOrNull()!.Value, Lat: c.DoubleOrNull()!.Value), new
                {
                    Zone = zone, CreatedAt = followed.GetValueOrDefault(zone, createdAt), Home = home, HomeEnd = GridCode.EndOfSubtree(home),
                    West = envelope.MinX, East = envelope.MaxX, South = envelope.MinY, North = envelope.MaxY,
                }))
            {
                // A re-division may have brought it into the home grid, which leaves its zones.
                if (shapes[boundary].Covers(new Coordinate(lng, lat))
                    && await tx.QuerySingle<int?>(FindAmendment, new { Subject = ticket.ToString() }) is null)
                    differs($"ticket_zones {ticket}", $"the ticket lies in the zone {zone}, but is not stored in it");
            }
        }
    }

    static string Key(Id id) => id.Value.ToString(CultureInfo.InvariantCulture);

    static string TextOf(Id zone, DateOnly? from, string? hash) => $"{zone} {from:O} {hash}";

    sealed record Polygon(long Id, Id Zone, DateOnly From, string Shape);

    sealed record Member(Id Ticket, Id Zone, long Boundary, bool Confidential, double? Lng, double? Lat);

    const string ListPolygons = "SELECT id, zone_id, from_day, shape FROM zone_boundaries ORDER BY id";

    const string ListMembers = """
        SELECT z.ticket_id, z.zone_id, z.boundary_id, t.confidential, t.lng, t.lat
          FROM ticket_zones z
          JOIN tickets t ON t.id = z.ticket_id
         ORDER BY z.ticket_id, z.zone_id
        """;

    const string ListCurrent = """
        SELECT z.id, z.grid_code, b.id AS boundary_id, b.created_at
          FROM zones z
          JOIN zone_boundaries b ON b.id = (SELECT max(v.id) FROM zone_boundaries v WHERE v.zone_id = z.id)
         WHERE z.retired_at IS NULL
        """;

    const string ListFiledSince = """
        SELECT t.id, t.lng, t.lat
          FROM tickets t
         WHERE t.filed_at > @CreatedAt AND t.confidential = 0 AND t.grid_code >= @Home AND t.grid_code < @HomeEnd
           AND t.lng BETWEEN @West AND @East AND t.lat BETWEEN @South AND @North
           AND NOT EXISTS (SELECT 1 FROM ticket_zones z WHERE z.ticket_id = t.id AND z.zone_id = @Zone)
        """;

    const string FindAmendment = "SELECT 1 FROM journal WHERE subject = @Subject AND action = 'amend' LIMIT 1";
}
