using System.Net;
using System.Text.Json.Nodes;
using GridGov.Tests.Domain.Deadlines;
using GridGov.Tests.Features.Tickets;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Features.Statistics;

/// <summary>The heat map: tiles and unit grids, each with a link to its tickets.</summary>
public class HeatTests
{
    static async Task<Answer> FileAt(TestStreet street, double lng, double lat, string category = Greenery, string? grid = null) =>
        (await (await street.Dispatcher())
            .Post("/v1/tickets", new { category, description = "行道树倾斜", grid = grid ?? street.Grid, location = new { lng, lat } }))
            .ShouldBeCreated();

    static async Task<JsonArray> Features(Caller caller, string query = "")
    {
        var map = (await caller.Get("/v1/statistics/heat" + query)).ShouldBeOk();
        map.Response.Content.Headers.ContentType!.MediaType.ShouldBe("application/geo+json");
        ((string?)map["type"]).ShouldBe("FeatureCollection");
        foreach (var feature in map["features"]!.AsArray())
        {
            // Each count equals that of the linked list.
            var list = (await caller.Get((string)feature!["properties"]!["tickets"]!)).ShouldBeOk();
            ((long)list["count"]!).ShouldBe((long)feature["properties"]!["total"]!, (string)feature["properties"]!["tickets"]!);
        }
        return map["features"]!.AsArray();
    }

    static async Task<TestStreet> WithTickets()
    {
        var street = await TestStreet.New();
        var (dispatcher, officer) = (await street.Dispatcher(), await street.Officer());
        // Two in one tile of 0.005°, one of them closed; one in the next; one without a place.
        var closed = await FileAt(street, 113.6553, 34.7502);
        closed = (await dispatcher.Do(closed, "accept")).ShouldBeOk();
        closed = (await dispatcher.Do(closed, "dispatch", new { handlerId = street.PersonId("officer").ToString() })).ShouldBeOk();
        closed = (await officer.Do(closed, "take")).ShouldBeOk();
        closed = (await officer.Do(closed, "resolve", new { result = "已扶正" })).ShouldBeOk();
        (await (await street.Inspector()).Do(closed, "pass")).ShouldBeOk();
        (await dispatcher.Do(await FileAt(street, 113.6598, 34.7548), "accept")).ShouldBeOk();
        (await dispatcher.Do(await FileAt(street, 113.6601, 34.7502, "0801", street.OtherGrid), "reject", new { reason = "不属实" }))
            .ShouldBeOk();
        await street.File();
        return street;
    }

    [Fact]
    public async Task Tiles_count_the_tickets_inside_them()
    {
        var street = await WithTickets();
        var head = await street.Head1();
        var tiles = await Features(head);
        tiles.Count.ShouldBe(2);
        tiles[0]!["geometry"]!.ToJsonString().ShouldBe(
            """{"type":"Polygon","coordinates":[[[113.655,34.750],[113.660,34.750],"""
            + "[113.660,34.755],[113.655,34.755],[113.655,34.750]]]}");
        Counts(tiles[0]!).ShouldBe((2, 1, 1, 0, 0, 2));
        ((decimal)tiles[0]!["properties"]!["resolutionRate"]!).ShouldBe(0.5m);
        ((string)tiles[0]!["properties"]!["display"]!).ShouldBe("50.00 %");
        Counts(tiles[1]!).ShouldBe((1, 0, 0, 1, 0, 0));
        tiles[1]!["properties"]!["resolutionRate"].ShouldBeNull("nothing is established");

        (await Features(head, "?cell=0.001")).Count.ShouldBe(3);
        (await Features(head, "?cell=0.01")).Count.ShouldBe(2);
        (await Features(head, "?cell=1")).Count.ShouldBe(1);
        (await Features(head, "?zoom=20")).Count.ShouldBe(3);
        (await Features(head, "?zoom=3")).Count.ShouldBe(1);
        (await Features(head, "?cell=1&category=01"))[0]!["properties"]!["total"]!.GetValue<long>().ShouldBe(2);
        (await Features(head, "?cell=1&category=0801&programme=social_conditions"))[0]!["properties"]!["total"]!.GetValue<long>()
            .ShouldBe(1);
        (await Features(head, "?from=2020-01-01&to=2020-02-01")).ShouldBeEmpty();
        (await Features(head, $"?grid={street.OtherCommunity}")).ShouldHaveSingleItem();
        (await Features(head, $"?grid={street.Grid}")).ShouldHaveSingleItem();
        (await Features(await street.Head2())).ShouldHaveSingleItem();
        (await Features(await street.Supervisor(), "?cell=1"))[0]!["properties"]!["total"]!.GetValue<long>().ShouldBe(3);
        // Links carry coordinates exactly, in every quadrant of the world.
        foreach (var (lng, lat) in new[] { (-73.9857, 40.7484), (-0.0005, -0.0005), (151.2, -33.9), (-179.9995, 89.9995) })
        {
            await FileAt(street, lng, lat);
            var ring = (await Features(head, "?cell=0.002")).Select(feature => feature!["geometry"]!["coordinates"]![0]!.AsArray())
                .Where(points => Edge(points, 0, 0) <= lng && lng < Edge(points, 2, 0) && Edge(points, 0, 1) <= lat
                    && lat < Edge(points, 2, 1));
            ring.ShouldHaveSingleItem();
        }

        static double Edge(JsonArray points, int point, int axis) => (double)points[point]![axis]!;
    }

