using System.Net;
using System.Text.Json.Nodes;
using GridGov.Tests.Features.Grids;
using GridGov.Tests.Features.Groups;
using GridGov.Tests.Features.Places;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Features.Sync;

/// <summary>A phone's copy is what the caller reads elsewhere, and follows what changes.</summary>
public class PullTests(PullServer server) : IClassFixture<PullServer>
{
    static readonly string[] People =
    [
        "head1", "head2", "head3", "worker", "otherWorker", "officer", "instructor", "department", "dispatcher", "countyDispatcher",
        "inspector", "supervisor", "admin",
    ];

    [Fact]
    public async Task Each_post_copies_what_its_lists_show_and_what_its_gets_answer()
    {
        var street = await TestStreet.New(server.App);
        await TestBoundaries.Import(street);
        await Fill(street);
        foreach (var who in People)
        {
            var caller = await street.As(who);
            var copy = await PhoneCopy.Of(caller);
            await copy.ShouldEqualAnswers();
            copy.Ids("ticket").ShouldBe(await Listed(caller, "/v1/tickets", "id"), ignoreOrder: true, who);
            copy.Ids("grid").ShouldBe(await Listed(caller, "/v1/grids", "code"), ignoreOrder: true, who);
            copy.Ids("person").ShouldBe(await Listed(caller, "/v1/people", "id"), ignoreOrder: true, who);
            if ((await caller.Get("/v1/places")).Status == HttpStatusCode.OK)
                copy.Ids("place").ShouldBe(await Listed(caller, "/v1/places", "id"), ignoreOrder: true, who);
            else
                copy.Ids("place").ShouldBeEmpty(who);
            if ((await caller.Get("/v1/campaigns")).Status == HttpStatusCode.OK)
                copy.Ids("campaign").ShouldBe(await Listed(caller, "/v1/campaigns", "id"), ignoreOrder: true, who);
            else
                copy.Ids("campaign").ShouldBeEmpty(who);
            if ((await caller.Get("/v1/groups")).Status == HttpStatusCode.OK)
                copy.Ids("group").ShouldBe(await Listed(caller, "/v1/groups", "id"), ignoreOrder: true, who);
            else
                copy.Ids("group").ShouldBeEmpty(who);
            copy.Ids("zone").ShouldBe(await Listed(caller, "/v1/zones", "id"), ignoreOrder: true, who);
            copy.Ids("category").ShouldBe(await Listed(caller, "/v1/categories", "code"), ignoreOrder: true, who);
            copy.Ids("working_hours").ShouldBe(await Listed(caller, "/v1/working-hours", "grid"), ignoreOrder: true, who);
            copy.Ids("calendar").Where(id => !id.Contains('/')).ShouldNotBeEmpty();
            (copy.Notifications ?? []).Select(each => each!.ToJsonString())
                .ShouldBe((await Items(caller, "/v1/me/notifications?unread=true")).Select(each => each!.ToJsonString()), who);
            var small = await PhoneCopy.Of(caller, limit: 3);
            small.Entries.Keys.ShouldBe(copy.Entries.Keys, ignoreOrder: true, who);
        }
        // The outsider reads none of the street, and a department what it was given.
        (await PhoneCopy.Of(await street.Outsider())).Entries.Keys.ShouldNotContain(key => key.Id.StartsWith(street.Street));
        (await PhoneCopy.Of(await street.Department())).Ids("ticket").ShouldHaveSingleItem();
        (await PhoneCopy.Of(await street.Worker())).Ids("appointment").ShouldNotBeEmpty();
    }

    static object[] Parts(TestStreet street) => [.. new[] { "修剪树冠", "清运枝条" }.Select(description => new
    {
        category = TicketSteps.Greenery, description, handlerId = street.PersonId("officer").ToString(),
    })];

