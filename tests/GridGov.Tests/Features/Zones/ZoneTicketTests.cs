using System.Net;
using GridGov.Data;
using GridGov.Domain.Verification;
using GridGov.Tests.Domain.Deadlines;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Features.Zones;

/// <summary>Tickets say in which zones they lie, lists and figures filter by them, and heads are alerted without any right.</summary>
public class ZoneTicketTests
{
    [Fact]
    public async Task A_ticket_says_its_zones_and_follows_place_and_polygon()
    {
        await using var app = new App(TestClock.Starting("2026-11-16 09:00"));
        var street = await TestStreet.New(app);
        var boundaries = await TestBoundaries.Import(street);
        var (admin, dispatcher) = (await street.Admin(), await street.Dispatcher());
        var before = (await File(150)).ShouldBeCreated();
        ZoneSteps.Names(before).ShouldBeEmpty();
        var tag = (await dispatcher.Get($"/v1/tickets/{before.Id}")).ShouldBeOk().Header("ETag")!;
        var zone = (await admin.Post("/v1/zones", ZoneSteps.Body(street.Community, ZoneSteps.Box(boundaries, 100, 200)))).ShouldBeCreated();
        // The zone changes no version, but the ticket's ETag.
        var read = (await dispatcher.Get($"/v1/tickets/{before.Id}", ("If-None-Match", tag))).ShouldBeOk();
        ZoneSteps.Names(read).ShouldBe(["商圈"]);
        read.Version.ShouldBe(before.Version);
        (await dispatcher.Get($"/v1/tickets/{before.Id}", ("If-None-Match", read.Header("ETag")!))).ShouldBe(HttpStatusCode.NotModified);
        var inside = (await File(160)).ShouldBeCreated();
        ZoneSteps.Names(inside).ShouldBe(["商圈"]);
        ZoneSteps.Names((await File(220)).ShouldBeCreated()).ShouldBeEmpty();
        // A ticket outside the home grid lies in no zone of it, wherever its place is.
        ZoneSteps.Names((await dispatcher.Post("/v1/tickets", Body(150, street.OtherGrid))).ShouldBeCreated()).ShouldBeEmpty();
        var secret = (await dispatcher.Post("/v1/tickets", Body(150, category: "0704"))).ShouldBeCreated();
        ZoneSteps.Names(secret).ShouldBeEmpty();
        ZoneSteps.Names((await dispatcher.Do(inside, "amend", new { reason = "更正", description = "井盖丢失" })).ShouldBeOk()).ShouldBe(["商圈"]);

        await Filter("/v1/tickets?count=true&zone=", 2);
        (await dispatcher.Get("/v1/tickets?zone=x")).ShouldFault("/zone", "wrong_format");
        (await dispatcher.Get($"/v1/tickets?zone={zone.Id}", ("Accept", "text/csv"))).ShouldBeOk().Text
            .ShouldContain((string)before["number"]!);

        var edited = (await admin.Patch($"/v1/zones/{zone.Id}", new { name = "公园", kind = "park" }, zone.Version)).ShouldBeOk();
        ZoneSteps.Names((await dispatcher.Get($"/v1/tickets/{before.Id}")).ShouldBeOk()).ShouldBe(["公园"]);
        ZoneSteps.Names((await File(170)).ShouldBeCreated()).ShouldBe(["公园"]);
        var away = (await dispatcher.Do(before, "amend", new { reason = "更正", location = boundaries.Location(240, 500) })).ShouldBeOk();
        ZoneSteps.Names(away).ShouldBeEmpty();
        (await Differences()).ShouldBeEmpty();
        var redrawn = (await admin.Post($"/v1/zones/{zone.Id}/redraw",
            new { reason = "东移", boundary = ZoneSteps.Box(boundaries, 165, 250) }, edited.Version)).ShouldBeOk();
        ZoneSteps.Names((await dispatcher.Get($"/v1/tickets/{before.Id}")).ShouldBeOk()).ShouldBe(["公园"]);
        ZoneSteps.Names((await dispatcher.Get($"/v1/tickets/{inside.Id}")).ShouldBeOk()).ShouldBeEmpty();
        // What becomes confidential leaves all zones.
        var hidden = (await dispatcher.Do(away, "amend", new { reason = "涉密", category = "0704" })).ShouldBeOk();
        ZoneSteps.Names(hidden).ShouldBeEmpty();
        await Filter("/v1/tickets?count=true&zone=", 2);
        (await admin.Post($"/v1/zones/{zone.Id}/retire", new { reason = "撤销" }, redrawn.Version)).ShouldBeOk();
        ZoneSteps.Names((await File(180)).ShouldBeCreated()).ShouldBeEmpty();
        await Filter("/v1/tickets?count=true&zone=", 2);
        (await Differences()).ShouldBeEmpty();
        await app.Db.Write(tx => tx.Execute("UPDATE ticket_zones SET ticket_id = @Id WHERE ticket_id = (SELECT min(ticket_id) FROM ticket_zones)",
            new { Id = Id.Parse(inside.Id, null) }));
        (await Differences()).ShouldContain(each => each.Contains($"ticket_zones {inside.Id}"));

        async Task Filter(string path, int count) =>
            ((int)(await dispatcher.Get(path + zone.Id)).ShouldBeOk()["count"]!).ShouldBe(count);

        Task<Answer> File(double east) => dispatcher.Post("/v1/tickets", Body(east));

        object Body(double east, string? grid = null, string category = "0107") =>
            new { category, description = "行道树倾斜", grid = grid ?? street.Grid, location = boundaries.Location(east, 500) };

        async Task<List<string>> Differences()
        {
            var found = new List<string>();
            await JournalVerification.Run(app.Db, [], null, (place, what) => found.Add($"{place}: {what}"), default);
            return found;
        }
    }

