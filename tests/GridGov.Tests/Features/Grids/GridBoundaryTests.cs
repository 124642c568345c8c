using System.Net;
using System.Text;

namespace GridGov.Tests.Features.Grids;

/// <summary>Boundaries are imported all or none, have versions by day, and are shown as GeoJSON.</summary>
public class GridBoundaryTests
{
    [Fact]
    public async Task Boundaries_are_imported_and_read_by_day()
    {
        var street = await TestStreet.New();
        var boundaries = new TestBoundaries(street);
        var answer = (await boundaries.Post(boundaries.All, "?from=2026-01-01")).ShouldBeOk();
        ((int)answer["stored"]!, (int)answer["unchanged"]!, (string)answer["from"]!).ShouldBe((6, 0, "2026-01-01"));
        (await street.Events(street.Grid)).ShouldBe(["set_boundary"]);
        ((int)(await boundaries.Post(boundaries.All, "?from=2026-01-01")).ShouldBeOk()["unchanged"]!).ShouldBe(6);
        (await street.Events(street.Grid)).ShouldBe(["set_boundary"]);

        var worker = await street.Worker();
        var address = $"/v1/grids/{street.Grid}/boundary";
        var read = (await worker.Get(address, ("Accept", "application/geo+json"))).ShouldBeOk();
        read.Response.Content.Headers.ContentType!.MediaType.ShouldBe("application/geo+json");
        ((string)read["type"]!, (string)read["id"]!, (string)read["geometry"]!["type"]!).ShouldBe(("Feature", street.Grid, "Polygon"));
        ((double)read["properties"]!["areaM2"]!).ShouldBe(250_000, 500);
        (await worker.Get(address, ("If-None-Match", read.Header("ETag")!))).ShouldBe(HttpStatusCode.NotModified);
        (await worker.Get(address + "?day=2025-12-31")).ShouldRefuse(HttpStatusCode.NotFound, "no-boundary");

        // The last boundary of a day counts, and a later day's from that day on.
        (await boundaries.Post([boundaries.Box(street.Grid, 0, 200)], "?from=2026-01-01")).ShouldBeOk();
        (await boundaries.Post([boundaries.Box(street.Grid, 0, 100)], "?from=2026-02-01")).ShouldBeOk();
        (await Area("2026-01-15")).ShouldBe(200_000, 500);
        (await Area("2026-02-01")).ShouldBe(100_000, 500);
        (await worker.Get(address, ("If-None-Match", read.Header("ETag")!))).ShouldBeOk();

        async Task<double> Area(string day) => (double)(await worker.Get($"{address}?day={day}")).ShouldBeOk()["properties"]!["areaM2"]!;
    }

    [Fact]
    public async Task An_import_with_a_fault_writes_nothing_and_names_the_place()
    {
        var street = await TestStreet.New();
        var boundaries = new TestBoundaries(street);
        var english = (await boundaries.Post([.. boundaries.All[..5], boundaries.Box(street.OtherGrid, 500, 1003)]))
            .ShouldFault("/features/5/geometry", "outside_parent", "invalid-boundaries");
        var place = english["errors"]![0]!["place"]!;
        ((double)place["lng"]!).ShouldBe(boundaries.At(1002, 500).Lng, 2e-5);
        (await boundaries.Post(boundaries.All, "?dryRun=true")).ShouldBeOk();
        (await (await street.Worker()).Get($"/v1/grids/{street.Grid}/boundary")).ShouldRefuse(HttpStatusCode.NotFound, "no-boundary");
        (await street.Events(street.Grid)).ShouldBeEmpty();
        var twice = TestBoundaries.Collection(boundaries.Box(street.Grid, 0, 1), boundaries.Box(street.Grid, 0, 1));
        using var content = new StringContent(twice, Encoding.UTF8, "application/json");
        var chinese = await (await street.Admin()).Send(
            HttpMethod.Post, "/v1/grids/boundaries", content, ("Idempotency-Key", Caller.NewKey()), ("Accept-Language", "zh-CN"));
        chinese.ShouldFault("/features/1/properties/code", "duplicate", "invalid-boundaries");
        ((string)chinese["errors"]![0]!["detail"]!).ShouldBe($"{street.Grid} 重复。");
    }

