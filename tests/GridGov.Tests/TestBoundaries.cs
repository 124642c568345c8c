using System.Globalization;

namespace GridGov.Tests;

/// <summary>
/// Boundaries for a test street of a square kilometre: the community is its western half, which its two unit grids halve, and the other
/// community with its unit grid the eastern half. Each street lies elsewhere.
/// </summary>
public sealed class TestBoundaries
{
    readonly TestStreet street;
    readonly double west;
    readonly double south;

    public TestBoundaries(TestStreet street)
    {
        this.street = street;
        var number = int.Parse(street.Street[2..6], CultureInfo.InvariantCulture);
        (west, south) = (80 + (number / 100 * 0.5), 20 + (number % 100 * 0.3));
    }

    /// <summary>The position so many metres east and north of the street's south-western corner.</summary>
    public (double Lng, double Lat) At(double east, double north) => (
        Math.Round(west + (east / (111_320 * Math.Cos((south + 0.0045) * Math.PI / 180))), 7), Math.Round(south + (north / 111_320), 7));

    public object Location(double east, double north) => new { lng = At(east, north).Lng, lat = At(east, north).Lat };

    public string Query(double east, double north) =>
        string.Create(CultureInfo.InvariantCulture, $"lng={At(east, north).Lng}&lat={At(east, north).Lat}");

    /// <summary>A feature with a rectangle, in metres.</summary>
    public string Box(string code, double fromEast, double toEast, double fromNorth = 0, double toNorth = 1000) =>
        Feature(code, [At(fromEast, fromNorth), At(toEast, fromNorth), At(toEast, toNorth), At(fromEast, toNorth)]);

    public string[] All =>
    [
        Box(street.Street, 0, 1000), Box(street.Community, 0, 500), Box(street.OtherCommunity, 500, 1000),
        Box(street.Grid, 0, 250), Box(street.NextGrid, 250, 500), Box(street.OtherGrid, 500, 1000),
    ];

    /// <summary>Imports the boundaries of the whole street.</summary>
    public static async Task<TestBoundaries> Import(TestStreet street)
    {
        var boundaries = new TestBoundaries(street);
        (await boundaries.Post(boundaries.All)).ShouldBeOk();
        return boundaries;
    }

    public async Task<Answer> Post(string[] features, string query = "") =>
        await Post(await street.Admin(), Collection(features), query);

    public static Task<Answer> Post(Caller caller, string collection, string query = "") =>
        caller.PostRaw("/v1/grids/boundaries" + query, collection, "application/geo+json");

    public static string Collection(params string[] features) =>
        """{"type":"FeatureCollection","features":[""" + string.Join(',', features) + "]}";

    public static string Square(string code, double lng, double lat, double side) =>
        Feature(code, [(lng, lat), (lng + side, lat), (lng + side, lat + side), (lng, lat + side)]);

    public static string Feature(string code, params IEnumerable<(double Lng, double Lat)>[] rings) =>
        """{"type":"Feature","properties":{"code":""" + $"\"{code}\"" + """},"geometry":{"type":"Polygon","coordinates":["""
        + string.Join(',', rings.Select(ring => $"[{string.Join(',', ring.Append(ring.First()).Select(Position))}]")) + "]}}";

    static string Position((double Lng, double Lat) point) => string.Create(CultureInfo.InvariantCulture, $"[{point.Lng:R},{point.Lat:R}]");
}