    /// <summary>Tickets of all kinds, a zone, and hours and days of the street's own.</summary>
    static async Task Fill(TestStreet street)
    {
        var (dispatcher, admin) = (await street.Dispatcher(), await street.Admin());
        await street.Closed();
        await street.File(await street.OtherWorker(), street.OtherGrid);
        await street.File(category: "0703");
        await street.Dispatched("department");
        var accepted = await street.Accepted();
        (await dispatcher.Do(accepted, "split", new
        {
            parts = Parts(street), handlerId = street.PersonId("instructor").ToString(),
        })).ShouldBeOk();
        var (one, other) = (await street.File(), await street.File());
        (await dispatcher.Do(other, "merge", new { into = one.Id, reason = "重复" })).ShouldBeOk();
        (await admin.Put($"/v1/working-hours/{street.Community}", new { rules = new[] { new { hours = new[] { "07:00-15:00" } } } }, 1))
            .ShouldBeOk();
        (await admin.Put($"/v1/calendars/2027/local/{street.Community}",
            new { days = new[] { new { date = "2027-03-03", kind = "holiday", name = "庙会" } }, reason = "x" }, 1)).ShouldBeOk();
        await street.Place();
        await street.Place(grid: street.OtherGrid);
        await street.Group();
        await street.Group(grid: street.OtherGrid);
        await GoingOut.Campaign(street, street.Community);
        await GoingOut.Campaign(street, street.OtherGrid);
        (await admin.Post("/v1/zones", new
        {
            name = "商圈", grid = street.Community,
            boundary = JsonNode.Parse(new TestBoundaries(street).Box(street.Grid, 10, 90, 10, 90))!["geometry"],
        })).ShouldBeCreated();
    }

    static async Task<JsonArray> Items(Caller caller, string path)
    {
        var answer = (await caller.Get(path)).ShouldBeOk();
        answer["next"].ShouldBeNull();
        return answer["items"]!.AsArray();
    }

    static async Task<List<string>> Listed(Caller caller, string path, string id) =>
        [.. (await Items(caller, path + (path is "/v1/categories" or "/v1/working-hours" ? "" : "?limit=200")))
            .Select(item => (string)item![id]!)];

    [Fact]
    public async Task What_changes_is_put_once_as_it_is_now()
    {
        var street = await TestStreet.New(server.App);
        var copies = new Dictionary<string, PhoneCopy>();
        foreach (var who in People)
            copies[who] = await PhoneCopy.Of(await street.As(who));
        var before = await street.File();
        var moved = (await (await street.Dispatcher())
            .Do(before, "amend", new { grid = street.NextGrid, reason = "网格有误" })).ShouldBeOk();
        await Fill(street);
        await TestBoundaries.Import(street);
        (await (await street.Admin()).Patch($"/v1/grids/{street.NextGrid}", new { name = "新名" }, 2)).ShouldBeOk();
        foreach (var who in People)
        {
            await copies[who].Pull(limit: who.Length);
            await copies[who].ShouldEqualNewCopy();
            await copies[who].ShouldEqualAnswers();
            await copies[who].Pull();
            copies[who].Changes.ShouldBeEmpty(who);
        }
        copies["head1"].Data("ticket", moved.Id)["grid"]!["name"].ShouldNotBeNull();
        copies["head3"].Entries.ShouldNotContainKey(("ticket", moved.Id));
    }

    [Fact]
    public async Task A_ticket_amended_to_another_grid_is_removed_here_and_put_there_and_nowhere_named()
    {
        var street = await TestStreet.New(server.App);
        var dispatcher = await street.Dispatcher();
        var filed = await street.File();
        var (head, worker, above, elsewhere) = (await PhoneCopy.Of(await street.Head3()), await PhoneCopy.Of(await street.OtherWorker()),
            await PhoneCopy.Of(await street.Head1()), await PhoneCopy.Of(await street.Outsider()));
        var moved = (await dispatcher.Do(filed, "amend", new { grid = street.OtherGrid, reason = "网格有误" })).ShouldBeOk();
        (await dispatcher.Do(moved, "accept")).ShouldBeOk();
        await Task.WhenAll(head.Pull(), worker.Pull(), above.Pull(), elsewhere.Pull());
        head.Changes.ShouldBe([$"remove ticket {filed.Id}"]);
        worker.Changes.ShouldBe([$"put ticket {filed.Id}"]);
        above.Changes.ShouldBe([$"put ticket {filed.Id}"]);
        elsewhere.Changes.ShouldBeEmpty();
        // What was never in the grid is not named there when it goes from one of the others to another.
        var other = await street.File(dispatcher, street.OtherGrid);
        (await dispatcher.Do(other, "amend", new { grid = street.NextGrid, reason = "网格有误" })).ShouldBeOk();
        await Task.WhenAll(head.Pull(), worker.Pull());
        head.Changes.ShouldBeEmpty();
        worker.Changes.ShouldBe([$"remove ticket {other.Id}"]);
    }

