using System.Text;
using GridGov.Host;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Esri;

namespace GridGov.Tests.Features.Grids;

/// <summary>The command imports GeoJSON and Shapefiles as Chinese offices have them.</summary>
public sealed class ImportBoundariesCommandTests : IDisposable
{
    const string Degrees = """PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]""";
    const string Wgs84 =
        """GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],""" + Degrees;
    const string Cgcs2000 = """GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000","""
        + """SPHEROID["CGCS2000",6378137.0,298.257222101]],""" + Degrees;
    const string Beijing1954 =
        """GEOGCS["GCS_Beijing_1954",DATUM["D_Beijing_1954",SPHEROID["Krasovsky_1940",6378245.0,298.3]],""" + Degrees;

    static readonly Encoding Gbk = CodePagesEncodingProvider.Instance.GetEncoding("GBK")!;

    readonly string folder = Directory.CreateTempSubdirectory("gridgov-boundaries-").FullName;
    readonly TestStore store;
    readonly StringWriter output = new();
    readonly StringWriter errors = new();
    int shapes;

    public ImportBoundariesCommandTests() => store = new TestStore(folder);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task GeoJSON_is_imported_and_its_faults_are_printed()
    {
        await AddDivisions();
        var file = Path.Combine(folder, "boundaries.geojson");
        await File.WriteAllTextAsync(file, TestBoundaries.Collection(TestBoundaries.Square("410103", 113.6, 34.7, 0.1)));
        (await Run(file, "--dry-run")).ShouldBe(0, errors.ToString());
        output.ToString().ShouldContain("A dry run; nothing was written: 1 stored, 0 unchanged.");
        (await Run(file, "--from", "2026-01-01")).ShouldBe(0, errors.ToString());
        output.ToString().ShouldContain("\n1 stored, 0 unchanged.", Case.Sensitive);
        await File.WriteAllTextAsync(file, TestBoundaries.Collection(TestBoundaries.Square("410103009", 113.6, 34.7, 0.2)));
        (await Run(file)).ShouldBe(1);
        errors.ToString().ShouldContain("/features/0/properties/code: unknown_grid");
        output.ToString().ShouldContain("Nothing was imported.");
    }

    [Theory]
    [InlineData(Wgs84, null)]
    [InlineData(Cgcs2000, "GBK")]
    [InlineData(Cgcs2000, "936")]
    [InlineData(Wgs84, "UTF-8")]
    public async Task A_Shapefile_is_imported_in_the_encoding_of_its_cpg_or_in_GBK(string projection, string? cpg)
    {
        await AddDivisions();
        (await Run(Shape(projection, cpg))).ShouldBe(0, errors.ToString());
        output.ToString().ShouldContain("1 stored, 0 unchanged.");
    }

    [Fact]
    public async Task Another_reference_system_is_refused()
    {
        await AddDivisions();
        (await Run(Shape(Beijing1954, null))).ShouldBe(2);
        errors.ToString().ShouldContain("neither WGS84 nor CGCS2000");
        (await Run(Shape("""PROJCS["WGS_1984_UTM_Zone_49N",GEOGCS["GCS_WGS_1984"]]""", null))).ShouldBe(2);
        errors.ToString().ShouldContain("a projection");
        var bare = Shape(Wgs84, null);
        File.Delete(Path.ChangeExtension(bare, ".prj"));
        (await Run(bare)).ShouldBe(2);
        errors.ToString().ShouldContain("is missing");
        var unknown = Shape(Wgs84, "KLINGON");
        (await Run(unknown)).ShouldBe(2);
        errors.ToString().ShouldContain("KLINGON");
        var broken = Shape(Wgs84, null);
        await File.WriteAllBytesAsync(broken, [1, 2, 3]);
        (await Run(broken)).ShouldBe(2);
    }

    [Theory]
    [InlineData]
    [InlineData("no-such-file.geojson")]
    [InlineData("a.geojson", "--from", "yesterday")]
    [InlineData("a.geojson", "--coord-sys", "mars")]
    public async Task An_invalid_command_exits_with_2(params string[] args)
    {
        (await Run(args)).ShouldBe(2);
        errors.ToString().ShouldNotBeEmpty();
    }

    /// <summary>A Shapefile whose column of codes has a Chinese name, with a square for the county.</summary>
    string Shape(string projection, string? cpg)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, $"shape-{++shapes}")).FullName, "grids.shp");
        var encoding = cpg == "UTF-8" ? Encoding.UTF8 : Gbk;
        var square = new GeometryFactory().CreatePolygon(
            [new(113.6, 34.7), new(113.6, 34.8), new(113.7, 34.8), new(113.7, 34.7), new(113.6, 34.7)]);
        Shapefile.WriteAllFeatures(
            [new Feature(square, new AttributesTable { { "名称", "二七区" }, { "编码", "410103" } })], path, projection, encoding);
        var declared = Path.ChangeExtension(path, ".cpg");
        File.Delete(declared);
        if (cpg is not null)
            File.WriteAllText(declared, cpg);
        return path;
    }

    async Task AddDivisions()
    {
        var file = Path.Combine(folder, "divisions.csv");
        await File.WriteAllTextAsync(file, "code,name\n4101,郑州市\n410103,二七区\n");
        (await CommandLine.Run(["import", "divisions", file, .. store.Arguments], output, errors)).ShouldBe(0, errors.ToString());
    }

    Task<int> Run(params string[] args) => CommandLine.Run(["import", "boundaries", .. args, .. store.Arguments], output, errors);
}
