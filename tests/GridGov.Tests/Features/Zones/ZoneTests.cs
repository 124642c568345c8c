using System.Net;
using System.Text.Json.Nodes;

namespace GridGov.Tests.Features.Zones;

/// <summary>Zones are created, edited, redrawn and retired by who manages their home grid, and have heads from a day until a day.</summary>
public class ZoneTests
{
    const string Path = "/v1/zones";

    [Fact]
    public async Task A_zone_is_created_edited_redrawn_and_retired_with_its_history()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var admin = await street.Admin();
        var zone = (await admin.Post(Path, ZoneSteps.Body(street.Community, ZoneSteps.Box(boundaries, 100, 200)))).ShouldBeCreated();
        ((string)zone["name"]!, (string)zone["kind"]!, (string)zone["grid"]!["code"]!).ShouldBe(("商圈", "park", street.Community));
        ((double)zone["areaM2"]!).ShouldBe(100_000, 500);
        var edited = (await admin.Patch($"{Path}/{zone.Id}", new { name = "新商圈" }, zone.Version)).ShouldBeOk();
        ((string)edited["name"]!, (string?)edited["kind"]).ShouldBe(("新商圈", null));
        (await admin.Patch($"{Path}/{zone.Id}", new { name = "新商圈" }, edited.Version)).ShouldBeOk().Version.ShouldBe(edited.Version);
        var redrawn = (await admin.Post($"{Path}/{zone.Id}/redraw",
            new { reason = "扩大", boundary = ZoneSteps.Box(boundaries, 100, 300), grid = street.Street }, edited.Version)).ShouldBeOk();
        ((double)redrawn["areaM2"]!).ShouldBe(200_000, 1000);
        ((string)redrawn["grid"]!["code"]!).ShouldBe(street.Street);
        var retired = (await admin.Post($"{Path}/{zone.Id}/retire", new { reason = "竣工" }, redrawn.Version)).ShouldBeOk();
        ((string)retired["retiredReason"]!).ShouldBe("竣工");
        (await admin.Post($"{Path}/{zone.Id}/retire", new { reason = "竣工" }, retired.Version))
            .ShouldRefuse(HttpStatusCode.Conflict, "zone-already-retired");

