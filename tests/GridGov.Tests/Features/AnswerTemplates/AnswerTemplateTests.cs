using System.Globalization;
using System.Net;
using GridGov.Data;
using GridGov.Tests.Features.GoingOut;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Features.AnswerTemplates;

public class AnswerTemplateTests
{
    const string Zh = "您反映的问题（{number}）不属{office}管辖，已于{date}转办。";
    const string En = "{number} is not in the charge of {office}; passed on {date}.";

    static object Body(string grid, string? category = null, string action = "reject", string title = "不属本街道") =>
        new { grid, action, category, title, textZh = Zh, textEn = En };

    static async Task<Answer> New(Caller by, string grid, string? category = null, string action = "reject") =>
        (await by.Post("/v1/answer-templates", Body(grid, category, action))).ShouldBeCreated();

    static async Task<List<string>> Ids(Caller by, string query) =>
        [.. (await by.Get("/v1/answer-templates?limit=200" + query)).ShouldBeOk()["items"]!.AsArray().Select(each => (string)each!["id"]!)];

    [Fact]
    public async Task The_actions_of_a_ticket_lead_to_the_templates_that_serve_it()
    {
        var street = await TestStreet.New();
        var (head, dispatcher) = (await street.Head1(), await street.Dispatcher());
        var all = await New(head, street.Street);
        var category = await New(head, street.Street, "0107");
        var group = await New(head, street.Grid, "01");
        await New(head, street.NextGrid);
        await New(head, street.Street, "0108");
        await New(head, street.Street, action: "pass");
        var ticket = await street.File();
        var actions = (await dispatcher.Get($"/v1/tickets/{ticket.Id}/actions")).ShouldBeOk()["items"]!.AsArray();
        actions.Where(each => each!["templates"] is not null).Select(each => (string)each!["action"]!)
            .ShouldBe(["report_back", "reject", "pass"]);
        var address = (string)actions.Single(each => (string)each!["action"]! == "reject")!["templates"]!;
        (await dispatcher.Get(address)).ShouldBeOk()["items"]!.AsArray().Select(each => (string)each!["id"]!)
            .ShouldBe([all.Id, category.Id, group.Id]);
        // A worker of the unit grid finds those of the street above, and nobody else does.
        (await (await street.Worker()).Get(address)).ShouldBeOk()["items"]!.AsArray().Count.ShouldBe(3);
        var stranger = await (await TestStreet.New()).Dispatcher();
        (await stranger.Get(address)).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
        (await stranger.Get($"/v1/answer-templates/{all.Id}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");

        var text = (await dispatcher.Get($"/v1/answer-templates/{all.Id}/text?ticket={ticket.Id}")).ShouldBeOk();
        var office = (string)(await head.Get($"/v1/grids/{street.Street}")).ShouldBeOk()["name"]!;
        var day = DateOnly.Parse(TicketSteps.Day(0), CultureInfo.InvariantCulture);
        ((string)text["zh"]!).ShouldBe($"您反映的问题（{(string)ticket["number"]!}）不属{office}管辖，已于{day:yyyy年M月d日}转办。");
        ((string)text["en"]!).ShouldBe($"{(string)ticket["number"]!} is not in the charge of {office}; passed on {day:yyyy-MM-dd}.");
        ((string)(await dispatcher.Get($"/v1/answer-templates/{all.Id}/text")).ShouldBeOk()["en"]!).ShouldStartWith("{number} is not");
        var elsewhere = await (await TestStreet.New()).File();
        (await dispatcher.Get($"/v1/answer-templates/{all.Id}/text?ticket={elsewhere.Id}"))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await dispatcher.Get($"/v1/answer-templates/{all.Id}/text?ticket=x")).ShouldFault("/ticket", "wrong_format");
    }