    static (long, long, long, long, long, long) Counts(JsonNode feature)
    {
        var figures = feature["properties"]!;
        return (Of("total"), Of("open"), Of("closed"), Of("dropped"), Of("overdue"), Of("established"));

        long Of(string name) => (long)figures[name]!;
    }

    [Fact]
    public async Task Unit_grids_have_all_their_tickets_at_the_middle_of_their_places()
    {
        var street = await WithTickets();
        var grids = await Features(await street.Head1(), "?by=grid");
        grids.Select(feature => (string)feature!["properties"]!["grid"]!).ShouldBe([street.Grid, street.NextGrid, street.OtherGrid]);
        Counts(grids[0]!).ShouldBe((3, 2, 1, 0, 0, 2));
        grids[0]!["geometry"]!.ToJsonString().ShouldBe("""{"type":"Point","coordinates":[113.65755,34.7525]}""");
        Counts(grids[1]!).ShouldBe((0, 0, 0, 0, 0, 0));
        grids[1]!["geometry"].ShouldBeNull();
        ((string)grids[2]!["properties"]!["name"]!).ShouldBe("第1网格");
        (await Features(await street.Head3(), "?by=grid")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_confidential_ticket_is_counted_by_unit_grid_and_not_placed_on_a_map()
    {
        var street = await TestStreet.New();
        await FileAt(street, 113.6553, 34.7502, "0701");
        await FileAt(street, 113.7, 34.8, "0803", street.OtherGrid);
        await FileAt(street, 113.8, 34.9, grid: street.OtherGrid);
        var head = await street.Head1();
        (await Features(head, "?cell=1")).ShouldHaveSingleItem()!["properties"]!["total"]!.GetValue<long>().ShouldBe(1);
        (await Features(head, "?category=07")).ShouldBeEmpty();
        var grids = await Features(head, "?by=grid");
        grids.Select(feature => (long)feature!["properties"]!["total"]!).ShouldBe([1, 0, 2]);
        grids[0]!["geometry"].ShouldBeNull();
        grids[2]!["geometry"]!.ToJsonString().ShouldBe("""{"type":"Point","coordinates":[113.8,34.9]}""", "of the one that is not");
        (await head.Get("/v1/tickets?box=113,34,114,35&count=true")).ShouldBeOk()["count"]!.GetValue<long>().ShouldBe(1);
    }

    [Fact]
    public async Task Overdue_follows_the_clock()
    {
        await using var street = await ClockStreet.At("2026-03-09 09:00");
        await street.Processing("0303");
        street.Clock.MoveTo("2026-03-10 09:00");
        Counts((await Features(await street.As("head3"), "?by=grid"))[0]!).ShouldBe((1, 1, 0, 0, 1, 1));
        street.Clock.MoveTo("2026-04-01 09:00");
        Counts((await Features(await street.As("head3"), "?by=grid"))[0]!).ShouldBe((0, 0, 0, 0, 0, 0), "filed last month");
        (await Features(await street.As("head3"), "?by=grid&from=2026-03-09&to=2026-03-10"))[0]!["properties"]!["total"]!.GetValue<long>()
            .ShouldBe(1);
    }

    [Fact]
    public async Task The_refusal_of_a_map_that_is_too_fine_names_a_cell_size_that_fits()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var worker = street.PersonId("worker");
        // 90 by 90 places, each in a tile of its own.
        await app.Db.Write(tx => tx.Execute("""
            WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 8099)
            INSERT INTO tickets (id, number, status, handling_level, grid_code, street_code, kind, category, programme, role, urgency,
            source, description,
                                 lng, lat, cell, filed_by, filed_at, filed_day, updated_at, version, event_count)
            SELECT @First + i, @Street || '-' || (10000 + i), 'submitted', 3, @Grid, @Street, 'component', '0107', 'seven_fields',
            'urban_management', 'routine', 'patrol', '树',
                   113.6005 + (i % 90) * 0.001, 34.7005 + (i / 90) * 0.001, (124700 + i / 90) * CAST(1000000 AS BIGINT) + 293600 + i % 90,
                   @Worker, @Now, @Today, @Now, 1, 0
              FROM n
            """,
            new { First = GridGov.Data.Id.FirstAt(tx.Now.Milliseconds), street.Street, street.Grid, Worker = worker, tx.Now, tx.Today }));
        var head = await street.Head1();
        var refused = (await head.Get("/v1/statistics/heat?cell=0.001")).ShouldRefuse(HttpStatusCode.Conflict, "map-too-fine");
        ((string)refused["detail"]!).ShouldContain("cell=0.002");
        (await head.Get("/v1/statistics/heat?cell=0.002")).ShouldBeOk()["features"]!.AsArray().Count.ShouldBe(45 * 45);
        var all = (await head.Get("/v1/statistics/heat?cell=0.05")).ShouldBeOk()["features"]!.AsArray();
        all.Sum(feature => (long)feature!["properties"]!["total"]!).ShouldBe(8100);
    }

    [Theory]
    [InlineData("?cell=0.003", "cell", "unknown_code")]
    [InlineData("?cell=-1", "cell", "unknown_code")]
    [InlineData("?cell=0.0010001", "cell", "unknown_code")]
    [InlineData("?cell=0.001&zoom=3", "cell", "not_together")]
    [InlineData("?zoom=23", "zoom", "out_of_range")]
    [InlineData("?by=grid&zoom=3", "zoom", "not_together")]
    [InlineData("?by=street", "by", "unknown_code")]
    [InlineData("?from=2026-01-01", "to", "required")]
    [InlineData("?from=2026-01-01&to=2027-01-03", "to", "out_of_range")]
    [InlineData("?from=2026-01-02&to=2026-01-02", "to", "out_of_range")]
    [InlineData("?category=1", "category", "unknown_code")]
    [InlineData("?programme=x", "programme", "unknown_code")]
    [InlineData("?grid=41x", "grid", "wrong_format")]
    public async Task Bad_input_is_reported_by_name(string query, string parameter, string code)
    {
        var street = await TestStreet.New();
        (await (await street.Head1()).Get("/v1/statistics/heat" + query)).ShouldFault("/" + parameter, code);
    }

    [Fact]
    public async Task A_grid_outside_the_scope_is_not_found_and_the_map_needs_the_statistics_capability()
    {
        var street = await TestStreet.New();
        (await (await street.Head2()).Get($"/v1/statistics/heat?grid={street.OtherCommunity}"))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Head2()).Get($"/v1/statistics/heat?grid={street.Street}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Worker()).Get("/v1/statistics/heat")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }
}
