using GridGov.Geo.Boundaries;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.VectorTiles;
using NetTopologySuite.IO.VectorTiles.Mapbox;

namespace GridGov.Features.Tickets.Tiles;

/// <summary>A ticket on a tile.</summary>
sealed record TileTicket(string Id, string Number, double Lng, double Lat, string Status, string Category, string Urgency);

/// <summary>Writes a tile of web mercator with the layers <c>grids</c> and <c>tickets</c>.</summary>
sealed class TileWriter
{
    /// <summary>Of a tile's width, so that outlines do not show the edges of tiles.</summary>
    const double Margin = 0.05;

    static readonly GeometryFactory Factory = new(new PrecisionModel(), 4326);

    readonly VectorTile tile;
    readonly Layer grids = new() { Name = "grids" };
    readonly Layer tickets = new() { Name = "tickets" };
    readonly Geometry frame;

    public TileWriter(int z, int x, int y)
    {
        tile = new VectorTile { TileId = new NetTopologySuite.IO.VectorTiles.Tiles.Tile(x, y, z).Id };
        Envelope = new Envelope(LngOf(x, z), LngOf(x + 1, z), LatOf(y + 1, z), LatOf(y, z));
        var wide = Envelope.Copy();
        wide.ExpandBy(Envelope.Width * Margin, Envelope.Height * Margin);
        frame = Factory.ToGeometry(wide);
    }

    public Envelope Envelope { get; }

    public void AddGrid(IndexedBoundary boundary, string name)
    {
        var shape = frame.EnvelopeInternal.Contains(boundary.Envelope) ? boundary.Shape : frame.Intersection(boundary.Shape);
        var polygons = BoundaryShape.Polygons(shape).ToArray();
        if (polygons.Length == 0)
            return;
        grids.Features.Add(new Feature(Factory.CreateMultiPolygon(polygons), new AttributesTable
        {
            { "code", boundary.Code }, { "name", name }, { "level", GridCode.Level(boundary.Code) },
        }));
    }

    public void AddTicket(TileTicket ticket) => tickets.Features.Add(
        new Feature(Factory.CreatePoint(new Coordinate(ticket.Lng, ticket.Lat)), new AttributesTable
        {
            { "ticket", ticket.Id }, { "number", ticket.Number }, { "status", ticket.Status }, { "category", ticket.Category },
            { "urgency", ticket.Urgency },
        }));

    public byte[] ToBytes()
    {
        foreach (var layer in new[] { grids, tickets }.Where(layer => layer.Features.Count > 0))
            tile.Layers.Add(layer);
        using var stream = new MemoryStream();
        tile.Write(stream, minLinealExtent: 1, minPolygonalExtent: 1);
        return stream.ToArray();
    }

    static double LngOf(int x, int z) => (x * 360.0 / (1 << z)) - 180;

    static double LatOf(int y, int z) => Math.Atan(Math.Sinh(Math.PI * (1 - (2.0 * y / (1 << z))))) * 180 / Math.PI;
}