    [Fact]
    public async Task A_template_is_edited_and_retired_with_its_history()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var made = await New(head, street.Street);
        var edited = (await head.Patch($"/v1/answer-templates/{made.Id}", new { title = "转主管单位" }, 1)).ShouldBeOk();
        (edited.Version, (string)edited["title"]!, (string)edited["textZh"]!).ShouldBe((2, "转主管单位", Zh));
        (await head.Patch($"/v1/answer-templates/{made.Id}", new { title = "转主管单位" }, 2)).ShouldBeOk().Version.ShouldBe(2);
        (await head.Patch($"/v1/answer-templates/{made.Id}", new { title = "x" }, 1))
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await (await street.Worker()).Patch($"/v1/answer-templates/{made.Id}", new { title = "x" }, 2))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        // A head of a unit grid reads that of the street, and does not change it.
        (await (await street.Head3()).Patch($"/v1/answer-templates/{made.Id}", new { title = "x" }, 2))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await head.Post($"/v1/answer-templates/{made.Id}/retire", null, 2)).ShouldBeOk()["retiredAt"].ShouldNotBeNull();
        (await head.Post($"/v1/answer-templates/{made.Id}/retire", null, 3))
            .ShouldRefuse(HttpStatusCode.Conflict, "answer-template-retired");
        (await head.Patch($"/v1/answer-templates/{made.Id}", new { title = "x" }, 3))
            .ShouldRefuse(HttpStatusCode.Conflict, "answer-template-retired");
        (await Ids(head, "")).ShouldNotContain(made.Id);
        (await Ids(head, "&retired=true")).ShouldContain(made.Id);
        var events = (await head.Get($"/v1/answer-templates/{made.Id}/events")).ShouldBeOk()["items"]!.AsArray();
        events.Select(each => (string)each!["action"]!).ShouldBe(["create", "edit", "retire"]);
        ((string)events[0]!["details"]!["title"]!).ShouldBe("不属本街道");
        (await head.Get($"/v1/answer-templates/{made.Id}")).ShouldBeOk().Header("ETag").ShouldBe("\"3\"");
    }

    [Fact]
    public async Task Unknown_grids_categories_actions_and_placeholders_are_refused()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        (await head.Post("/v1/answer-templates", Body((await TestStreet.New()).Street)))
            .ShouldFault("/grid", "unknown-grid", "unknown-grid");
        (await head.Post("/v1/answer-templates", Body(street.Street, "9999")))
            .ShouldFault("/category", "unknown-category", "unknown-category");
        (await head.Post("/v1/answer-templates", Body(street.Street, action: "accept"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await head.Post("/v1/answer-templates", Body(street.Street, title: " "))).ShouldFault("/title", "required");
        (await head.Post("/v1/answer-templates",
            new { grid = street.Street, action = "pass", title = "x", textZh = "{phone}", textEn = "x" }))
            .ShouldFault("/textZh", "wrong_format");
        (await (await street.Worker()).Post("/v1/answer-templates", Body(street.Grid)))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await head.Get("/v1/answer-templates?action=accept")).ShouldFault("/action", "unknown_code");
    }

    [Fact]
    public async Task Pages_follow_one_another_and_are_counted()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        for (var i = 0; i < 3; i++)
            await New(head, street.Street);
        var first = (await head.Get("/v1/answer-templates?limit=2&count=true")).ShouldBeOk();
        ((long)first["count"]!).ShouldBe(3);
        var rest = (await head.Get($"/v1/answer-templates?limit=2&cursor={Uri.EscapeDataString((string)first["next"]!)}")).ShouldBeOk();
        first["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(each => (string)each!["id"]!).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task What_the_public_is_told_stands_in_the_events_and_is_masked_for_a_confidential_ticket()
    {
        var street = await TestStreet.New();
        var (dispatcher, worker, inspector) = (await street.Dispatcher(), await street.Worker(), await street.Inspector());
        var ticket = await street.File();
        var verifying = (await dispatcher.Do(ticket, "verify", new { verifierId = street.PersonId("worker").ToString(), question = "?" }))
            .ShouldBeOk();
        var back = (await worker.Do(verifying, "report-back", new { findings = "属实", publicAnswer = "正在核实" })).ShouldBeOk();
        (await dispatcher.Do(back, "reject", new { reason = "非本街道", publicAnswer = "已转办" })).ShouldBeOk();
        (await Told(ticket)).ShouldBe(["正在核实", "已转办"]);
        var resolved = await street.Resolved();
        (await inspector.Do(resolved, "pass", new { publicAnswer = "已办结" })).ShouldBeOk();
        (await Told(resolved)).ShouldBe(["已办结"]);
        (await inspector.Do(await street.Resolved(), "pass", new { publicAnswer = new string('x', 501) }))
            .ShouldFault("/publicAnswer", "too_long");

        var secret = await street.File(category: "0704");
        (await dispatcher.Do(secret, "reject", new { reason = "x", publicAnswer = "不予公开的答复" })).ShouldBeOk();
        (await dispatcher.Get($"/v1/tickets/{secret.Id}/events")).ShouldBeOk().Text.ShouldNotContain("不予公开的答复");
        (await App.Shared.Db.Read(tx => tx.Query<string>(
            "SELECT payload FROM journal WHERE subject = @Id AND payload IS NOT NULL", new { Id = secret.Id })))
            .ShouldAllBe(payload => !payload.Contains("不予公开的答复", StringComparison.Ordinal));

        async Task<List<string>> Told(Answer of) =>
            [.. (await dispatcher.Get($"/v1/tickets/{of.Id}/events")).ShouldBeOk()["items"]!.AsArray()
                .Select(each => (string?)each!["details"]?["publicAnswer"]).OfType<string>()];
    }

    [Fact]
    public async Task Templates_go_on_in_every_successor_when_their_grid_is_divided_merged_moved_or_retired()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var (head, admin) = (await street.Head1(), await street.Admin());
        var made = await New(head, street.Grid, "0107");
        var above = await New(head, street.Community);
        var retired = await New(head, street.Grid);
        (await head.Post($"/v1/answer-templates/{retired.Id}/retire", null, 1)).ShouldBeOk();
        var halves = new { reason = "一分为二", into = new[] { new { name = "西网格" }, new { name = "东网格" } } };
        var (west, east) = (street.Community + "003", street.Community + "004");
        var expected = $$"""[{"from":"{{street.Grid}}","to":"{{west}}","count":1},{"from":"{{street.Grid}}","to":"{{east}}","count":1}]""";
        (await admin.Post($"/v1/grids/{street.Grid}/split?dryRun=true", halves, 1)).ShouldBeOk()["answerTemplates"]!.ToJsonString()
            .ShouldBe(expected);
        (await Ids(head, $"&grid={street.Grid}")).ShouldBe([made.Id, above.Id], "nothing was written");
        (await admin.Post($"/v1/grids/{street.Grid}/split", halves, 1)).ShouldBeOk()["answerTemplates"]!.ToJsonString().ShouldBe(expected);
        (await Ids(head, $"&grid={west}")).ShouldBe([made.Id, above.Id]);
        var copy = (await Ids(head, $"&grid={east}")).Single(id => id != above.Id);
        copy.ShouldNotBe(made.Id);
        var copied = (await head.Get($"/v1/answer-templates/{copy}")).ShouldBeOk();
        ((string)copied["grid"]!["code"]!, (string)copied["category"]!, (string)copied["textZh"]!, copied.Version)
            .ShouldBe((east, "0107", Zh, 1));
        ((string)(await head.Get($"/v1/answer-templates/{retired.Id}")).ShouldBeOk()["grid"]!["code"]!).ShouldBe(street.Grid);
        var events = (await head.Get($"/v1/answer-templates/{made.Id}/events")).ShouldBeOk()["items"]!.AsArray();
        events.Select(each => (string)each!["action"]!).ShouldBe(["create", "follow"]);
        ((string)events[1]!["reason"]!, (string)events[1]!["details"]!["from"]!).ShouldBe(("一分为二", street.Grid));

        var merged = (string)(await admin.Post("/v1/grids/merge", new
        {
            reason = "合并", grids = new[] { new { grid = west, version = 1 }, new { grid = east, version = 1 } },
            into = new { name = "合网格" },
        })).ShouldBeOk()["created"]![0]!["code"]!;
        (await Ids(head, $"&grid={merged}")).ShouldBe([made.Id, above.Id, copy]);
        var moved = (string)(await admin.Post(
            $"/v1/grids/{merged}/move", new { reason = "划转", parent = street.OtherCommunity }, 1)).ShouldBeOk()["created"]![0]!["code"]!;
        (await Ids(head, $"&grid={moved}")).ShouldBe([made.Id, copy]);
        (await admin.Post($"/v1/grids/{moved}/retire", new { reason = "撤销", successors = new[] { street.NextGrid } }, 1)).ShouldBeOk();
        (await Ids(head, $"&grid={street.NextGrid}")).ShouldBe([made.Id, above.Id, copy]);
        (await head.Get($"/v1/answer-templates/{made.Id}")).ShouldBeOk().Version.ShouldBe(5);
        (await app.Differences()).ShouldBeEmpty();
        await app.Db.Write(tx => tx.Execute("UPDATE answer_templates SET grid_code = @Grid WHERE id = @Id", new
        {
            street.Grid, Id = Id.Parse(made.Id, null),
        }));
        (await app.Differences()).ShouldHaveSingleItem().ShouldContain("grid_code");
    }

    [Fact]
    public async Task A_template_of_a_grid_that_is_retired_without_a_successor_keeps_it()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var made = await New(head, street.NextGrid);
        (await (await street.Admin()).Post($"/v1/grids/{street.NextGrid}/retire", new { reason = "撤销" }, 1)).ShouldBeOk();
        var kept = (await head.Get($"/v1/answer-templates/{made.Id}")).ShouldBeOk();
        ((string)kept["grid"]!["code"]!, kept.Version).ShouldBe((street.NextGrid, 1));
    }
}
