using System.Globalization;
using System.Text;
using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;

namespace GridGov.Geo.Boundaries;

/// <summary>The shape of a boundary: polygons in WGS84 of two dimensions, with seven decimals, which is a centimetre.</summary>
public static class BoundaryShape
{
    /// <summary>The number of points of one boundary; its text stays within the column.</summary>
    public const int MaxPoints = 100_000;

    const int Decimals = 7;

    static readonly GeometryFactory Factory = new(new PrecisionModel(), 4326);

    static readonly JsonSerializerOptions Options = new() { Converters = { new GeoJsonConverterFactory() } };

    /// <summary>Converts to WGS84, rounds, drops heights, and turns rings into the order of RFC 7946.</summary>
    /// <returns>Whether a ring was turned.</returns>
    internal static (Geometry Shape, bool Turned) Normalise(Geometry shape, CoordSys datum)
    {
        var turned = false;
        var polygons = Polygons(shape).Select(polygon => Factory.CreatePolygon(
            Ring(polygon.Shell, counterClockwise: true), [.. polygon.Holes.Select(hole => Ring(hole, counterClockwise: false))])).ToArray();
        return (polygons.Length == 1 ? polygons[0] : Factory.CreateMultiPolygon(polygons), turned);

        LinearRing Ring(LinearRing ring, bool counterClockwise)
        {
            var points = ring.Coordinates.Select(point => Rounded(datum, point)).ToArray();
            if (ring.IsCCW != counterClockwise)
            {
                turned = true;
                Array.Reverse(points);
            }
            return Factory.CreateLinearRing(points);
        }
    }

    static Coordinate Rounded(CoordSys datum, Coordinate point)
    {
        var (lng, lat) = Coordinates.ToWgs84(datum, point.X, point.Y);
        return new Coordinate(Math.Round(lng, Decimals), Math.Round(lat, Decimals));
    }

    public static IEnumerable<Polygon> Polygons(Geometry shape) => Enumerable.Range(0, shape.NumGeometries)
        .Select(shape.GetGeometryN).OfType<Polygon>();

    /// <summary>The GeoJSON text, without spaces.</summary>
    public static string Write(Geometry shape)
    {
        var text = new StringBuilder();
        var polygons = Polygons(shape).ToList();
        text.Append(CultureInfo.InvariantCulture, $$"""{"type":"{{(polygons.Count == 1 ? "Polygon" : "MultiPolygon")}}","coordinates":""");
        if (polygons.Count == 1)
            WritePolygon(text, polygons[0]);
        else
            WriteList(text, polygons, WritePolygon);
        return text.Append('}').ToString();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Geometry Read(string text) => JsonSerializer.Deserialize<Geometry>(text, Options)!;

    static void WritePolygon(StringBuilder text, Polygon polygon) =>
        WriteList(text, [polygon.ExteriorRing, .. polygon.InteriorRings], (to, ring) => WriteList(to, ring.Coordinates, WritePoint));

    static void WritePoint(StringBuilder text, Coordinate point) =>
        text.Append(CultureInfo.InvariantCulture, $"[{point.X:0.#######},{point.Y:0.#######}]");

    static void WriteList<T>(StringBuilder text, IReadOnlyList<T> items, Action<StringBuilder, T> write)
    {
        text.Append('[');
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                text.Append(',');
            write(text, items[i]);
        }
        text.Append(']');
    }
}
