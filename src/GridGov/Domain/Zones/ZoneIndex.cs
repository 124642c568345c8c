using Dapper;
using GridGov.Data.Statements;
using GridGov.Geo.Boundaries;
using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;

namespace GridGov.Domain.Zones;

/// <summary>A zone in use, with its last polygon.</summary>
/// <param name="Grid">The code of its home grid.</param>
sealed record IndexedZone(Id Id, string Name, string Grid, IndexedBoundary Boundary);

/// <summary>The polygons of all zones in use, in memory. It never changes; another one replaces it.</summary>
sealed class ZoneIndex
{
    const int AtOnce = 256;

    /// <summary>What follows SET in a change that the zones in memory have to learn of.</summary>
    public const string NextRevision = "version = version + 1, revision = (SELECT max(r.revision) + 1 FROM zones r)";

    public static readonly ZoneIndex Empty = new([]);

    readonly STRtree<IndexedZone> tree = new();
    readonly IReadOnlyList<IndexedZone> zones;

    ZoneIndex(IReadOnlyList<IndexedZone> zones)
    {
        this.zones = zones;
        foreach (var zone in zones)
            tree.Insert(zone.Boundary.Envelope, zone);
        tree.Build();
    }

    /// <summary>
    /// The zones that a place of a grid is in or on the edge of, oldest first. A zone has no places outside its home grid, so that nobody
    /// learns of tickets elsewhere by drawing one.
    /// </summary>
    public IReadOnlyList<IndexedZone> At(double lng, double lat, string grid)
    {
        if (zones.Count == 0)
            return [];
        var place = new Coordinate(lng, lat);
        return [.. tree.Query(new Envelope(place))
            .Where(zone => GridCode.Covers(zone.Grid, grid) && zone.Boundary.Covers(place)).OrderBy(zone => zone.Id.Value)];
    }

    /// <summary>The zone, if it is in use.</summary>
    public IndexedZone? Find(Id id) => zones.FirstOrDefault(zone => zone.Id == id);

    /// <param name="before">The former index, from which unchanged shapes are taken over.</param>
    public static async Task<ZoneIndex> Load(Tx tx, ZoneIndex? before)
    {
        var rows = await tx.Query(ListValid, c => (Id: c.Id(), Name: c.Text(), Grid: c.Text(), Boundary: c.Long()));
        var shapes = before?.zones.ToDictionary(zone => zone.Boundary.Id, zone => zone.Boundary) ?? [];
        foreach (var portion in rows.Where(row => !shapes.ContainsKey(row.Boundary)).Chunk(AtOnce))
        {
            var parameters = new DynamicParameters();
            var list = InList.Of(parameters, "id", portion.Select(row => row.Boundary));
            foreach (var row in await tx.Query(
                $"SELECT id, zone_id, shape FROM zone_boundaries WHERE id IN {list}",
                c => (Id: c.Long(), Zone: c.Id(), Shape: c.Text()), parameters))
                shapes[row.Id] = new IndexedBoundary(row.Id, row.Zone.ToString(), BoundaryShape.Read(row.Shape));
        }
        return new ZoneIndex(rows.ConvertAll(row => new IndexedZone(row.Id, row.Name, row.Grid, shapes[row.Boundary])));
    }

    const string ListValid = """
        SELECT z.id, z.name, z.grid_code, b.id AS boundary_id
          FROM zones z
          JOIN zone_boundaries b ON b.id = (SELECT max(v.id) FROM zone_boundaries v WHERE v.zone_id = z.id)
         WHERE z.retired_at IS NULL
         ORDER BY z.id
        """;
}
