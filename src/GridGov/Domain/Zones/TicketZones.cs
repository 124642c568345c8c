using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GridGov.Domain.Tickets;

namespace GridGov.Domain.Zones;

/// <summary>The zones that tickets lie in. They are stored in their own rows and read with the ticket as one text.</summary>
static class TicketZones
{
    const char Separator = '\u001f';
    const string SeparatorText = "\u001f";

    /// <summary>A column of a statement on tickets t: ids and names in any order, because sorting costs; null without any.</summary>
    public const string Column = $"""
        (SELECT string_agg(CAST(o.id AS TEXT) || ' ' || o.name, '{SeparatorText}')
                  FROM ticket_zones z JOIN zones o ON o.id = z.zone_id WHERE z.ticket_id = t.id) AS zones
        """;

    /// <summary>The same text of zones that were found.</summary>
    public static string? TextOf(IReadOnlyList<IndexedZone> zones) => zones.Count == 0 ? null : string.Join(Separator, zones.Select(zone =>
        string.Create(CultureInfo.InvariantCulture, $"{zone.Id.Value} {zone.Name}")));

    public static IReadOnlyList<Ticket.ZoneRef> Read(string? text) => text is null ? [] :
    [
        .. text.Split(Separator).Select(each => each.Split(' ', 2)).Select(parts =>
            new Ticket.ZoneRef(new Id(long.Parse(parts[0], CultureInfo.InvariantCulture)), parts[1])).OrderBy(zone => zone.Id.Value),
    ];

    /// <summary>What the ETag of a ticket has of its zones and its place, because they change without its version.</summary>
    public static string TagOf(IReadOnlyList<Ticket.ZoneRef> zones, Ticket.PlaceRef? place) => string.Concat(
        "z", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
            Separator, zones.Select(zone => $"{zone.Id} {zone.Name}").Concat(place is null ? [] : [place.ToString()]))))).AsSpan(0, 12));

    /// <summary>Stores the zones of a new ticket.</summary>
    public static async Task Save(Tx tx, TicketRow row)
    {
        foreach (var zone in Read(row.Zones))
            await tx.Execute(Insert, new { Ticket = row.Id, Zone = zone.Id });
    }

    public static async Task Replace(Tx tx, TicketRow row)
    {
        await tx.Execute(Clear, new { row.Id });
        await Save(tx, row);
    }

    const string Clear = "DELETE FROM ticket_zones WHERE ticket_id = @Id";

    // A new polygon is written alone, so the last one is that in memory.
    const string Insert = """
        INSERT INTO ticket_zones (ticket_id, zone_id, boundary_id)
        SELECT @Ticket, b.zone_id, max(b.id) FROM zone_boundaries b WHERE b.zone_id = @Zone GROUP BY b.zone_id
        """;
}