    [Fact]
    public async Task A_zone_of_a_divided_grid_goes_on_in_the_grid_above_and_takes_new_tickets()
    {
        await using var app = new App(TestClock.Starting("2026-11-16 09:00"));
        var street = await TestStreet.New(app);
        var boundaries = await TestBoundaries.Import(street);
        var (admin, dispatcher) = (await street.Admin(), await street.Dispatcher());
        var zone = (await admin.Post("/v1/zones", ZoneSteps.Body(street.Grid, ZoneSteps.Box(boundaries, 100, 300)))).ShouldBeCreated();
        var (inside, beyond) = ((await File(150, street.Grid)).ShouldBeCreated(), (await File(280, street.NextGrid)).ShouldBeCreated());
        ZoneSteps.Names(inside).ShouldBe(["商圈"]);
        ZoneSteps.Names(beyond).ShouldBeEmpty();
        var body = new
        {
            reason = "一分为二",
            into = new[]
            {
                new { name = "西网格", boundary = ZoneSteps.Box(boundaries, 0, 125) },
                new { name = "东网格", boundary = ZoneSteps.Box(boundaries, 125, 250) },
            },
        };
        foreach (var query in new[] { "?dryRun=true", "" })
        {
            var moved = (await admin.Post($"/v1/grids/{street.Grid}/split{query}", body, 2)).ShouldBeOk()["zones"]!.AsArray();
            moved.Select(each => ((string)each!["zoneId"]!, (string)each["name"]!, (string)each["from"]!, (string)each["to"]!))
                .ShouldBe([(zone.Id, "商圈", street.Grid, street.Community)]);
        }
        (await admin.Get($"/v1/zones/{zone.Id}")).ShouldBeOk()["grid"]!["code"]!.GetValue<string>().ShouldBe(street.Community);
        foreach (var ticket in new[] { inside, beyond, (await File(150, street.Community + "004")).ShouldBeCreated() })
            ZoneSteps.Names((await dispatcher.Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk()).ShouldBe(["商圈"]);
        var found = new List<string>();
        await JournalVerification.Run(app.Db, [], null, (place, what) => found.Add($"{place}: {what}"), default);
        found.ShouldBeEmpty();

        Task<Answer> File(double east, string grid) => dispatcher.Post("/v1/tickets",
            new { category = "0107", description = "行道树倾斜", grid, location = boundaries.Location(east, 500) });
    }

    [Fact]
    public async Task Figures_are_counted_by_zone_and_their_links_agree()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var dispatcher = await street.Dispatcher();
        var zone = (await (await street.Admin()).Post("/v1/zones",
            ZoneSteps.Body(street.Community, ZoneSteps.Box(boundaries, 100, 200)))).ShouldBeCreated();
        foreach (var east in new[] { 150.0, 160, 220 })
        {
            (await dispatcher.Post("/v1/tickets", new
            {
                category = "0107", description = "行道树倾斜", grid = street.Grid, location = boundaries.Location(east, 500),
            })).ShouldBeCreated();
        }
        var heat = (await dispatcher.Get($"/v1/statistics/heat?zone={zone.Id}")).ShouldBeOk();
        heat["features"]!.AsArray().Sum(each => (int)each!["properties"]!["total"]!).ShouldBe(2);
        var link = (string)heat["features"]![0]!["properties"]!["tickets"]!;
        link.ShouldContain($"zone={zone.Id}");
        var counts = (await dispatcher.Get($"/v1/statistics/measures?measure=resolution_rate&zone={zone.Id}")).ShouldBeOk();
        counts.Text.ShouldContain($"zone={zone.Id}");
        (await dispatcher.Get("/v1/statistics/heat?zone=x")).ShouldFault("/zone", "wrong_format");
        (await dispatcher.Get("/v1/statistics/measures?measure=resolution_rate&zone=x")).ShouldFault("/zone", "wrong_format");
    }

