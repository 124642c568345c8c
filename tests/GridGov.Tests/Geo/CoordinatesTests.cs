using System.Globalization;
using GridGov.Data;
using GridGov.Geo;

namespace GridGov.Tests.Geo;

public class CoordinatesTests
{
    public static TheoryData<string, string, double, double, double, double> References()
    {
        var data = new TheoryData<string, string, double, double, double, double>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "TestData", "coordinate-vectors.csv")).Skip(1))
        {
            var f = line.Split(',');
            data.Add(f[0], f[1], Number(f[2]), Number(f[3]), Number(f[4]), Number(f[5]));
        }
        return data;
        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    [Theory]
    [MemberData(nameof(References))]
    public void Conversions_agree_with_the_references(string from, string to, double lng, double lat, double expectedLng,
        double expectedLat)
    {
        var wgs = Coordinates.ToWgs84(Codes<CoordSys>.Parse(from), lng, lat);
        var (gotLng, gotLat) = Coordinates.FromWgs84(Codes<CoordSys>.Parse(to), wgs.Lng, wgs.Lat);
        gotLng.ShouldBe(expectedLng, 1e-6);
        gotLat.ShouldBe(expectedLat, 1e-6);
    }
}
