using System.Net;
using System.Net.Http.Headers;
using NetTopologySuite.IO.VectorTiles;
using NetTopologySuite.IO.VectorTiles.Mapbox;

namespace GridGov.Tests.Features.Tickets.Tiles;

/// <summary>Tiles show the grids and tickets of the caller, and no others.</summary>
public class GetTileTests
{
    [Fact]
    public async Task A_tile_has_the_grids_and_tickets_that_the_caller_may_see()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var dispatcher = await street.Dispatcher();
        var filed = (await dispatcher.Post("/v1/tickets", Body(boundaries, street.Grid, "0107"))).ShouldBeCreated();
        (await dispatcher.Post("/v1/tickets", Body(boundaries, street.Grid, "0704"))).ShouldBeCreated();

        var tile = await Read(dispatcher, Address(boundaries, 15));
        // The street may lie in two tiles.
        Values(tile, "grids", "code").ShouldBeSubsetOf(
            [street.Street, street.Community, street.Grid, street.NextGrid, street.OtherCommunity, street.OtherGrid]);
        Values(tile, "grids", "code").ShouldContain(street.Grid);
        Values(tile, "tickets", "ticket").ShouldBe([filed.Id]);
        Values(tile, "tickets", "status").ShouldBe(["submitted"]);
        var shape = tile.Layers.Single(layer => layer.Name == "grids").Features
            .First(each => (string)each.Attributes["code"] == street.Grid);
        shape.Geometry.EnvelopeInternal.MinX.ShouldBe(boundaries.At(0, 0).Lng, 1e-3);

        var coarse = Values(await Read(dispatcher, Address(boundaries, 12)), "grids", "code");
        coarse.ShouldContain(street.Community);
        coarse.ShouldNotContain(street.Grid);
        Values(await Read(await street.OtherWorker(), Address(boundaries, 14, east: 750)), "grids", "code").ShouldBe([street.OtherGrid]);
        Values(await Read(await street.OtherWorker(), Address(boundaries, 15)), "tickets", "ticket").ShouldBeEmpty();
        (await Read(await street.Outsider(), Address(boundaries, 15))).Layers.ShouldBeEmpty();
        Values(await Read(dispatcher, "/v1/tiles/9/0/0.mvt"), "grids", "code").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tile_is_private_and_revalidated()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var head = await street.Head1();
        var address = Address(boundaries, 14);
        var tile = (await head.Get(address)).ShouldBeOk();
        tile.Header("Cache-Control").ShouldBe("no-cache, private", "it is shown to the caller alone");
        (await head.Get(address, ("If-None-Match", tile.Header("ETag")!))).ShouldBe(HttpStatusCode.NotModified);
        (await (await street.Dispatcher()).Post("/v1/tickets", Body(boundaries, street.Grid, "0107"))).ShouldBeCreated();
        (await head.Get(address, ("If-None-Match", tile.Header("ETag")!))).ShouldBeOk();
    }

    [Theory]
    [InlineData("3/8/0")]
    [InlineData("3/0/8")]
    [InlineData("23/0/0")]
    [InlineData("-1/0/0")]
    public async Task Numbers_outside_the_zoom_do_not_exist(string numbers) =>
        (await (await (await TestStreet.New()).Head1()).Get($"/v1/tiles/{numbers}.mvt")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");

    [Fact]
    public async Task What_is_no_number_is_refused() =>
        (await (await (await TestStreet.New()).Head1()).Get("/v1/tiles/x/0/0.mvt"))
            .ShouldFault("/z", "invalid-parameter", "invalid-parameter");

    static object Body(TestBoundaries boundaries, string grid, string category) =>
        new { category, description = "行道树倾斜", grid, location = boundaries.Location(100, 500) };

    static string Address(TestBoundaries boundaries, int zoom, double east = 100)
    {
        var (x, y) = Numbers(boundaries, zoom, east);
        return $"/v1/tiles/{zoom}/{x}/{y}.mvt";
    }

    static (int X, int Y) Numbers(TestBoundaries boundaries, int zoom, double east)
    {
        var (lng, lat) = boundaries.At(east, 500);
        var radians = lat * Math.PI / 180;
        return ((int)((lng + 180) / 360 * (1 << zoom)),
            (int)((1 - (Math.Log(Math.Tan(radians) + (1 / Math.Cos(radians))) / Math.PI)) / 2 * (1 << zoom)));
    }

    static async Task<VectorTile> Read(Caller caller, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.mapbox-vector-tile"));
        using var response = await caller.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/vnd.mapbox-vector-tile");
        var numbers = address.Split('/', '.');
        var tile = new NetTopologySuite.IO.VectorTiles.Tiles.Tile(
            int.Parse(numbers[4], System.Globalization.CultureInfo.InvariantCulture),
            int.Parse(numbers[5], System.Globalization.CultureInfo.InvariantCulture),
            int.Parse(numbers[3], System.Globalization.CultureInfo.InvariantCulture));
        return new MapboxTileReader().Read(new MemoryStream(await response.Content.ReadAsByteArrayAsync()), tile);
    }

    static List<string> Values(VectorTile tile, string layer, string name) => [.. tile.Layers.Where(each => each.Name == layer)
        .SelectMany(each => each.Features).Select(feature => (string)feature.Attributes[name])];
}
