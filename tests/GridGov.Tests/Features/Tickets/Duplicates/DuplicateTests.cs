using System.Globalization;
using System.Net;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Verification;
using GridGov.Geo;
using GridGov.Text;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Features.Tickets.Duplicates;

public class DuplicateTests
{
    // All tests use the same place; each caller's scope separates their tickets.
    const double Lng = 113.6553, Lat = 34.7502;

    static async Task<Answer> FileAt(TestStreet street, double lng, double lat, string description = "行道树倾斜，有倒伏危险",
        string category = Greenery, string? grid = null) =>
        (await (await street.Dispatcher())
            .Post("/v1/tickets", new { category, description, grid = grid ?? street.Grid, location = new { lng, lat } })).ShouldBeCreated();

    static List<string> Ids(Answer duplicates) => [.. duplicates["items"]!.AsArray().Select(item => (string)item!["ticket"]!["id"]!)];

    [Theory]
    [InlineData("行道树倾斜，有倒伏危险", "行道树倾斜,有倒伏危险！", 1)]
    [InlineData("ABC楼前", "ａｂｃ楼前", 1)] // full width, case
    [InlineData("行道树倾斜", "路面积水", 0)]
    [InlineData("树", "树", 1)]
    [InlineData("", "树", 0)]
    [InlineData("，。", "！", 0)]
    [InlineData("垃圾堆积", "垃圾清运", 1.0 / 3)]
    public void Similarity_is_the_share_of_common_character_pairs(string left, string right, double expected)
    {
        TextSimilarity.Compute(left, right).ShouldBe(expected, 0.0001);
        TextSimilarity.Compute(right, left).ShouldBe(expected, 0.0001);
    }

    [Theory]
    [InlineData(113.6553, 34.7502)]
    [InlineData(113.9999999, 34.9999999)] // near the edge of cells
    [InlineData(87.6, 53.5)]
    [InlineData(-179.9999, -0.0001)]
    [InlineData(0, 89.9999)]
    public void Every_place_within_the_radius_is_in_a_searched_cell(double lng, double lat)
    {
        var random = new Random(7);
        var cells = GeoCells.CellsWithin(lng, lat, 50);
        for (var i = 0; i < 2000; i++)
        {
            var other = (Lng: lng + ((random.NextDouble() - 0.5) * 0.004), Lat: Math.Min(90, lat + ((random.NextDouble() - 0.5) * 0.004)));
            // Near the poles and the date line fewer cells are searched.
            if (other.Lng >= -180 && lat < 83 && GeoCells.Distance(lng, lat, other.Lng, other.Lat) <= 50)
                cells.ShouldContain(GeoCells.CellOf(other.Lng, other.Lat));
        }
        cells.Count.ShouldBeInRange(1, 24);
    }

