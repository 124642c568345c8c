using System.Globalization;
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
public sealed record FiledBoundary(int Index, string Code, Geometry Shape)
{
    public string Pointer => $"/features/{Index}";
}

/// <summary>Polygons with the codes of grids, from GeoJSON (RFC 7946) or a Shapefile. Each fault is named.</summary>
/// <param name="Warnings">What was mended: a ring in the wrong order is turned, because many programs write them so.</param>
public sealed record BoundaryFile(
    IReadOnlyList<FiledBoundary> Boundaries, IReadOnlyList<BoundaryFault> Faults, IReadOnlyList<BoundaryFault> Warnings)
{
    public const int MaxFeatures = 20_000;

    /// <summary>The names of the property with the code, in the order in which they are looked for.</summary>
    static readonly string[] CodeNames = ["code", "grid_code", "网格编码", "网格代码", "编码", "代码", "区划代码"];

    static readonly JsonSerializerOptions Options = new() { Converters = { new GeoJsonConverterFactory() } };

    /// <param name="datum">The datum of the coordinates; those of GCJ-02 and BD-09 are converted.</param>
    public static BoundaryFile Read(ReadOnlyMemory<byte> json, CoordSys datum)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(WithoutMark(json));
        }
        catch (JsonException)
        {
            return Faulty("", "malformed_geojson", new("文件不是 GeoJSON。", "The file is no GeoJSON."));
        }
        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !IsText(root, "type", "FeatureCollection")
                || !root.TryGetProperty("features", out var features) || features.ValueKind != JsonValueKind.Array)
                return Faulty("", "malformed_geojson", new("文件不是 GeoJSON 要素集合。", "The file is no GeoJSON FeatureCollection."));
            if (root.TryGetProperty("crs", out var crs) && !IsGeographic(crs.GetRawText()))
                return Faulty("/crs", "unsupported_crs", new(
                    "坐标参考系须为 WGS84 或 CGCS2000 经纬度。", "The reference system must be WGS84 or CGCS2000 in degrees."));
            if (features.GetArrayLength() is 0 or > MaxFeatures)
                return Faulty("/features", "out_of_range", new(
                    $"要素数须为 1 至 {MaxFeatures}。", $"It must have 1 to {MaxFeatures} features."));
            var reader = new Reader(datum);
            foreach (var (i, feature) in features.EnumerateArray().Index())
                reader.Add(i, feature);
            return reader.ToFile();
        }
    }

    /// <summary>Reads a geometry of a request, which is of no code.</summary>
    public static BoundaryFile Read(JsonElement geometry, CoordSys datum)
    {
        var reader = new Reader(datum);
        reader.Add(geometry);
        return reader.ToFile();
    }

    /// <param name="features">The code, as it stands in the file, and the shape of each feature.</param>
    public static BoundaryFile Of(IEnumerable<(string? Code, Geometry? Shape)> features, CoordSys datum)
    {
        var reader = new Reader(datum);
        foreach (var (i, (code, shape)) in features.Index())
            reader.Add(i, code, shape);
        return reader.ToFile();
    }

    /// <summary>The code among the attributes of a feature; null without one.</summary>
    public static string? CodeOf(IEnumerable<(string Name, object? Value)> attributes)
    {
        var all = attributes.ToList();
        foreach (var name in CodeNames)
        {
            var (_, value) = all.Find(each => string.Equals(each.Name, name, StringComparison.OrdinalIgnoreCase));
            if (value is not null)
            {
                // Some programs store codes as numbers.
                return value is double or float or decimal
                    ? Convert.ToDecimal(value, CultureInfo.InvariantCulture).ToString("0", CultureInfo.InvariantCulture)
                    : Convert.ToString(value, CultureInfo.InvariantCulture);
            }
        }
        return null;
    }

    static BoundaryFile Faulty(string pointer, string code, LocalizedText detail) =>
        new([], [new BoundaryFault(pointer, code, detail)], []);

    static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> json) => json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;

    static bool IsText(JsonElement element, string name, string text) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    static bool IsGeographic(string crs) => crs is "null"
        || new[] { "CRS84", "EPSG::4326", "EPSG:4326", "EPSG::4490", "EPSG:4490" }.Any(
            name => crs.Contains(name, StringComparison.OrdinalIgnoreCase));

    sealed class Reader(CoordSys datum)
    {
        readonly List<FiledBoundary> boundaries = [];
        readonly List<BoundaryFault> faults = [];
        readonly List<BoundaryFault> warnings = [];
        readonly HashSet<string> codes = new(StringComparer.Ordinal);

        public BoundaryFile ToFile() => new(boundaries, faults, warnings);

        public void Add(int index, JsonElement feature) => Read(
            $"/features/{index}",
            feature.ValueKind == JsonValueKind.Object && feature.TryGetProperty("geometry", out var geometry) ? geometry : default,
            () =>
            {
                var read = feature.Deserialize<IFeature>(Options);
                Add(index, read?.Attributes is { } attributes
                    ? CodeOf(attributes.GetNames().Select(name => (name, (object?)attributes[name])))
                    : null, read?.Geometry);
            });

        public void Add(JsonElement geometry) =>
            Read("/features/0", geometry, () => AddShape(0, "", geometry.Deserialize<Geometry>(Options)));

        void Read(string pointer, JsonElement geometry, Action add)
        {
            try
            {
                if (CountPoints(geometry) > BoundaryShape.MaxPoints)
                    faults.Add(TooManyPoints(pointer));
                else
                    add();
            }
            // The library's exceptions for rings that are not closed or too short, and for text that is not UTF-8.
            catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or NotSupportedException
                or FormatException or OverflowException or NullReferenceException or IndexOutOfRangeException)
            {
                faults.Add(new BoundaryFault($"{pointer}/geometry", "malformed_feature", new(
                    "要素无效：须为多边形，每环至少四点且首尾相同。",
                    "It is no valid feature: a polygon whose rings have at least four points and end where they begin.")));
            }
        }

        public void Add(int index, string? filed, Geometry? shape)
        {
            var pointer = $"/features/{index}";
            var code = filed is null ? "" : GridCode.WithoutPadding(filed.Trim());
            if (!GridCode.IsCode(code))
                faults.Add(new BoundaryFault($"{pointer}/properties/code", "wrong_format", new("缺少网格编码。", "It needs the code of a grid.")));
            else if (!codes.Add(code))
                faults.Add(new BoundaryFault($"{pointer}/properties/code", "duplicate", new($"{code} 重复。", $"{code} stands twice.")));
            else
                AddShape(index, code, shape);
        }

        void AddShape(int index, string code, Geometry? shape)
        {
            var pointer = $"/features/{index}";
            if (shape is not (Polygon or MultiPolygon) || shape.IsEmpty)
                faults.Add(new BoundaryFault($"{pointer}/geometry", "not_a_polygon", new("边界须为多边形。", "A boundary is a polygon.")));
            else if (shape.NumPoints > BoundaryShape.MaxPoints)
                faults.Add(TooManyPoints(pointer));
            else
                Add(new FiledBoundary(index, code, shape));
        }

        void Add(FiledBoundary filed)
        {
            var (shape, turned) = BoundaryShape.Normalise(filed.Shape, datum);
            if (BoundaryChecks.OfShape(filed.Pointer, shape) is { } fault)
            {
                faults.Add(fault);
                return;
            }
            boundaries.Add(filed with { Shape = shape });
            if (turned)
            {
                warnings.Add(BoundaryChecks.At(filed.Pointer, "wrong_ring_order", new(
                    "环的方向不合 RFC 7946，已反转。", "A ring was not in the order of RFC 7946 and was turned."), shape.Coordinate));
            }
        }

        static BoundaryFault TooManyPoints(string pointer) => new($"{pointer}/geometry", "too_many_points", new(
            $"一个边界最多 {BoundaryShape.MaxPoints} 点，请先简化。",
            $"A boundary has at most {BoundaryShape.MaxPoints} points; simplify it first."));

        /// <summary>Counted before the shape is made, so that a large one takes no memory.</summary>
        static int CountPoints(JsonElement geometry) =>
            geometry.ValueKind == JsonValueKind.Object && geometry.TryGetProperty("coordinates", out var coordinates)
                ? CountPositions(coordinates)
                : 0;

        static int CountPositions(JsonElement list) =>
            list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0 ? 0
            : list[0].ValueKind == JsonValueKind.Number ? 1
            : list.EnumerateArray().Sum(CountPositions);
    }
}
