using GridGov.Tests.Features.Needs;
using GridGov.Tests.Features.People;
using GridGov.Tests.Features.Places;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Features.Sync;

/// <summary>Steps for what is done when going out.</summary>
static class GoingOut
{
    /// <summary>A campaign of today and the next ten days.</summary>
    public static async Task<Answer> Campaign(TestStreet street, string grid, string cycle = "day") =>
        (await (await street.Head1()).Post("/v1/campaigns", new
        {
            kind = "visit", name = "敲门行动", grids = new[] { grid }, fromDay = street.Today().Iso(), toDay = street.Today().AddDays(10).Iso(), cycle,
        })).ShouldBeCreated();

    public static async Task<Answer> Record(Caller by, Answer place, Answer? round = null, object? finding = null) =>
        (await by.Post("/v1/records", new
        {
            placeId = place.Id, outcome = finding is null ? "met" : "finding", roundId = round?.Id, note = "已提醒", finding,
        })).ShouldBeCreated();
}

/// <summary>Places, campaigns, and the own rounds and records in a phone's copy.</summary>
public class PullGoingOutTests(PullServer server) : IClassFixture<PullServer>
{
    [Fact]
    public async Task A_place_is_put_where_it_lies_and_removed_where_it_lay_or_is_retired()
    {
        var street = await TestStreet.New(server.App);
        var (head, here, there) = (await street.Head1(), await PhoneCopy.Of(await street.Worker()), await PhoneCopy.Of(await street.OtherWorker()));
        var department = await PhoneCopy.Of(await street.Department());
        var place = await street.Place();
        await Task.WhenAll(here.Pull(), there.Pull());
        here.Changes.ShouldBe([$"put place {place.Id}"]);
        there.Changes.ShouldBeEmpty();
        var moved = (await head.Patch($"/v1/places/{place.Id}", new { grid = street.OtherGrid }, place.Version)).ShouldBeOk();
        await Task.WhenAll(here.Pull(), there.Pull());
        here.Changes.ShouldBe([$"remove place {place.Id}"]);
        there.Changes.ShouldBe([$"put place {place.Id}"]);
        await there.ShouldEqualAnswers();
        (await head.Post($"/v1/places/{place.Id}/retire", new { reason = "拆除" }, moved.Version)).ShouldBeOk();
        await Task.WhenAll(here.Pull(), there.Pull(), department.Pull());
        here.Changes.ShouldBeEmpty();
        there.Changes.ShouldBe([$"remove place {place.Id}"]);
        department.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_campaign_is_put_where_it_is_carried_out_until_it_ends_or_goes_elsewhere()
    {
        var street = await TestStreet.New(server.App);
        var head = await street.Head1();
        var copies = new[] { await PhoneCopy.Of(await street.Worker()), await PhoneCopy.Of(await street.OtherWorker()) };
        var campaign = await GoingOut.Campaign(street, street.Community);
        await Expect([$"put campaign {campaign.Id}"], []);
        campaign = (await head.Patch($"/v1/campaigns/{campaign.Id}", new { grids = new[] { street.OtherCommunity } }, campaign.Version))
            .ShouldBeOk();
        await Expect([$"remove campaign {campaign.Id}"], [$"put campaign {campaign.Id}"]);
        campaign = (await head.Post($"/v1/campaigns/{campaign.Id}/start", new { }, campaign.Version)).ShouldBeOk();
        await Expect([], [$"put campaign {campaign.Id}"]);
        await copies[1].ShouldEqualAnswers();
        // Each place becomes a target of it, which changes nothing of what is shown of it.
        var place = await street.Place(grid: street.OtherGrid);
        await Expect([], [$"put place {place.Id}"]);
        (await head.Post($"/v1/campaigns/{campaign.Id}/close", new { reason = "提前完成" }, campaign.Version)).ShouldBeOk();
        await Expect([], [$"remove campaign {campaign.Id}"]);

        async Task Expect(string[] here, string[] there)
        {
            foreach (var (copy, changes) in copies.Zip([here, there]))
            {
                await copy.Pull();
                copy.Changes.ShouldBe(changes);
            }
        }
    }

    [Fact]
    public async Task Own_rounds_and_records_are_put_with_what_became_of_a_finding_and_those_of_others_are_not()
    {
        var street = await TestStreet.New(server.App);
        var (worker, place) = (await street.Worker(), await street.Place());
        var (own, head) = (await PhoneCopy.Of(worker), await PhoneCopy.Of(await street.Head3()));
        var round = (await worker.Post("/v1/rounds", new { })).ShouldBeCreated();
        var finding = new { category = TicketSteps.Greenery, description = "行道树倾斜" };
        var record = await GoingOut.Record(worker, place, round, finding);
        var id = (string)record["record"]!["id"]!;
        var ticket = (string)record["record"]!["ticket"]!["id"]!;
        await Task.WhenAll(own.Pull(), head.Pull());
        own.Changes.ShouldBe([$"put ticket {ticket}", $"put round {round.Id}", $"put record {id}"]);
        head.Changes.ShouldBe([$"put ticket {ticket}"]);
        ((int)own.Data("round", round.Id)["records"]!, (string)own.Data("record", id)["note"]!).ShouldBe((1, "已提醒"));
        await own.ShouldEqualAnswers();

        (await (await street.Dispatcher()).Do((await worker.Get($"/v1/tickets/{ticket}")).ShouldBeOk(), "accept")).ShouldBeOk();
        await own.Pull();
        own.Changes.ShouldBe([$"put ticket {ticket}", $"put record {id}"]);
        ((string)own.Data("record", id)["record"]!["ticket"]!["status"]!).ShouldBe("accepted");

        var corrected = (await worker.Post($"/v1/records/{id}/correct", new { outcome = "absent", note = "误记" })).ShouldBeCreated();
        (await worker.Post($"/v1/rounds/{round.Id}/finish", new { })).ShouldBeOk();
        await own.Pull();
        own.Changes.ShouldContain($"put record {(string)corrected["record"]!["id"]!}");
        ((string)own.Data("record", id)["record"]!["correctedBy"]!).ShouldBe((string)corrected["record"]!["id"]!);
        await own.ShouldEqualAnswers();
        await own.ShouldEqualNewCopy();
    }

    [Fact]
    public async Task A_record_is_put_with_each_change_of_its_needs_and_of_the_ticket_that_one_became()
    {
        var street = await TestStreet.New(server.App);
        var (worker, dispatcher, place) = (await street.Worker(), await street.Dispatcher(), await street.Place());
        var (own, other) = (await PhoneCopy.Of(worker), await PhoneCopy.Of(await street.Officer()));
        var id = (string)(await worker.Post("/v1/records", new
        {
            placeId = place.Id, outcome = "met",
            needs = new[] { new { kind = "service", title = "陪护就医" }, new { kind = "goods", title = "轮椅" } },
        })).ShouldBeCreated()["record"]!["id"]!;
        await Expect("submitted", "submitted");
        var needs = own.Data("record", id)["record"]!["needs"]!.AsArray().Select(each => (string)each!["id"]!).ToList();
        await dispatcher.ActOn(await Need(0), "publish", new { });
        await Expect("open", "submitted");
        // What leaves the worker's grids is shown no more.
        (await dispatcher.Patch($"{NeedSteps.NeedPath}/{needs[1]}", new { grid = street.OtherGrid, placeId = "" }, (await Need(1)).Version))
            .ShouldBeOk();
        await Expect("open");
        await own.ShouldEqualNewCopy();
        var closed = (await dispatcher.ActOn(await Need(0), "file-ticket", new { category = TicketSteps.Greenery })).ShouldBeOk();
        await Expect("closed");
        var ticket = (await dispatcher.Get($"/v1/tickets/{closed["ticket"]!["id"]}")).ShouldBeOk();
        ticket = (await dispatcher.Do(ticket, "amend", new { category = "0704", reason = "更正" })).ShouldBeOk();
        await Expect("");
        (await dispatcher.Do(ticket, "amend", new { category = TicketSteps.Greenery, reason = "更正" })).ShouldBeOk();
        await Expect("closed");
        await other.Pull();
        other.Ids("record").ShouldBeEmpty();

        async Task<Answer> Need(int i) => (await dispatcher.Get($"{NeedSteps.NeedPath}/{needs[i]}")).ShouldBeOk();

        async Task Expect(params string[] statuses)
        {
            await own.Pull();
            own.Changes.ShouldContain($"put record {id}");
            own.Data("record", id)["record"]!["needs"]!.AsArray().Select(each => (string?)each!["status"] ?? "").ShouldBe(statuses);
            await own.ShouldEqualAnswers();
        }
    }

    [Fact]
    public async Task Rounds_of_yesterday_and_records_of_a_week_ago_leave_the_copy()
    {
        var clock = TestClock.Starting("2026-11-02 10:00");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        var (worker, place) = (await street.Worker(), await street.Place());
        var campaign = await GoingOut.Campaign(street, street.Grid);
        (await (await street.Head1()).Post($"/v1/campaigns/{campaign.Id}/start", new { }, campaign.Version)).ShouldBeOk();
        var round = (await worker.Post("/v1/rounds", new { })).ShouldBeCreated();
        var id = (string)(await GoingOut.Record(worker, place, round))["record"]!["id"]!;
        (await worker.Post($"/v1/rounds/{round.Id}/finish", new { })).ShouldBeOk();
        var copy = await PhoneCopy.Of(worker);
        copy.Ids("round").ShouldBe([round.Id]);
        foreach (var (local, removed) in new[] { ("2026-11-03 09:00", $"remove round {round.Id}"), ("2026-11-09 09:00", $"remove record {id}") })
        {
            clock.MoveTo(local);
            copy.Caller = await app.CallerFor(street.PersonId("worker"));
            await copy.Pull(limit: 1);
            copy.Changes.ShouldBe([$"put campaign {campaign.Id}", removed], ignoreOrder: true);
            await copy.ShouldEqualNewCopy();
            await copy.ShouldEqualAnswers();
        }
    }
}
