using System.Globalization;
using System.Text;
using GridGov.Geo;
using GridGov.Geo.Boundaries;

namespace GridGov.Tests.Geo;

/// <summary>Boundaries are read strictly, and each fault is named with its place.</summary>
public class BoundaryFileTests
{
    const double Metre = 1 / 111_320.0;

    static BoundaryFile Read(CoordSys datum, params (string Code, (double X, double Y)[][] Rings)[] features) =>
        BoundaryFile.Read(Encoding.UTF8.GetBytes(Collection(features)), datum);

    static string Collection(IEnumerable<(string Code, (double X, double Y)[][] Rings)> features) =>
        """{"type":"FeatureCollection","features":[""" + string.Join(',', features.Select(each => Feature(each.Code, each.Rings))) + "]}";

    static string Feature(string code, (double X, double Y)[][] rings) =>
        """{"type":"Feature","properties":{"code":""" + $"\"{code}\"" + """},"geometry":{"type":"Polygon","coordinates":["""
        + string.Join(',', rings.Select(ring => $"[{string.Join(',', ring.Append(ring[0]).Select(Position))}]")) + "]}}";

    static string Position((double X, double Y) point) => string.Create(CultureInfo.InvariantCulture, $"[{point.X:R},{point.Y:R}]");

    static (double, double)[] Square(double x, double y, double side) => [(x, y), (x + side, y), (x + side, y + side), (x, y + side)];

    [Theory]
    [InlineData("x")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"type":"Point","coordinates":[113.65,34.75]}""")]
    [InlineData("""{"type":"Polygon","coordinates":"x"}""")]
    public void A_geometry_of_a_request_that_is_no_polygon_is_a_fault(string text)
    {
        // The first is a text that is not UTF-8, which is noticed only when it is read.
        var json = text == "x" ? [(byte)'"', 0xE8, 0xB7, (byte)'"'] : Encoding.UTF8.GetBytes(text);
        using var document = System.Text.Json.JsonDocument.Parse(json);
        BoundaryFile.Read(document.RootElement, CoordSys.Wgs84).Faults.ShouldHaveSingleItem().Pointer.ShouldBe("/features/0/geometry");
    }

    [Fact]
    public void A_polygon_is_read_with_its_rings_in_the_order_of_the_standard()
    {
        var file = Read(CoordSys.Wgs84, ("410103003005001", [[.. Enumerable.Reverse(Square(113.65, 34.75, 0.01))]]));
        file.Faults.ShouldBeEmpty();
        var only = file.Boundaries.ShouldHaveSingleItem();
        only.Code.ShouldBe("410103003005001");
        NetTopologySuite.Algorithm.Orientation.IsCCW(only.Shape.Coordinates).ShouldBeTrue();
        BoundaryChecks.AreaOf(only.Shape).ShouldBe(1_113.2 * 1_113.2 * Math.Cos(34.755 * Math.PI / 180), 10);
    }

    [Fact]
    public void Other_datums_are_converted()
    {
        var (lng, lat) = Coordinates.FromWgs84(CoordSys.Gcj02, 113.65, 34.75);
        var file = Read(CoordSys.Gcj02, ("410103003005001", [Square(lng, lat, 0.01)]));
        var corner = file.Boundaries.ShouldHaveSingleItem().Shape.Coordinates.MinBy(c => c.X + c.Y)!;
        (corner.X, corner.Y).ShouldBe((113.65, 34.75), new Near());
    }

    sealed class Near : IEqualityComparer<(double X, double Y)>
    {
        public bool Equals((double X, double Y) one, (double X, double Y) other) =>
            Math.Abs(one.X - other.X) < 1e-6 && Math.Abs(one.Y - other.Y) < 1e-6;

        public int GetHashCode((double X, double Y) point) => 0;
    }

    [Fact]
    public void Each_fault_is_named_with_its_place()
    {
        (double, double)[] crossing = [(113.65, 34.75), (113.66, 34.76), (113.66, 34.75), (113.65, 34.76)];
        var crossed = Read(CoordSys.Wgs84, ("410103003005001", [crossing])).Faults.ShouldHaveSingleItem();
        (crossed.Pointer, crossed.Code).ShouldBe(("/features/0/geometry", "self_crossing"));
        crossed.Lng!.Value.ShouldBe(113.655, 1e-6);
        crossed.Lat!.Value.ShouldBe(34.755, 1e-6);
        Read(CoordSys.Wgs84, ("410103003005001", [Square(113.65, 34.75, 0.01), Square(113.653, 34.753, 0.002)]))
            .Faults.ShouldHaveSingleItem().Code.ShouldBe("hole");
        Read(CoordSys.Wgs84, ("x", [Square(113.65, 34.75, 0.01)])).Faults.ShouldHaveSingleItem().Pointer
            .ShouldBe("/features/0/properties/code");
        Read(CoordSys.Wgs84, ("410103003005001", [Square(34.75, 113.65, 0.01)])).Faults.ShouldHaveSingleItem().Code
            .ShouldBe("out_of_range");
        BoundaryFile.Read("[]"u8.ToArray(), CoordSys.Wgs84).Faults.ShouldHaveSingleItem().Code.ShouldBe("malformed_geojson");
    }

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(1.5, true)]
    public void A_metre_outside_the_parent_or_over_a_sibling_is_tolerated(double metres, bool faulty)
    {
        var west = 113.655 - (metres * Metre * 1.3);
        var shapes = Read(CoordSys.Wgs84,
            ("410103003005", [Square(113.65, 34.75, 0.01)]),
            ("410103003005001", [[(113.65, 34.75), (113.655, 34.75), (113.655, 34.75 + (0.01 + (metres * Metre))), (113.65, 34.76)]]),
            ("410103003005002", [[(west, 34.75), (113.66, 34.75), (113.66, 34.76), (west, 34.76)]]))
            .Boundaries.Select(each => each.Shape).ToList();
        (BoundaryChecks.OutsideParent("/features/1", shapes[1], "410103003005", new BoundaryArea(shapes[0])) is not null).ShouldBe(faulty);
        var overlap = BoundaryChecks.Overlap("/features/2", shapes[2], "410103003005001", shapes[1]);
        (overlap is not null).ShouldBe(faulty);
        overlap?.Lng!.Value.ShouldBe(113.655, 2e-5);
    }
}
