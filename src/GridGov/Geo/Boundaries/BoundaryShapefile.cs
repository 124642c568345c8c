using System.Text;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Esri;
using NetTopologySuite.IO.Esri.Shapefiles.Readers;

namespace GridGov.Geo.Boundaries;

/// <summary>
/// Reads boundaries from a Shapefile (.shp with .dbf, .prj and .cpg). Names are in the encoding of the .cpg, else in GB18030, which
/// includes GBK. The .prj must say WGS84 or CGCS2000 in degrees.
/// </summary>
public static class BoundaryShapefile
{
    public const string Ending = ".shp";

    /// <summary>Names of the two datums in the .prj files of common programs, without spaces, hyphens and underscores.</summary>
    static readonly string[] Datums = ["WGS1984", "WGS84", "CGCS2000", "CHINA2000", "CHINAGEODETICCOORDINATESYSTEM2000"];

    /// <exception cref="SettingsException">The file cannot be read; the message says why.</exception>
    public static BoundaryFile Read(string path, CoordSys datum)
    {
        try
        {
            CheckReferenceSystem(Path.ChangeExtension(path, ".prj"));
            using var reader = Shapefile.OpenRead(path, new ShapefileReaderOptions
            {
                Encoding = EncodingOf(Path.ChangeExtension(path, ".cpg")),
                // A shape that cannot be mended is a fault of the file, and is named as one.
                GeometryBuilderMode = GeometryBuilderMode.IgnoreInvalidShapes,
            });
            return BoundaryFile.Of(Features(reader).ToList(), datum);
        }
        catch (Exception e) when (e is ShapefileException or ArgumentException or InvalidOperationException or FormatException
            or OverflowException or IndexOutOfRangeException)
        {
            throw new SettingsException($"{path} cannot be read as a Shapefile: {e.Message}");
        }
    }

    static IEnumerable<(string? Code, Geometry? Shape)> Features(ShapefileReader reader)
    {
        while (reader.Read())
        {
            yield return (BoundaryFile.CodeOf(reader.Fields.Select(field => (field.Name, (object?)field.Value))), reader.Geometry);
        }
    }

    static void CheckReferenceSystem(string path)
    {
        if (!File.Exists(path))
            throw new SettingsException($"{path} is missing, so the reference system is unknown.");
        var text = File.ReadAllText(path).ToUpperInvariant().Replace("_", "", StringComparison.Ordinal)
            .Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        if (text.Contains("PROJCS", StringComparison.Ordinal) || text.Contains("PROJCRS", StringComparison.Ordinal))
            throw new SettingsException($"{path} says a projection; convert the file to WGS84 or CGCS2000 in degrees.");
        if (!Array.Exists(Datums, name => text.Contains(name, StringComparison.Ordinal)))
            throw new SettingsException($"{path} says neither WGS84 nor CGCS2000; convert the file to one of them.");
    }

    static Encoding EncodingOf(string path)
    {
        var name = File.Exists(path) ? File.ReadAllText(path).Trim() : "";
        if (name.Length == 0)
            name = "GB18030";
        name = name.ToUpperInvariant() switch
        {
            "UTF8" => "UTF-8",
            "936" or "CP936" or "ANSI 936" => "GBK",
            var other => int.TryParse(other, out var page) ? $"windows-{page}" : other,
        };
        return (name == "UTF-8" ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(name) ?? TryGet(name))
            ?? throw new SettingsException($"{path} names the encoding {name}, which is not known.");
    }

    static Encoding? TryGet(string name)
    {
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
