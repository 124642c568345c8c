using GridGov.Geo;
using GridGov.Geo.Boundaries;
using NetTopologySuite.Geometries;

namespace GridGov.Demo;

/// <summary>
/// Boundaries for 二七区, its streets, and the communities and unit grids of 铭功路街道. They are made up: a seeded random source cuts an
/// outline into parts. Only the sizes and the place of 铭功路街道 in the district's north-east are near to the truth.
/// </summary>
sealed class DemoGeometry
{
    const int Seed = 410103003;
    const double StreetSquareMetres = 1_800_000;

    /// <summary>The place of the examples in openapi/examples.http, which is the middle of <see cref="DemoStreet.Grid6"/>.</summary>
    static readonly (double Lng, double Lat) Origin = (113.6553, 34.7502);

    /// <summary>The outline of the district in metres, to be moved; some 165 square kilometres.</summary>
    static readonly ConvexPolygon Outline = new([
        (-9_200, -5_400), (-7_600, -7_300), (-2_500, -8_300), (2_600, -7_600), (4_900, -4_300), (5_600, 600),
        (5_300, 4_700), (3_600, 6_300), (-700, 6_700), (-5_400, 5_200), (-8_700, 1_300),
    ]);

    readonly Dictionary<string, ConvexPolygon> polygons = new(StringComparer.Ordinal);
    readonly (double X, double Y) middle;

    /// <param name="otherStreets">The codes of the district's streets without 铭功路街道.</param>
    /// <param name="unitGrids">The codes of the unit grids by community.</param>
    public DemoGeometry(IReadOnlyList<string> otherStreets, IReadOnlyDictionary<string, IReadOnlyList<string>> unitGrids)
    {
        var random = new Random(Seed);
        var rest = (Outline.Area - StreetSquareMetres) / otherStreets.Count;
        polygons[DemoStreet.County] = Outline;
        // The last part is the one in the north-east.
        Divide(DemoStreet.County, [.. otherStreets.Select(street => (street, rest)), (DemoStreet.Street, StreetSquareMetres)], random);
        Divide(DemoStreet.Street, [.. unitGrids.Select(community => (community.Key, (double)community.Value.Count))], random);
        foreach (var (community, grids) in unitGrids)
            Divide(community, [.. grids.Select(grid => (grid, 1.0))], random);
        middle = polygons[DemoStreet.Grid6].Centre;
    }

    /// <summary>The boundaries, parents first.</summary>
    public IReadOnlyList<FiledBoundary> Boundaries => [.. polygons.OrderBy(each => each.Key.Length)
        .ThenBy(each => each.Key, StringComparer.Ordinal)
        .Select((each, i) => new FiledBoundary(i, each.Key, Shape(each.Value)))];

    /// <summary>A place in a grid, in WGS84 degrees.</summary>
    /// <param name="spread">From 0 to 1; it selects the place.</param>
    public (double Lng, double Lat) PlaceIn(string grid, double spread)
    {
        var polygon = polygons[grid];
        var place = polygon.Place(spread, spread * 997 % 1);
        // Rounding must not carry a place over the edge.
        return Degrees((place.X + ((polygon.Centre.X - place.X) * 0.01), place.Y + ((polygon.Centre.Y - place.Y) * 0.01)), 6);
    }

    void Divide(string parent, IReadOnlyList<(string Code, double Share)> parts, Random random)
    {
        foreach (var (part, polygon) in parts.Zip(polygons[parent].Divide([.. parts.Select(part => part.Share)], random)))
            polygons[part.Code] = polygon;
    }

    Polygon Shape(ConvexPolygon polygon)
    {
        var ring = polygon.Corners.Append(polygon.Corners[0]).Select(corner => Degrees(corner, 7));
        return new Polygon(new LinearRing([.. ring.Select(at => new Coordinate(at.Lng, at.Lat))]));
    }

    (double Lng, double Lat) Degrees((double X, double Y) at, int digits) => (
        Math.Round(Origin.Lng + ((at.X - middle.X) / GeoCells.MetresPerLng(Origin.Lat)), digits),
        Math.Round(Origin.Lat + ((at.Y - middle.Y) / GeoCells.MetresPerDegree), digits));
}