    [Fact]
    public async Task Boundaries_are_compared_with_the_stored_ones()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        (await boundaries.Post([boundaries.Box(street.NextGrid, 240, 500)]))
            .ShouldFault("/features/0/geometry", "overlap", "invalid-boundaries");
        (await boundaries.Post([boundaries.Box(street.NextGrid, 250, 510)]))
            .ShouldFault("/features/0/geometry", "outside_parent", "invalid-boundaries");
        (await boundaries.Post([boundaries.Box(street.Community, 0, 400)]))
            .ShouldFault("/features/0/geometry", "child_outside", "invalid-boundaries");
        // Half a metre is within the tolerance.
        (await boundaries.Post([boundaries.Box(street.NextGrid, 249.5, 500.5)])).ShouldBeOk();
        // Together both may move.
        (await boundaries.Post([boundaries.Box(street.Grid, 0, 300), boundaries.Box(street.NextGrid, 300, 500)])).ShouldBeOk();
    }

    [Fact]
    public async Task A_ring_in_the_wrong_order_is_turned_and_named()
    {
        var street = await TestStreet.New();
        var boundaries = new TestBoundaries(street);
        var clockwise = TestBoundaries.Feature(street.Grid,
            [boundaries.At(0, 0), boundaries.At(0, 100), boundaries.At(100, 100), boundaries.At(100, 0)]);
        var warning = (await boundaries.Post([clockwise])).ShouldBeOk()["warnings"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)warning["pointer"]!, (string)warning["code"]!).ShouldBe(("/features/0/geometry", "wrong_ring_order"));
    }

    [Theory]
    [InlineData("", "malformed_geojson")]
    [InlineData("/features", "out_of_range", "{\"type\":\"FeatureCollection\",\"features\":[]}")]
    [InlineData("", "malformed_geojson", "code,name\n4101,x\n")]
    [InlineData("/crs", "unsupported_crs", """{"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:3857"}},"features":[]}""")]
    public async Task What_is_no_GeoJSON_is_refused(string pointer, string code, string body = "[1]")
    {
        var street = await TestStreet.New();
        (await TestBoundaries.Post(await street.Admin(), body)).ShouldFault(pointer, code, "invalid-boundaries");
    }

    [Fact]
    public async Task Unusable_polygons_are_refused()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        await Refused("too_few_points", [(100, 30), (100.001, 30)]);
        var open = TestBoundaries.Collection(TestBoundaries.Feature(street.Grid, [(100, 30), (100.001, 30), (100, 30.001)]))
            .Replace(",[100,30]]", "]", StringComparison.Ordinal);
        (await TestBoundaries.Post(admin, open)).ShouldFault("/features/0/geometry", "malformed_feature", "invalid-boundaries");
        await Refused("self_crossing", [(100, 30), (100.001, 30.001), (100.001, 30), (100, 30.001)]);
        await Refused("antimeridian", [(179.9, 30), (-179.9, 30), (-179.9, 30.1), (179.9, 30.1)]);
        await Refused("out_of_range", [(30, 100), (30.001, 100), (30.001, 100.001), (30, 100.001)]);
        await Refused("too_many_points", Enumerable.Range(0, 1_000_000).Select(i => (100 + (i % 1000 / 1e4), 30 + (i / 1e8))));
        (await TestBoundaries.Post(admin, TestBoundaries.Collection(TestBoundaries.Feature(street.Grid,
                [(100, 30), (100.01, 30), (100.01, 30.01), (100, 30.01)], [(100.001, 30.001), (100.002, 30.001), (100.002, 30.002)]))))
            .ShouldFault("/features/0/geometry", "hole", "invalid-boundaries");
        const string bare = """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":null},7]}""";
        (await TestBoundaries.Post(admin, bare))
            .ShouldFault("/features/0/properties/code", "wrong_format", "invalid-boundaries")
            .ShouldFault("/features/1/geometry", "malformed_feature", "invalid-boundaries");

        async Task Refused(string code, IEnumerable<(double, double)> ring) =>
            (await TestBoundaries.Post(admin, TestBoundaries.Collection(TestBoundaries.Feature(street.Grid, ring))))
                .ShouldFault("/features/0/geometry", code, "invalid-boundaries");
    }

    [Fact]
    public async Task Unknown_retired_and_foreign_grids_are_refused()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var boundaries = new TestBoundaries(street);
        (await boundaries.Post([boundaries.Box(street.Community + "009", 0, 10)]))
            .ShouldFault("/features/0/properties/code", "unknown_grid", "invalid-boundaries");
        (await boundaries.Post([boundaries.Box(TestStreet.OutsideGrid, 0, 10)]))
            .ShouldFault("/features/0/properties/code", "unknown_grid", "invalid-boundaries");
        (await admin.Post($"/v1/grids/{street.NextGrid}/retire", new { reason = "撤销" }, version: 1)).ShouldBeOk();
        (await boundaries.Post([boundaries.Box(street.NextGrid, 0, 10)]))
            .ShouldFault("/features/0/properties/code", "grid_retired", "invalid-boundaries");
    }

    [Fact]
    public async Task Only_administrators_import_and_see_the_report_and_only_their_own_grids_are_shown()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var head = await street.Head1();
        (await TestBoundaries.Post(head, TestBoundaries.Collection(boundaries.All)))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await head.Get($"/v1/grids/{street.Street}/boundary-report")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Outsider()).Get($"/v1/grids/{street.Grid}/boundary")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Admin()).Get($"/v1/grids/{TestStreet.OutsideStreet}/boundary-report"))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Admin()).PostRaw("/v1/grids/boundaries", "x", "text/csv"))
            .ShouldRefuse(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        (await boundaries.Post(boundaries.All, "?from=2026-13-01")).ShouldFault("/from", "wrong_format");
        (await boundaries.Post(boundaries.All, "?coordSys=mars")).ShouldFault("/coordSys", "unknown_code");
    }

    [Fact]
    public async Task Another_datum_is_converted()
    {
        var street = await TestStreet.New();
        var boundaries = new TestBoundaries(street);
        var sent = new[] { boundaries.At(0, 0), boundaries.At(250, 0), boundaries.At(250, 1000), boundaries.At(0, 1000) }
            .Select(point => GridGov.Geo.Coordinates.FromWgs84(GridGov.Geo.CoordSys.Gcj02, point.Lng, point.Lat));
        (await boundaries.Post([TestBoundaries.Feature(street.Grid, sent)], "?coordSys=gcj02")).ShouldBeOk();
        var read = (await (await street.Worker()).Get($"/v1/grids/{street.Grid}/boundary")).ShouldBeOk();
        var corner = read["geometry"]!["coordinates"]![0]![0]!;
        ((double)corner[0]!).ShouldBe(boundaries.At(0, 0).Lng, 1e-6);
        ((double)corner[1]!).ShouldBe(boundaries.At(0, 0).Lat, 1e-6);
    }

    [Fact]
    public async Task The_report_shows_gaps_overlaps_and_missing_boundaries()
    {
        var street = await TestStreet.New();
        var boundaries = new TestBoundaries(street);
        (await boundaries.Post([boundaries.Box(street.Street, 0, 1000), boundaries.Box(street.Community, 0, 500)])).ShouldBeOk();
        var admin = await street.Admin();
        var report = (await admin.Get($"/v1/grids/{street.Street}/boundary-report")).ShouldBeOk();
        ((double)report["gapAreaM2"]!).ShouldBe(500_000, 1000);
        ((int)report["gapCount"]!).ShouldBe(1);
        ((double)report["gaps"]![0]!["place"]!["lng"]!).ShouldBe(boundaries.At(750, 500).Lng, 1e-3);
        report["missing"]!.AsArray().Select(each => (string)each!["code"]!).ShouldBe([street.OtherCommunity]);
        report["overlaps"]!.AsArray().ShouldBeEmpty();
        (await boundaries.Post([boundaries.Box(street.OtherCommunity, 500.9, 1000)])).ShouldBeOk();
        report = (await admin.Get($"/v1/grids/{street.Street}/boundary-report")).ShouldBeOk();
        ((int)report["gapCount"]!, report["missing"]!.AsArray().Count).ShouldBe((0, 0));
        (await admin.Get($"/v1/grids/{street.Grid}/boundary-report")).ShouldRefuse(HttpStatusCode.NotFound, "no-boundary");
    }

    [Fact]
    public async Task The_list_of_grids_is_sent_as_GeoJSON()
    {
        var street = await TestStreet.New();
        var boundaries = new TestBoundaries(street);
        (await boundaries.Post([boundaries.Box(street.Grid, 0, 250)])).ShouldBeOk();
        var head = await street.Head2();
        var list = (await head.Get("/v1/grids?level=3", ("Accept", "application/geo+json"))).ShouldBeOk();
        list.Response.Content.Headers.ContentType!.MediaType.ShouldBe("application/geo+json");
        var features = list["features"]!.AsArray();
        features.Select(each => (string)each!["id"]!).ShouldBe([street.Grid, street.NextGrid]);
        ((int)list["numberReturned"]!).ShouldBe(2);
        ((string)features[0]!["geometry"]!["type"]!, (string)features[0]!["properties"]!["name"]!).ShouldBe(("Polygon", "第1网格"));
        features[1]!["geometry"].ShouldBeNull();
        foreach (var parameter in new[] { "limit=1", "count=true", "cursor=x" })
            (await head.Get("/v1/grids?" + parameter, ("Accept", "application/geo+json")))
                .ShouldRefuse(HttpStatusCode.BadRequest, "not-in-export");
    }

    [Fact]
    public async Task Two_boundaries_of_one_day_in_one_request_are_refused_and_a_repeated_key_imports_once()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var body = TestBoundaries.Collection(new TestBoundaries(street).All);
        var key = Caller.NewKey();
        for (var i = 0; i < 2; i++)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/geo+json");
            ((int)(await admin.Send(HttpMethod.Post, "/v1/grids/boundaries", content, ("Idempotency-Key", key))).ShouldBeOk()["stored"]!)
                .ShouldBe(6);
        }
        (await street.Events(street.Grid)).ShouldBe(["set_boundary"]);
    }
}
