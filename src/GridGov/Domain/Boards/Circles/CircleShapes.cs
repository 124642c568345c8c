using GridGov.Geo;
using GridGov.Geo.Boundaries;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Union;

namespace GridGov.Domain.Boards.Circles;

/// <summary>The areas of the rings of a service circle, for maps.</summary>
static class CircleShapes
{
    /// <summary>Above so many origins, those in one cell of some 50 metres are drawn as one.</summary>
    const int MaxExact = 300;

    const double CellsPerDegree = 2000;

    const int SegmentsPerQuarter = 16;

    static readonly GeometryFactory Factory = new(new PrecisionModel(), 4326);

    /// <summary>What lies within a distance from any of the positions.</summary>
    public static Geometry Around(IReadOnlyList<CirclePosition> positions, double metres)
    {
        var origins = positions.Count <= MaxExact ? positions : [.. positions.DistinctBy(CellOf)];
        var points = Factory.CreateMultiPointFromCoords([.. origins.Select(each => new Coordinate(each.Lng, each.Lat))]);
        var plane = new LocalPlane(points);
        // One after the other, because most of the circles of a grid overlap.
        var circles = plane.ToMetres(points).Coordinates.Select(each => Factory.CreatePoint(each).Buffer(metres, SegmentsPerQuarter));
        var area = plane.ToDegrees(CascadedPolygonUnion.Union([.. circles]));
        return BoundaryShape.Normalise(area, CoordSys.Wgs84).Shape;
    }

    static (long, long) CellOf(CirclePosition position) =>
        ((long)(position.Lng * CellsPerDegree), (long)(position.Lat * CellsPerDegree));
}
