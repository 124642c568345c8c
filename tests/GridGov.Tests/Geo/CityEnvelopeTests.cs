using System.Globalization;
using GridGov.Geo;

namespace GridGov.Tests.Geo;

/// <summary>Coordinates outside the city that a ticket is filed in.</summary>
public class CityEnvelopeTests
{
    const string Street = "410103003";

    static readonly Lazy<Task<TestStreet>> Zhengzhou = new(() => TestStreet.New(new App(), Street));

    static async Task<Answer> File(TestStreet street, double lng, double lat, string? coordSys = null, string language = "en")
    {
        var body = string.Create(CultureInfo.InvariantCulture, $$$"""
            {"category":"0107","description":"树","location":{"lng":{{{lng}}},"lat":{{{lat}}},"coordSys":"{{{coordSys ?? "wgs84"}}}"}}
            """);
        return await (await street.Worker()).Send(HttpMethod.Post, "/v1/tickets",
            new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
            ("Idempotency-Key", Caller.NewKey()), ("Accept-Language", language));
    }

    [Theory]
    [InlineData(113.6553, 34.7502, "wgs84")]
    [InlineData(113.6614, 34.7491, "gcj02")]
    [InlineData(113.6679, 34.7550, "bd09")]
    [InlineData(112.6875, 34.9800, "gcj02")]
    public async Task Places_in_the_city_are_taken(double lng, double lat, string coordSys) =>
        (await File(await Zhengzhou.Value, lng, lat, coordSys)).ShouldBeCreated();

    [Theory]
    [InlineData(0, 0, "wgs84", "no position", "未取得定位")]
    [InlineData(0.0005, -0.0003, "bd09", "no position", "未取得定位")]
    [InlineData(116.3974, 39.9087, "wgs84", "km outside the city", "范围外")]
    [InlineData(114.35, 34.79, "wgs84", "8.2 km outside", "8.2 公里")]
    [InlineData(112.6840, 34.9800, "gcj02", "read as wgs84 they lie inside", "按 wgs84 则在范围内")]
    public async Task Other_places_are_refused_with_the_probable_mistake(
        double lng, double lat, string coordSys, string english, string chinese)
    {
        var street = await Zhengzhou.Value;
        foreach (var (language, hint) in new[] { ("en", english), ("zh-CN", chinese) })
        {
            var refused = (await File(street, lng, lat, coordSys, language)).ShouldFault("/location", "outside_city");
            ((string)refused["errors"]![0]!["detail"]!).ShouldContain(hint);
        }
        var query = string.Create(CultureInfo.InvariantCulture, $"lng={lng}&lat={lat}&coordSys={coordSys}");
        (await (await street.Worker()).Get($"/v1/tickets/duplicates?category=0107&{query}")).ShouldFault("/lng", "outside_city");
        (await (await street.Worker()).Get("/v1/tickets?near=116.3974,39.9087,50000")).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Swapped_coordinates_are_told_apart_from_a_place_elsewhere()
    {
        (await File(await Zhengzhou.Value, 34.7502, 113.6553)).ShouldFault("/location/lat", "swapped");
        // Where both are possible latitudes, only the city knows.
        new CityEnvelope("5101", 20, 50, 21, 51).Check(CoordSys.Wgs84, 50.5, 20.5)!.Kind.ShouldBe(EnvelopeFaultKind.Swapped);
    }

    [Fact]
    public async Task A_deployment_sets_its_own_or_none()
    {
        await using var none = new App([("GridGov:CityEnvelopes:4101", "none")]);
        (await File(await TestStreet.New(none, Street), 116.3974, 39.9087)).ShouldBeCreated();
        await using var own = new App([("GridGov:CityEnvelopes:9950", "116,39,117,41")]);
        var street = await TestStreet.New(own, "995001001");
        (await File(street, 116.3974, 39.9087)).ShouldBeCreated();
        (await File(street, 113.6553, 34.7502)).ShouldFault("/location", "outside_city");
    }

    [Theory]
    [InlineData("112,34,114")]
    [InlineData("114,34,112,35")]
    [InlineData("west,34,114,35")]
    [InlineData("112,34,181,35")]
    [InlineData("112,NaN,114,35")]
    public void What_is_no_rectangle_is_refused(string text) => CityEnvelope.Parse("4101", text).ShouldBeNull();
}