    [Fact]
    public async Task Nearby_or_similar_tickets_are_offered_while_filing()
    {
        var street = await TestStreet.New();
        var near = await FileAt(street, Lng + 0.0003, Lat, "树要倒了"); // 27 m
        var alike = await FileAt(street, Lng + 0.01, Lat, "行道树倾斜，有倒伏风险"); // 900 m, same grid
        await FileAt(street, Lng + 0.01, Lat, "路灯不亮"); // neither
        var sibling = await FileAt(street, Lng, Lat, category: "0101"); // another category of the group
        await FileAt(street, Lng, Lat, category: "0302"); // another group
        await FileAt(street, Lng + 0.01, Lat, grid: street.OtherGrid); // alike, but elsewhere
        var dispatcher = await street.Dispatcher();
        var answer = (await dispatcher.Get($"/v1/tickets/duplicates?category={Greenery}&lng={Lng}&lat={Lat}&grid={street.Grid}"
            + $"&text={Uri.EscapeDataString("行道树倾斜有倒伏危险")}")).ShouldBeOk();
        Ids(answer).ShouldBe([near.Id, alike.Id, sibling.Id]);
        answer["items"]!.AsArray().Select(item => (bool)item!["sameCategory"]!).ShouldBe([true, true, false]);
        ((bool)answer["items"]![0]!["nearby"]!).ShouldBeTrue();
        ((double)answer["items"]![0]!["metres"]!).ShouldBeInRange(26, 29);
        ((double)answer["items"]![1]!["likeness"]!).ShouldBeInRange(0.7, 0.9);
        ((bool)answer["items"]![1]!["nearby"]!).ShouldBeFalse();

        Ids((await dispatcher.Get($"/v1/tickets/duplicates?category={Greenery}&lng={Lng}&lat={Lat}")).ShouldBeOk())
            .ShouldBe([near.Id, sibling.Id]);
        var (gcjLng, gcjLat) = Coordinates.FromWgs84(GridGov.Geo.CoordSys.Gcj02, Lng, Lat);
        Ids((await dispatcher.Get(string.Create(CultureInfo.InvariantCulture,
            $"/v1/tickets/duplicates?category={Greenery}&lng={gcjLng}&lat={gcjLat}&coordSys=gcj02"))).ShouldBeOk())
                .ShouldBe([near.Id, sibling.Id]);
        // Without a grid in the query the worker's own grid is used.
        Ids((await (await street.Worker()).Get($"/v1/tickets/duplicates?category={Greenery}&text={Uri.EscapeDataString("行道树倾斜有倒伏危险")}"))
            .ShouldBeOk()).ShouldBe([alike.Id, sibling.Id]);
        // Tickets outside the caller's grids are not offered.
        Ids((await (await street.OtherWorker()).Get($"/v1/tickets/duplicates?category={Greenery}&lng={Lng}&lat={Lat}")).ShouldBeOk())
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Tickets_that_ended_or_are_older_than_a_day_are_not_offered()
    {
        var street = await TestStreet.New();
        var ended = await FileAt(street, Lng, Lat);
        (await (await street.Dispatcher()).Do(ended, "cancel", new { reason = "x" })).ShouldBeOk();
        var old = await FileAt(street, Lng, Lat);
        // back-dates only the ticket's id; the journal stays
        await street.App.Db.Write(tx => tx.Execute("UPDATE journal SET seq = seq WHERE 1 = 0"));
        await street.App.Db.Write(async tx =>
        {
            await tx.Execute("DELETE FROM ticket_clocks WHERE ticket_id = @Id", new { Id = IdOf(old.Id) });
            await tx.Execute("UPDATE tickets SET id = id - @Day WHERE id = @Id", new { Id = IdOf(old.Id), Day = 86_400_001L << 22 });
        });
        var fresh = await FileAt(street, Lng, Lat);
        Ids((await (await street.Dispatcher()).Get($"/v1/tickets/duplicates?category={Greenery}&lng={Lng}&lat={Lat}")).ShouldBeOk())
            .ShouldBe([fresh.Id]);
    }

    [Theory]
    [InlineData("lng=1&lat=1", "/category", "required")]
    [InlineData("category=01&lng=1&lat=1", "/category", "wrong_format")]
    [InlineData("category=0107", "/lng", "required")]
    [InlineData("category=0107&lng=1", "/lat", "required")]
    [InlineData("category=0107&lng=181&lat=1", "/lng", "out_of_range")]
    [InlineData("category=0107&lng=1&lat=1&coordSys=mars", "/coordSys", "unknown_code")]
    [InlineData("category=0107&text=x&grid=12", "/grid", "wrong_format")]
    public async Task Bad_input_is_reported_by_name(string query, string parameter, string code)
    {
        var street = await TestStreet.New();
        (await (await street.Worker()).Get("/v1/tickets/duplicates?" + query)).ShouldFault(parameter, code);
    }

    [Fact]
    public async Task A_ticket_is_compared_with_the_others_of_its_day()
    {
        var street = await TestStreet.New();
        var one = await FileAt(street, Lng, Lat);
        var other = await FileAt(street, Lng, Lat + 0.0002);
        Ids((await (await street.Worker()).Get($"/v1/tickets/{one.Id}/duplicates")).ShouldBeOk()).ShouldBe([other.Id]);
        (await (await street.OtherWorker()).Get($"/v1/tickets/{one.Id}/duplicates")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    static Task<Answer> Merge(Caller caller, Answer ticket, Answer into) =>
        caller.Do(ticket, "merge", new { into = into.Id, reason = "同一处" });

    static async Task<Answer> Now(TestStreet street, Answer ticket) =>
        (await (await street.Supervisor()).Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk();

    [Fact]
    public async Task A_merged_ticket_continues_in_the_other_with_its_reporters_comments_and_history()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        var survivor =
            (await dispatcher.Post("/v1/tickets",
                new { category = Greenery, description = "树倾斜", grid = street.Grid, reporter = new { name = "甲", phone = "110" } }))
                    .ShouldBeCreated();
        var second = (await dispatcher.Post("/v1/tickets",
            new { category = Greenery, description = "树歪了", grid = street.Grid, reporter = new { name = "乙", phone = "119" } }))
                .ShouldBeCreated();
        var third = (await dispatcher.Post("/v1/tickets",
            new { category = Greenery, description = "树要倒", grid = street.Grid, reporter = new { name = "丙", phone = "120" } }))
                .ShouldBeCreated();
        (await dispatcher.Post($"/v1/tickets/{third.Id}/comments", new { text = "很急" })).ShouldBeCreated();
        (await dispatcher.Post($"/v1/tickets/{survivor.Id}/comments", new { text = "已看过" })).ShouldBeCreated();

        // A chain: the third is merged into the second, and that into the first.
        var merged = (await Merge(dispatcher, third, second)).ShouldBeOk();
        ((string)merged["status"]!).ShouldBe("merged");
        ((string)merged["mergedInto"]!["number"]!).ShouldBe((string)second["number"]!);
        (await Merge(dispatcher, await Now(street, second), survivor)).ShouldBeOk();
        ((string)(await Now(street, third))["mergedInto"]!["id"]!).ShouldBe(survivor.Id, "the last of the chain");

        var inspector = await street.Inspector();
        var reporters = (await inspector.Post($"/v1/tickets/{survivor.Id}/reporters/unmask", new { purpose = "回访" }))
            .ShouldBeOk()["items"]!.AsArray();
        reporters.Select(r => (string)r!["name"]!).ShouldBe(["甲", "乙", "丙"]);
        reporters.Select(r => (string?)r!["mergedFrom"]?["number"]).ShouldBe([null, (string)second["number"]!, (string)third["number"]!]);
        var comments = (await inspector.Get($"/v1/tickets/{survivor.Id}/comments")).ShouldBeOk()["items"]!.AsArray();
        comments.Select(c => ((string)c!["text"]!, (string?)c["mergedFrom"]?["id"])).ShouldBe([("很急", third.Id), ("已看过", null)]);
        var part = (await inspector.Get($"/v1/tickets/{survivor.Id}/comments?limit=1")).ShouldBeOk();
        ((string)(await inspector.Get($"/v1/tickets/{survivor.Id}/comments?limit=1&cursor={(string)part["next"]!}"))
            .ShouldBeOk()["items"]![0]!["text"]!).ShouldBe("已看过");
        var events = (await inspector.Get($"/v1/tickets/{survivor.Id}/events")).ShouldBeOk()["items"]!.AsArray();
        events.Select(e => ((string)e!["action"]!, (string?)e["mergedFrom"]?["id"])).ShouldBe([
            ("file", null), ("file", second.Id), ("file", third.Id), ("comment", third.Id), ("comment", null),
            ("merge", third.Id), ("absorb", second.Id), ("merge", second.Id), ("absorb", null), ("read_reporters", null)]);
        (await Now(street, survivor)).Version.ShouldBe(2);
        (await dispatcher.Get($"/v1/tickets?mergedInto={survivor.Id}")).ShouldBeOk()["items"]!.AsArray().Select(t => (string)t!["id"]!)
            .ShouldBe([second.Id]);
    }

    [Fact]
    public async Task Tickets_closed_in_the_last_week_are_offered_and_others_that_ended_are_not()
    {
        var clock = TestClock.Starting("2026-11-16 09:00");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        var closed = await street.Closed();
        var path = $"/v1/tickets/duplicates?category={Greenery}&grid={(string)closed["grid"]!["code"]!}"
            + $"&text={Uri.EscapeDataString("行道树倾斜")}";
        clock.Move(TimeSpan.FromDays(6));
        var found = (await (await app.CallerFor(street.PersonId("dispatcher"))).Get(path)).ShouldBeOk();
        Ids(found).ShouldBe([closed.Id]);
        ((string)found["items"]![0]!["ticket"]!["status"]!).ShouldBe("closed");
        clock.Move(TimeSpan.FromDays(2));
        Ids((await (await app.CallerFor(street.PersonId("dispatcher"))).Get(path)).ShouldBeOk()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_merge_across_communities_kinds_or_categories_says_so_first()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        var ticket = await street.Accepted();
        var other = await FileAt(street, Lng, Lat, category: "0302", grid: street.OtherGrid);
        var refusal = await Merge(dispatcher, ticket, other);
        refusal.ShouldRefuse(HttpStatusCode.Conflict, "merge-differs");
        ((string)refusal["detail"]!).ShouldContain("0302");
        (await Now(street, ticket)).Version.ShouldBe(ticket.Version, "nothing is written on refusal");
        (await dispatcher.Do(ticket, "merge", new { into = other.Id, reason = "同一处", differs = true })).ShouldBeOk();
    }

    [Fact]
    public async Task Reopening_a_report_that_was_merged_before_its_acceptance_gives_it_back_as_it_was()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var survivor = await street.Accepted();
        var report = await street.File();
        var merged = (await Merge(await street.Dispatcher(), report, survivor)).ShouldBeOk();
        var reopened = (await (await street.Supervisor()).Do(merged, "reopen", new { reason = "不是同一处" })).ShouldBeOk();
        ((string)reopened["status"]!).ShouldBe("submitted");
        reopened["mergedInto"].ShouldBeNull();
        reopened["acceptedAt"].ShouldBeNull();
        reopened["dueAt"].ShouldNotBeNull("the time to accept it runs again");
        (await (await street.Worker()).Get($"/v1/tickets/{report.Id}/deadlines")).ShouldBeOk()["closing"].ShouldBeNull();
        (await CounterAudit.Run(street.App.Db, _ => { }, default)).ShouldBeEmpty();
        var differences = new List<string>();
        await TicketVerification.Run(
            street.App.Db, (_, what) => differences.Add(what), (_, what) => differences.Add(what), (_, _) => { }, (_, _) => { }, default);
        differences.ShouldBeEmpty();
        (await (await street.Dispatcher()).Do(reopened, "accept", null)).ShouldBeOk();
    }

    [Fact]
    public async Task Reopening_undoes_a_merge()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        var survivor = await street.Accepted();
        var merged = (await Merge(dispatcher, await street.Accepted(), survivor)).ShouldBeOk();
        var supervisor = await street.Supervisor();
        var reopened = (await supervisor.Do(merged, "reopen", new { reason = "不是同一处" })).ShouldBeOk();
        ((string)reopened["status"]!).ShouldBe("accepted");
        reopened["mergedInto"].ShouldBeNull();
        var events = (await supervisor.Get($"/v1/tickets/{survivor.Id}/events")).ShouldBeOk()["items"]!.AsArray();
        events.Select(e => (string)e!["action"]!).ShouldBe(["file", "accept", "absorb", "release"]);
        (await Now(street, survivor)).Version.ShouldBe(4);
        // Merging in the opposite direction makes no cycle.
        (await Merge(dispatcher, await Now(street, survivor), reopened)).ShouldBeOk();
        ((string)(await Now(street, survivor))["mergedInto"]!["id"]!).ShouldBe(merged.Id);
    }

    [Fact]
    public async Task A_ticket_is_not_merged_into_itself_an_ended_one_or_one_outside_the_scope()
    {
        var street = await TestStreet.New();
        var elsewhere = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        var ticket = await street.Accepted();
        (await Merge(dispatcher, ticket, ticket)).ShouldRefuse(HttpStatusCode.Conflict, "merge-into-itself");
        (await Merge(dispatcher, ticket, await street.Closed())).ShouldRefuse(HttpStatusCode.Conflict, "merge-target-ended");
        (await Merge(dispatcher, ticket, await elsewhere.Accepted())).ShouldRefuse(HttpStatusCode.Conflict, "merge-target-missing");
        (await dispatcher.Do(ticket, "merge", new { into = "0000000000001" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "merge-target-missing");
        var other = await street.Accepted();
        var merged = (await Merge(dispatcher, ticket, other)).ShouldBeOk();
        (await Merge(dispatcher, other = await Now(street, other), merged)).ShouldRefuse(HttpStatusCode.Conflict, "merge-target-ended");
        (await Merge(dispatcher, await street.Dispatched(), other)).ShouldRefuse(HttpStatusCode.Conflict, "action-not-allowed-in-status");
        (await Merge(await street.Worker(), other, ticket)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await Now(street, other)).Version.ShouldBe(other.Version, "nothing is written on refusal");
    }

    [Fact]
    public async Task Two_tickets_merged_into_each_other_concurrently_make_no_cycle()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        var (one, other) = (await street.File(), await street.File());
        var answers = await Task.WhenAll(Merge(dispatcher, one, other), Merge(dispatcher, other, one));
        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        var (left, right) = (await Now(street, one), await Now(street, other));
        new[] { (string)left["status"]!, (string)right["status"]! }.Order().ShouldBe(["merged", "submitted"]);
    }
}