    [Fact]
    public async Task A_department_gets_a_ticket_when_it_becomes_a_party_and_hears_of_no_other()
    {
        var street = await TestStreet.New(server.App);
        var (dispatcher, department) = (await street.Dispatcher(), await street.Department());
        var copy = await PhoneCopy.Of(department);
        var (accepted, other) = (await street.Accepted(), await street.File());
        await copy.Pull();
        copy.Changes.ShouldBeEmpty();
        (await dispatcher.Do(other, "amend", new { grid = street.OtherGrid, reason = "网格有误" })).ShouldBeOk();
        (await dispatcher.Do(accepted, "dispatch", new { handlerId = street.PersonId("department").ToString() })).ShouldBeOk();
        await copy.Pull();
        copy.Changes.ShouldBe([$"put ticket {accepted.Id}"]);
        await copy.ShouldEqualAnswers();
    }

    [Fact]
    public async Task A_ticket_made_confidential_is_put_without_its_words()
    {
        var street = await TestStreet.New(server.App);
        var filed = await street.File();
        var copy = await PhoneCopy.Of(await street.Head3());
        ((string)copy.Data("ticket", filed.Id)["description"]!).ShouldBe("行道树倾斜");
        (await (await street.Dispatcher()).Do(filed, "amend", new { category = "0703", reason = "更正" })).ShouldBeOk();
        await copy.Pull();
        ((string)copy.Data("ticket", filed.Id)["description"]!, (bool)copy.Data("ticket", filed.Id)["masked"]!).ShouldBe(("******", true));
        await copy.ShouldEqualAnswers();
    }

    [Fact]
    public async Task What_is_retired_is_removed()
    {
        var street = await TestStreet.New(server.App);
        var (admin, unit) = (await street.Admin(), await street.NewUnit());
        var code = (string)unit["code"]!;
        var copies = new[] { await PhoneCopy.Of(await street.Head1()), await PhoneCopy.Of(await street.Worker()) };
        copies[0].Ids("grid").ShouldContain(code);
        (await admin.Post(unit.Path() + "/retire", new { reason = "撤销" }, unit.Version)).ShouldBeOk();
        foreach (var copy in copies)
            await copy.Pull();
        copies[0].Changes.ShouldBe([$"remove grid {code}", $"remove boundary {code}"], ignoreOrder: true);
        copies[1].Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_whole_is_put_again_when_a_part_changes()
    {
        var street = await TestStreet.New(server.App);
        var (dispatcher, officer) = (await street.Dispatcher(), await street.Officer());
        var whole = (await dispatcher.Do(await street.Accepted(), "split", new
        {
            parts = Parts(street), handlerId = street.PersonId("instructor").ToString(),
        })).ShouldBeOk();
        var part = (string)whole["parts"]![0]!["id"]!;
        var copy = await PhoneCopy.Of(await street.Head3());
        (await officer.Do((await officer.Get($"/v1/tickets/{part}")).ShouldBeOk(), "take")).ShouldBeOk();
        await copy.Pull();
        copy.Changes.ShouldBe([$"put ticket {whole.Id}", $"put ticket {part}"], ignoreOrder: true);
        await copy.ShouldEqualAnswers();
    }

    [Fact]
    public async Task Unread_notifications_are_sent_whenever_they_are_others()
    {
        var street = await TestStreet.New(server.App);
        var officer = await street.Officer();
        var copy = await PhoneCopy.Of(officer);
        copy.Notifications.ShouldNotBeNull().ShouldBeEmpty();
        await street.Dispatched();
        var page = (await officer.Get($"/v1/sync/pull?cursor={copy.Cursor}")).ShouldBeOk();
        ((string)page["notifications"]!.AsArray().ShouldHaveSingleItem()!["kind"]!).ShouldBe("assigned");
        var next = (string)page["next"]!;
        (await officer.Get($"/v1/sync/pull?cursor={next}")).ShouldBeOk().Json.AsObject().ContainsKey("notifications").ShouldBeFalse();
        (await officer.Post("/v1/me/notifications/read", new { })).ShouldBe(HttpStatusCode.NoContent);
        (await officer.Get($"/v1/sync/pull?cursor={next}")).ShouldBeOk()["notifications"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_answer_is_compressed_and_kept_by_nobody()
    {
        var street = await TestStreet.New(server.App);
        await street.File();
        foreach (var encoding in new[] { "br", "gzip" })
        {
            var answer = (await (await street.Head1()).Get("/v1/sync/pull", ("Accept-Encoding", encoding))).ShouldBeOk();
            answer.Header("Content-Encoding").ShouldBe(encoding);
            answer.Header("Cache-Control").ShouldBe("no-store, private");
        }
    }
}
