using System.Text.Json;
using GridGov.Text;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;

namespace GridGov.Geo.Boundaries;

/// <summary>A fault of a boundary, with the place where it is.</summary>
/// <param name="Pointer">The feature in the file, as a JSON pointer.</param>
/// <param name="Lng">The place in WGS84 degrees; null when the fault has none.</param>
public sealed record BoundaryFault(string Pointer, string Code, LocalizedText Detail, double? Lng = null, double? Lat = null);

/// <summary>A boundary of a file, in WGS84, with exterior rings counter-clockwise (RFC 7946).</summary>
/// <param name="Index">The index of its feature in the file.</param>
public sealed record FiledBoundary(int Index, string Code, Geometry Shape);

/// <summary>
/// A GeoJSON FeatureCollection (RFC 7946) of polygons with the property <c>code</c>. Each fault is named; a ring in the wrong order is
/// turned, because readers of maps accept both.
/// </summary>
public sealed record BoundaryFile(IReadOnlyList<FiledBoundary> Boundaries, IReadOnlyList<BoundaryFault> Faults)
{
    const int MaxFeatures = 20_000;

    static readonly JsonSerializerOptions Options = new() { Converters = { new GeoJsonConverterFactory() } };

    /// <param name="datum">The datum of the coordinates; those of GCJ-02 and BD-09 are converted.</param>
    public static BoundaryFile Read(ReadOnlySpan<byte> json, CoordSys datum)
    {
        FeatureCollection? collection;
        try
        {
            collection = JsonSerializer.Deserialize<FeatureCollection>(json, Options);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            return new([], [new BoundaryFault("", "malformed_geojson", new("文件不是 GeoJSON 要素集合。", "The file is no GeoJSON FeatureCollection."))]);
        }
        if (collection is not { Count: > 0 and <= MaxFeatures })
            return new([], [new BoundaryFault("/features", "out_of_range", new(
                $"要素数须为 1 至 {MaxFeatures}。", $"It must have 1 to {MaxFeatures:N0} features."))]);
        var (boundaries, faults, codes) = (new List<FiledBoundary>(), new List<BoundaryFault>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (i, feature) in collection.Index())
        {
            var pointer = $"/features/{i}";
            var code = feature.Attributes?.Exists("code") is true ? Convert.ToString(feature.Attributes["code"], null) : null;
            if (!GridCode.IsCode(code))
                faults.Add(new BoundaryFault($"{pointer}/properties/code", "wrong_format", new("缺少网格编码。", "It needs the code of a grid.")));
            else if (!codes.Add(code!))
                faults.Add(new BoundaryFault($"{pointer}/properties/code", "duplicate", new($"{code} 重复。", $"{code} stands twice.")));
            else if (feature.Geometry is not (Polygon or MultiPolygon) || feature.Geometry.IsEmpty)
                faults.Add(new BoundaryFault($"{pointer}/geometry", "not_a_polygon", new("边界须为多边形。", "A boundary is a polygon.")));
            else if (BoundaryChecks.OfShape(pointer, InWgs84(feature.Geometry, datum)) is var (shape, found))
            {
                faults.AddRange(found);
                if (shape is not null)
                    boundaries.Add(new FiledBoundary(i, code!, shape));
            }
        }
        return new(boundaries, faults);
    }

    static Geometry InWgs84(Geometry shape, CoordSys datum)
    {
        if (datum == CoordSys.Wgs84)
            return shape;
        var copy = shape.Copy();
        copy.Apply(new Conversion(datum));
        copy.GeometryChanged();
        return copy;
    }

    sealed class Conversion(CoordSys datum) : ICoordinateSequenceFilter
    {
        public bool Done => false;
        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence sequence, int i)
        {
            var (lng, lat) = Coordinates.ToWgs84(datum, sequence.GetX(i), sequence.GetY(i));
            sequence.SetX(i, lng);
            sequence.SetY(i, lat);
        }
    }
}