        var head = await street.Head1();
        (await head.Get($"{Path}/{zone.Id}/events")).ShouldBeOk()["items"]!.AsArray().Select(each => (string)each!["action"]!)
            .ShouldBe(["create", "edit", "redraw", "retire"]);
        (await head.Get($"{Path}/{zone.Id}")).ShouldBeOk().Version.ShouldBe(4);
        (await head.Get(Path)).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
        var listed = (await head.Get(Path + $"?retired=true&q=新商&grid={street.Street}&count=true")).ShouldBeOk();
        ((string)listed["items"]!.AsArray().ShouldHaveSingleItem()!["id"]!).ShouldBe(zone.Id);
        ((int)listed["count"]!).ShouldBe(1);
        (await head.Get(Path + "?retired=true&kind=campus")).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
        ((string)(await head.Get($"{Path}/{zone.Id}/boundary")).ShouldBeOk()["geometry"]!["type"]!).ShouldBe("Polygon");
        (await head.Get($"{Path}/{zone.Id}/boundary?day=2020-01-01")).ShouldRefuse(HttpStatusCode.NotFound, "no-zone-boundary");
    }

    [Fact]
    public async Task What_cannot_be_a_zone_is_refused()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var admin = await street.Admin();
        var box = ZoneSteps.Box(boundaries, 100, 200);
        (await admin.Post(Path, ZoneSteps.Body(TestStreet.OutsideStreet, box))).ShouldFault("/grid", "unknown-grid", "unknown-grid");
        (await admin.Post(Path, ZoneSteps.Body(street.Grid, ZoneSteps.Box(boundaries, 600, 700))))
            .ShouldFault("/boundary", "outside_grid", "invalid-zone-boundary");
        (await admin.Post(Path, ZoneSteps.Body(street.Grid, new { type = "Point", coordinates = new[] { 113.6, 34.7 } })))
            .ShouldFault("/boundary", "not_a_polygon", "invalid-zone-boundary");
        (await admin.Post(Path, new { name = " ", grid = "x", boundary = box })).ShouldFault("/name", "required")
            .ShouldFault("/grid", "wrong_format");
        (await admin.Post(Path, new { name = "a\u001fb", grid = street.Grid, boundary = box })).Status.ShouldBe(HttpStatusCode.BadRequest);
        var zone = (await admin.Post(Path, ZoneSteps.Body(street.Grid, box))).ShouldBeCreated();
        (await admin.Post($"{Path}/{zone.Id}/redraw", new { reason = "改", boundary = 7 }, zone.Version))
            .ShouldRefuse(HttpStatusCode.BadRequest, "invalid-zone-boundary");
        (await admin.Post($"{Path}/{zone.Id}/redraw", new { reason = "改", boundary = box, grid = TestStreet.OutsideStreet }, zone.Version))
            .ShouldFault("/grid", "unknown-grid", "unknown-grid");
        (await admin.Patch($"{Path}/{zone.Id}", new { name = "b" }, version: 9)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await (await street.Worker()).Post(Path, ZoneSteps.Body(street.Grid, box)))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Outsider()).Get($"{Path}/{zone.Id}")).ShouldBe(HttpStatusCode.NotFound);
        (await (await street.OtherWorker()).Get($"{Path}/{zone.Id}")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Heads_are_appointed_and_ended_and_the_roster_tells_each_day()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var admin = await street.Admin();
        var zone = (await admin.Post(Path, ZoneSteps.Body(street.Grid, ZoneSteps.Box(boundaries, 100, 200)))).ShouldBeCreated();
        var heads = $"{Path}/{zone.Id}/heads";
        var person = street.PersonId("officer").ToString();
        var appointed = (await admin.Post(heads, new { personId = person }, zone.Version)).ShouldBeOk();
        var head = appointed["heads"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)head["person"]!["name"]!).ShouldBe("officer");
        (await admin.Post(heads, new { personId = person }, appointed.Version)).ShouldRefuse(HttpStatusCode.Conflict, "zone-head-already");
        (await admin.Post(heads, new { personId = street.PersonId("outsider").ToString() }, appointed.Version))
            .ShouldFault("/personId", "unknown-person", "unknown-person");
        (await admin.Post(heads, new { personId = street.PersonId("worker").ToString(), from = "2020-01-01" }, appointed.Version))
            .ShouldFault("/from", "out_of_range");
        (await admin.Post(heads, new { personId = street.PersonId("worker").ToString(), from = "2099-01-02", to = "2099-01-01" },
            appointed.Version)).ShouldFault("/to", "out_of_range");
        (await (await street.Worker()).Post(heads, new { personId = person }, appointed.Version))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");

        var end = $"{heads}/{head["id"]}/end";
        var later = (await admin.Post(end, new { reason = "调任", to = "2099-01-01" }, appointed.Version)).ShouldBeOk();
        (await admin.Post(end, new { reason = "调任", to = "2099-02-01" }, later.Version)).ShouldFault("/to", "out_of_range");
        ((string)later["heads"]![0]!["to"]!).ShouldBe("2099-01-01");
        var ended = (await admin.Post(end, new { reason = "调任" }, later.Version)).ShouldBeOk();
        ended["heads"]!.AsArray().ShouldBeEmpty();
        (await admin.Post(end, new { reason = "调任" }, ended.Version)).ShouldRefuse(HttpStatusCode.Conflict, "zone-head-ended");
        (await admin.Post($"{heads}/0000000000000/end", new { reason = "调任" }, ended.Version)).ShouldBe(HttpStatusCode.NotFound);
        // One that ended on its first day does not hinder another; from a later day on the roster has it.
        var next = (await admin.Post(heads, new { personId = person, from = "2098-01-01" }, ended.Version)).ShouldBeOk();
        next["heads"]!.AsArray().ShouldBeEmpty();
        (await Roster("2098-01-01")).ShouldBe(["officer"]);
        (await Roster("2097-12-31")).ShouldBeEmpty();
        (await admin.Get($"{Path}/{zone.Id}/events")).ShouldBeOk()["items"]!.AsArray().Select(each => (string)each!["action"]!)
            .ShouldBe(["create", "appoint_head", "end_head", "end_head", "appoint_head"]);

        async Task<List<string>> Roster(string day) => [.. (await (await street.Worker()).Get($"{Path}/{zone.Id}/roster?day={day}"))
            .ShouldBeOk()["heads"]!.AsArray().Select(each => (string)each!["person"]!["name"]!)];
    }
}

static class ZoneSteps
{
    public static JsonNode Box(TestBoundaries boundaries, double fromEast, double toEast) =>
        JsonNode.Parse(boundaries.Box("410103003005006", fromEast, toEast))!["geometry"]!;

    /// <summary>The names of a ticket's zones.</summary>
    public static List<string> Names(Answer ticket) => [.. ticket["zones"]!.AsArray().Select(each => (string)each!["name"]!)];

    public static object Body(string grid, object boundary) => new { name = "商圈", kind = "park", grid, boundary };
}