    [Fact]
    public async Task A_re_division_leaves_the_zones_of_tickets()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var (admin, dispatcher) = (await street.Admin(), await street.Dispatcher());
        var zone = (await admin.Post("/v1/zones", ZoneSteps.Body(street.Grid, ZoneSteps.Box(boundaries, 100, 200)))).ShouldBeCreated();
        var filed = (await dispatcher.Post("/v1/tickets", new
        {
            category = "0107", description = "行道树倾斜", grid = street.Grid, location = boundaries.Location(150, 500),
        })).ShouldBeCreated();
        var parts = new[] { (0, 125, "甲"), (125, 250, "乙") }
            .Select(part => new { name = part.Item3, boundary = ZoneSteps.Box(boundaries, part.Item1, part.Item2) });
        var version = (await admin.Get($"/v1/grids/{street.Grid}")).ShouldBeOk().Version;
        (await admin.Post($"/v1/grids/{street.Grid}/split", new { reason = "一分为二", into = parts }, version)).ShouldBeOk();
        var moved = (await dispatcher.Get($"/v1/tickets/{filed.Id}")).ShouldBeOk();
        ((string)moved["grid"]!["code"]!).ShouldBe(street.Community + "004");
        ZoneSteps.Names(moved).ShouldBe(["商圈"]);
        zone = (await admin.Get($"/v1/zones/{zone.Id}")).ShouldBeOk();
        (await admin.Post($"/v1/zones/{zone.Id}/redraw",
            new { reason = "网格调整", boundary = ZoneSteps.Box(boundaries, 100, 200), grid = street.Grid }, zone.Version))
            .ShouldFault("/grid", "grid-retired", "grid-retired");
    }

    [Fact]
    public async Task Locate_names_zones_with_heads()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var admin = await street.Admin();
        var zone = (await admin.Post("/v1/zones", ZoneSteps.Body(street.Street, ZoneSteps.Box(boundaries, 100, 200)))).ShouldBeCreated();
        (await admin.Post($"/v1/zones/{zone.Id}/heads", new { personId = street.PersonId("instructor").ToString() }, zone.Version))
            .ShouldBeOk();
        var worker = await street.Worker();
        var found = (await worker.Get($"/v1/grids/locate?{boundaries.Query(150, 500)}")).ShouldBeOk()["zones"]!.AsArray()
            .ShouldHaveSingleItem()!;
        ((string)found["name"]!).ShouldBe("商圈");
        ((string)found["heads"]![0]!["person"]!["name"]!).ShouldBe("instructor");
        (await worker.Get($"/v1/grids/locate?{boundaries.Query(220, 500)}")).ShouldBeOk()["zones"]!.AsArray().ShouldBeEmpty();
        (await (await street.Outsider()).Get($"/v1/grids/locate?{boundaries.Query(150, 500)}")).ShouldBeOk()["zones"]!.AsArray()
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task A_head_of_a_zone_is_alerted_and_may_read_nothing()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var (admin, dispatcher) = (await street.Admin(), await street.Dispatcher());
        var person = await street.App.Db.Write(tx => TestStreet.AddPerson(tx, "zonehead", street.Street));
        var zone = (await admin.Post("/v1/zones", ZoneSteps.Body(street.Community, ZoneSteps.Box(boundaries, 100, 200)))).ShouldBeCreated();
        (await admin.Post($"/v1/zones/{zone.Id}/heads", new { personId = person.ToString() }, zone.Version)).ShouldBeOk();
        var filed = (await dispatcher.Post("/v1/tickets", new
        {
            category = "0107", description = "行道树倾斜", grid = street.Grid, location = boundaries.Location(150, 500),
        })).ShouldBeCreated();
        var accepted = (await dispatcher.Do(filed, "accept")).ShouldBeOk();
        (await dispatcher.Do(accepted, "escalate", new { reason = "协调" })).ShouldBeOk();

        var head = await street.App.CallerFor(person);
        var notice = (await head.Get("/v1/me/notifications")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)notice["kind"]!).ShouldBe("escalated");
        notice["ticket"].ShouldBeNull();
        notice.ToJsonString().ShouldNotContain((string)filed["number"]!);
        notice.ToJsonString().ShouldNotContain("协调");
        foreach (var path in new[]
        {
            "/v1/tickets", $"/v1/tickets/{filed.Id}", $"/v1/tickets/{filed.Id}/events", $"/v1/tickets?zone={zone.Id}", "/v1/zones",
            $"/v1/zones/{zone.Id}", $"/v1/zones/{zone.Id}/roster", $"/v1/zones/{zone.Id}/events", $"/v1/statistics/heat?zone={zone.Id}",
            $"/v1/statistics/measures?measure=resolution_rate&zone={zone.Id}", $"/v1/grids/locate?{boundaries.Query(150, 500)}",
        })
            (await head.Get(path)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await head.Do(filed, "comments", new { text = "我是负责人" })).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }

    [Fact]
    public async Task Yellow_and_red_reach_the_heads_of_the_zone()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ticket = await street.Processing();
        await street.App.Db.Write(async tx =>
        {
            var (zone, now) = (tx.NewId(), tx.Now);
            var by = street.Street.PersonId("instructor");
            await tx.Execute("INSERT INTO zones (id, name, grid_code, created_at, version, revision) VALUES (@zone, 'z', @Grid, @now, 1, 1)",
                new { zone, now, street.Street.Grid });
            var boundary = await tx.QuerySingle<long>("""
                INSERT INTO zone_boundaries (zone_id, from_day, shape, area_m2, created_at, created_by)
                VALUES (@zone, 20260101, '{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}', 1, @now, @by) RETURNING id
                """, new { zone, now, by });
            await tx.Execute("INSERT INTO ticket_zones (ticket_id, zone_id, boundary_id) VALUES (@ticket, @zone, @boundary)",
                new { ticket = Id.Parse(ticket.Id, null), zone, boundary });
            await tx.Execute("""
                INSERT INTO zone_heads (id, zone_id, person_id, from_day, created_at, created_by) VALUES (@zone, @zone, @by, 20260101, @now, @by)
                """, new { zone, now, by });
        });
        street.Clock.MoveTo("2026-11-18 11:12");
        await street.ProcessDeadlines();
        (await street.NotificationsOf("instructor")).ShouldBe(["yellow"]);
        street.Clock.MoveTo("2026-11-18 18:01");
        await street.ProcessDeadlines();
        (await street.NotificationsOf("instructor")).ShouldBe(["yellow", "red"]);
    }
}
