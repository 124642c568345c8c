using System.Net;
using System.Text.Json.Nodes;

namespace GridGov.Tests.Features.Appointments;

/// <summary>A position is located by the boundaries, with the people who work there.</summary>
public class LocateGridsTests
{
    [Fact]
    public async Task A_position_is_located_in_the_grids_of_the_three_levels()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var found = (await (await street.Head1()).Get($"/v1/grids/locate?{boundaries.Query(100, 500)}")).ShouldBeOk();
        ((bool)found["outside"]!).ShouldBeFalse();
        found["grids"]!.AsArray().Select(each => (string)each!["grid"]!["code"]!).ShouldBe([street.Grid, street.Community, street.Street]);
        var lowest = found["grids"]![0]!;
        ((double)lowest["metresToEdge"]!).ShouldBe(100, 0.5);
        ((string)lowest["first"]!["person"]!["name"]!).ShouldBe("head3");
        lowest["roles"]!.AsArray().Select(each => ((string)each!["role"]!, (string)each!["holder"]!["person"]!["name"]!))
            .ShouldBe([("urban_management", "officer")]);
        lowest["workers"]!.AsArray().Select(each => (string)each!["person"]!["name"]!).ShouldBe(["worker"]);
        found["neighbours"]!.AsArray().ShouldBeEmpty();
        ((string)found["why"]!["code"]!).ShouldBe("inside");
        // Of a worker only the own grids are told.
        var own = (await (await street.Worker()).Get($"/v1/grids/locate?{boundaries.Query(100, 500)}")).ShouldBeOk();
        own["grids"]!.AsArray().Select(each => (string)each!["grid"]!["code"]!).ShouldBe([street.Grid]);
        (await (await street.Outsider()).Get($"/v1/grids/locate?{boundaries.Query(100, 500)}")).ShouldBeOk()["grids"]!.AsArray()
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Near_an_edge_the_neighbour_is_named()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var head = await street.Head1();
        var near = (await head.Get($"/v1/grids/locate?{boundaries.Query(247, 500)}")).ShouldBeOk();
        ((string)near["grids"]![0]!["grid"]!["code"]!).ShouldBe(street.Grid);
        ((double)near["grids"]![0]!["metresToEdge"]!).ShouldBe(3, 0.1);
        near["neighbours"]!.AsArray().Select(each => (string)each!["grid"]!["code"]!).ShouldBe([street.NextGrid]);
        ((double)near["neighbours"]![0]!["metres"]!).ShouldBe(3, 0.1);
        ((string)near["why"]!["code"]!).ShouldBe("near_edge");
        ((string)near["why"]!["en"]!).ShouldContain("第2网格");
        // On the edge itself the answer is the same at every time.
        var (lng, lat) = boundaries.At(250, 500);
        var edge = (await head.Get(FormattableString.Invariant($"/v1/grids/locate?lng={lng}&lat={lat}"))).ShouldBeOk();
        ((string)edge["grids"]![0]!["grid"]!["code"]!).ShouldBe(street.Grid);
    }

    [Fact]
    public async Task Outside_all_grids_the_nearest_is_named_and_nothing_guessed()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var head = await street.Head1();
        var outside = (await head.Get($"/v1/grids/locate?{boundaries.Query(-40, 500)}")).ShouldBeOk();
        ((bool)outside["outside"]!).ShouldBeTrue();
        outside["grids"]!.AsArray().ShouldBeEmpty();
        ((string)outside["nearest"]!["grid"]!["code"]!).ShouldBe(street.Grid);
        ((double)outside["nearest"]!["metres"]!).ShouldBe(40, 0.2);
        ((string)outside["why"]!["code"]!).ShouldBe("outside");
        var bare = await TestStreet.New();
        ((string)(await (await bare.Head1()).Get($"/v1/grids/locate?{boundaries.Query(100, 500)}")).ShouldBeOk()["why"]!["code"]!)
            .ShouldBe("no_boundaries");
    }

    [Fact]
    public async Task A_community_without_unit_boundaries_is_the_answer_and_other_datums_are_converted()
    {
        var street = await TestStreet.New();
        var boundaries = new TestBoundaries(street);
        (await boundaries.Post([boundaries.Box(street.Community, 0, 500)])).ShouldBeOk();
        var (lng, lat) = boundaries.At(100, 500);
        var sent = GridGov.Geo.Coordinates.FromWgs84(GridGov.Geo.CoordSys.Gcj02, lng, lat);
        var found = (await (await street.Head1()).Get(
            FormattableString.Invariant($"/v1/grids/locate?lng={sent.Lng}&lat={sent.Lat}&coordSys=gcj02"))).ShouldBeOk();
        found["grids"]!.AsArray().Select(each => ((string)each!["grid"]!["code"]!, (bool)each["byBoundary"]!))
            .ShouldBe([(street.Community, true), (street.Street, false)]);
        ((double)found["lng"]!).ShouldBe(lng, 1e-6);
        found["grids"]![1]!["metresToEdge"].ShouldBeNull();
    }

    [Fact]
    public async Task Names_and_posts_are_those_of_now()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var (head, admin) = (await street.Head1(), await street.As("admin"));
        ((string)(await Lowest())["grid"]!["name"]!).ShouldNotBe("新名称");
        (await Lowest())["workers"]!.AsArray().Count.ShouldBe(1);

        (await admin.Patch($"/v1/grids/{street.Grid}", new { name = "新名称" },
            (await admin.Get($"/v1/grids/{street.Grid}")).Version)).ShouldBeOk();
        ((string)(await Lowest())["grid"]!["name"]!).ShouldBe("新名称");

        var worker = await admin.Get($"/v1/people/{street.PersonId("worker")}");
        (await admin.Patch($"/v1/people/{street.PersonId("worker")}", new { disabled = true }, worker.Version)).ShouldBeOk();
        (await Lowest())["workers"]!.AsArray().ShouldBeEmpty();

        var role = (await Lowest())["roles"]![0]!["holder"]!;
        (await admin.Post($"/v1/appointments/{role["appointmentId"]}/end", new { reason = "调任" }, 1)).ShouldBeOk();
        (await Lowest())["roles"]!.AsArray().ShouldBeEmpty();

        async Task<JsonNode> Lowest() => (await head.Get($"/v1/grids/locate?{boundaries.Query(100, 500)}")).ShouldBeOk()["grids"]![0]!;
    }

    [Fact]
    public async Task Bad_positions_are_refused()
    {
        var head = await (await TestStreet.New()).Head1();
        (await head.Get("/v1/grids/locate?lng=113.6")).ShouldFault("/lat", "required");
        (await head.Get("/v1/grids/locate?lng=34.7&lat=113.6")).ShouldFault("/lat", "out_of_range");
        (await head.Get("/v1/grids/locate?lng=NaN&lat=34")).ShouldBe(HttpStatusCode.BadRequest);
        (await head.Get("/v1/grids/locate?lng=113.6&lat=34&coordSys=x")).ShouldFault("/coordSys", "unknown_code");
    }

    [Fact]
    public async Task A_change_counts_at_once_and_a_coming_boundary_from_its_day_on()
    {
        var clock = TestClock.Starting("2026-11-16 09:00");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        var boundaries = await TestBoundaries.Import(street);
        var head = await street.Head1();
        (await Located()).ShouldBe(street.Grid);
        (await boundaries.Post([boundaries.Box(street.Grid, 0, 50), boundaries.Box(street.NextGrid, 50, 500)])).ShouldBeOk();
        (await Located()).ShouldBe(street.NextGrid);

        const string tomorrow = "2026-11-17";
        (await boundaries.Post([boundaries.Box(street.Grid, 0, 250), boundaries.Box(street.NextGrid, 250, 500)], "?from=" + tomorrow))
            .ShouldBeOk();
        (await Located()).ShouldBe(street.NextGrid);
        clock.MoveTo("2026-11-17 00:01");
        head = await app.CallerFor(street.PersonId("head1"));
        (await Located()).ShouldBe(street.Grid);

        (await (await app.CallerFor(street.PersonId("admin"))).Post($"/v1/grids/{street.Grid}/retire", new { reason = "撤销" },
            version: (await head.Get($"/v1/grids/{street.Grid}")).Version)).ShouldBeOk();
        (await Located()).ShouldBe(street.Community);

        async Task<string> Located() =>
            (string)(await head.Get($"/v1/grids/locate?{boundaries.Query(100, 500)}")).ShouldBeOk()["grids"]![0]!["grid"]!["code"]!;
    }
}
