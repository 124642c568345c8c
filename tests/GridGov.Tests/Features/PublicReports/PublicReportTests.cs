using System.Net;
using GridGov.Domain.PersonalData;
using GridGov.Host.Commands;
using GridGov.Security;
using GridGov.Tests.Features.Tickets;
using GridGov.Tests.Features.Uploads;
using GridGov.Tests.Leaks;
using static GridGov.Tests.Features.PublicReports.PublicReportSteps;

namespace GridGov.Tests.Features.PublicReports;

/// <summary>Reporting without an account, and what the receipt shows.</summary>
public class PublicReportTests
{
    [Fact]
    public async Task A_report_becomes_a_ticket_of_the_grid_that_contains_its_position()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var receipt = await street.Report(new
        {
            category = Lamps, description = Words, location = boundaries.Location(300, 500), name = "李女士", phone = "13803710001",
        });
        receipt.Number.ShouldMatch("^[0-9A-Z]{5}-[0-9A-Z]{5}$");
        receipt.Secret.Length.ShouldBe(43);

        var ticket = await street.PublicTicket();
        ((string)ticket["grid"]!["code"]!).ShouldBe(street.NextGrid);
        ((string)ticket["source"]!).ShouldBe("public");
        ((string)ticket["status"]!).ShouldBe("submitted");
        ((bool)ticket["unverified"]!).ShouldBeTrue();
        ((string)ticket["reportedBy"]!["name"]!).ShouldBe("群众");
        var reporters = (await (await street.Dispatcher()).Get($"/v1/tickets/{ticket.Id}/reporters")).ShouldBeOk();
        reporters.Text.ShouldNotContain("13803710001");
        reporters.Text.ShouldContain("0001");
        var events = (await (await street.Dispatcher()).Get($"/v1/tickets/{ticket.Id}/events")).ShouldBeOk();
        events["items"]!.AsArray().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_receipt_shows_the_steps_in_public_words_and_nothing_else()
    {
        var street = await TestStreet.New();
        var receipt = await street.Report();
        (await receipt.Steps()).ShouldBe(["received"]);
        var ticket = await street.Worked(await street.PublicTicket());
        (await receipt.Steps()).ShouldBe(["received", "being_verified", "accepted", "being_handled", "done", "closed"]);

        var shown = await receipt.Look();
        foreach (var inside in new[]
        {
            ticket.Id, (string)ticket["number"]!, "worker", "officer", "dispatcher", "灯已修好", "现场", Words, street.Grid,
        })
            shown.Text.ShouldNotContain(inside);
        ((string)(await receipt.Look(null, ("Accept-Language", "zh-CN")))["text"]!).ShouldBe("已核查办结");
        ((string)shown["text"]!).ShouldBe("Checked and closed");
        var tag = shown.Header("ETag")!;
        (await receipt.Look(null, ("If-None-Match", tag))).ShouldBe(HttpStatusCode.NotModified);
        (await receipt.GiveFeedback(solved: true, satisfied: true)).ShouldBeOk();
        (await receipt.Look(null, ("If-None-Match", tag))).ShouldBeOk().Header("ETag").ShouldNotBe(tag);
        // As people type it.
        (await street.App.Nobody().Get($"/v1/public/reports/{receipt.Number.Replace("-", "").ToLowerInvariant()}",
            ("Receipt-Secret", receipt.Secret))).ShouldBeOk();
    }

    [Fact]
    public async Task It_is_accepted_only_once_it_was_confirmed_on_the_spot()
    {
        var street = await TestStreet.New();
        await street.Report();
        var ticket = await street.PublicTicket();
        var dispatcher = await street.Dispatcher();
        (await dispatcher.Do(ticket, "accept")).ShouldRefuse(HttpStatusCode.Conflict, "verification-needed");
        var actions = (await dispatcher.Get($"/v1/tickets/{ticket.Id}/actions")).ShouldBeOk()["items"]!.AsArray();
        var accept = actions.Single(action => (string)action!["action"]! == "accept")!;
        ((bool)accept["allowed"]!).ShouldBeFalse();
        accept.ToJsonString().ShouldContain("verification-needed");
        // Handling it on the spot, and noting it, would establish it as well.
        var worker = await street.Worker();
        (await worker.Do(ticket, "self-handle", new { result = "已处置" })).ShouldRefuse(HttpStatusCode.Conflict, "verification-needed");
        (await worker.Get($"/v1/tickets/{ticket.Id}/actions")).ShouldBeOk()["items"]!.AsArray()
            .Single(action => (string)action!["action"]! == "self_handle")!.ToJsonString().ShouldContain("verification-needed");
        var condition = await street.File(category: "0802");
        await street.App.Db.Write(tx => tx.Execute(
            "UPDATE tickets SET unverified = 1 WHERE id = @Id", new { Id = GridGov.Data.Id.Parse(condition.Id, null) }));
        (await (await street.Head3()).Do(condition, "note", new { assessment = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "verification-needed");

        var verifier = street.PersonId("worker").ToString();
        var asked = (await dispatcher.Do(ticket, "verify", new { verifierId = verifier, question = "请到现场看" })).ShouldBeOk();
        (await dispatcher.Do(asked, "accept")).ShouldRefuse(HttpStatusCode.Conflict, "verification-needed");
        (await (await street.Worker()).Do(asked, "report-back", new { findings = "没有" })).ShouldFault("/confirmed", "required");
        var denied = (await (await street.Worker()).Do(asked, "report-back", new { findings = "没有", confirmed = false })).ShouldBeOk();
        (await dispatcher.Do(denied, "accept")).ShouldRefuse(HttpStatusCode.Conflict, "verification-needed");
        var confirmed = await street.Verified(denied);
        ((bool)confirmed["unverified"]!).ShouldBeFalse();
        (await dispatcher.Do(confirmed, "accept")).ShouldBeOk();
    }

    [Fact]
    public async Task One_that_was_rejected_unverified_waits_for_its_verification_again_when_it_is_reopened()
    {
        var street = await TestStreet.New();
        await street.Report();
        var rejected = (await (await street.Dispatcher()).Do(await street.PublicTicket(), "reject", new { reason = "x" })).ShouldBeOk();
        var reopened = (await (await street.Supervisor()).Do(rejected, "reopen", new { reason = "应予核实" })).ShouldBeOk();
        ((string)reopened["status"]!).ShouldBe("submitted");
        (await (await street.Dispatcher()).Do(reopened, "accept")).ShouldRefuse(HttpStatusCode.Conflict, "verification-needed");
        (await (await street.Dispatcher()).Do(await street.Verified(reopened), "accept")).ShouldBeOk();
    }

    [Fact]
    public async Task Who_decides_otherwise_by_a_setting_accepts_without_verification()
    {
        await using var app = new App([("GridGov:PublicReports:RequireVerification", "false")]);
        var street = await TestStreet.New(app);
        await street.Report();
        (await (await street.Dispatcher()).Do(await street.PublicTicket(), "accept")).ShouldBeOk();
    }

    [Fact]
    public async Task Whoever_answers_does_it_by_the_post_that_reaches_the_ticket()
    {
        // Posts are in the order of their grids.
        var (elsewhere, street) = (await TestStreet.New(), await TestStreet.New());
        await street.Report();
        var ticket = await street.PublicTicket();
        var person = await street.App.Db.Write(tx => TestStreet.AddPerson(tx, "two posts", street.Street));
        await StreetMembers.Appoint(street.App, person, PostKind.Dispatcher, elsewhere.Street);
        await StreetMembers.Appoint(street.App, person, PostKind.GridHead, street.Street);
        var caller = await street.App.CallerFor(person);
        var report = (await caller.Get($"/v1/tickets/{ticket.Id}/public-report")).ShouldBeOk()["report"]!;
        var (id, version) = ((string)report["id"]!, (long)report["version"]!);
        (await caller.Post($"/v1/public-reports/{id}/answer", new { text = "已派人查看" }, version)).ShouldBeOk();
        (await street.App.Db.Read(tx => tx.QuerySingle<string>(
            "SELECT post FROM journal WHERE subject = @Id AND action = 'answer'", new { Id = id }))).ShouldBe("grid_head");
    }

    [Fact]
    public async Task What_is_not_accepted_shows_the_office_s_words_and_no_reason_from_inside()
    {
        var street = await TestStreet.New();
        var receipt = await street.Report();
        var dispatcher = await street.Dispatcher();
        var ticket = await street.PublicTicket();
        (await dispatcher.Do(ticket, "reject", new { reason = "内部理由" })).ShouldBeOk();
        var report = (await dispatcher.Get($"/v1/tickets/{ticket.Id}/public-report")).ShouldBeOk();
        var (id, version) = ((string)report["report"]!["id"]!, (long)report["report"]!["version"]!);
        ((string)report["shown"]!["step"]!).ShouldBe("not_accepted");
        var one = (await dispatcher.Get($"/v1/public-reports/{id}")).ShouldBeOk();
        one.Text.ShouldBe(report.Text);
        one.Header("ETag").ShouldBe($"\"{version}\"");
        (await dispatcher.Post($"/v1/public-reports/{id}/answer", new { text = "不属本街道管辖" }, version)).ShouldBeOk();
        var shown = (await receipt.Look()).ShouldBeOk();
        ((string)shown["step"]!).ShouldBe("not_accepted");
        ((string)shown["answer"]!).ShouldBe("不属本街道管辖");
        shown.Text.ShouldNotContain("内部理由");
        (await dispatcher.Post($"/v1/public-reports/{id}/answer", new { text = "x" }, version))
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await (await street.Outsider()).Get($"/v1/tickets/{ticket.Id}/public-report"))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Outsider()).Get($"/v1/public-reports/{id}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task The_timeline_follows_the_ticket_into_which_it_was_merged_without_its_past()
    {
        var street = await TestStreet.New();
        var receipt = await street.Report();
        var other = (await (await street.Dispatcher()).Do(await street.File(category: Lamps), "accept")).ShouldBeOk();
        var (dispatcher, ticket) = (await street.Dispatcher(), await street.PublicTicket());
        (await dispatcher.Do(ticket, "merge", new { into = other.Id, reason = "同一问题" })).ShouldBeOk();
        (await receipt.Steps()).ShouldBe(["received", "handled_together", "accepted"]);
        other = (await dispatcher.Get($"/v1/tickets/{other.Id}")).ShouldBeOk();
        await street.WorkedAgain(other);
        (await receipt.Steps()).ShouldBe(["received", "handled_together", "accepted", "being_handled", "done", "closed"]);
        (await receipt.Look()).Text.ShouldNotContain(other.Id);
        // The answer counts for the ticket that was worked on.
        (await receipt.GiveFeedback(solved: true, satisfied: false)).ShouldBeOk();
        (await dispatcher.Get($"/v1/tickets/{other.Id}/contacts")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_confidential_category_is_reported_too_and_nothing_of_it_is_stored_in_plain()
    {
        await using var app = new App(TestClock.Starting("2026-11-18 09:30"));
        var street = await TestStreet.New(app);
        var photo = (string)(await app.UploadPublicPhoto(TestPhoto.Jpeg())).ShouldBeCreated()["photo"]!;
        var receipt = await street.Report(new
        {
            category = Petitions, description = "zq4wordA", grid = street.Grid, location = new { address = "zq4wordB" }, name = "zq4wordC",
            phone = "13971620384", photos = new[] { photo }, device = "zq4wordD",
        });
        (await receipt.Add("zq4wordE")).ShouldBeCreated();
        var ticket = await street.PublicTicket();
        ((bool)ticket["masked"]!).ShouldBeTrue();
        await street.Worked(ticket);
        (await receipt.GiveFeedback(solved: false, satisfied: false, "zq4wordF")).ShouldBeOk();
        var pending = (await (await street.Supervisor()).Get("/v1/public-reports/reopening-requests")).ShouldBeOk();
        ((string)pending["items"]![0]!["text"]!).ShouldBe("******");

        (await app.Store.PlacesOf("zq4word", "13971620384", receipt.Secret)).ShouldBeEmpty();
        app.Log.Lines.ShouldAllBe(line => !line.Contains(receipt.Secret, StringComparison.Ordinal));
        (await VerifyCommand.Run(app.Arguments)).ShouldBe(0);
        (await EncryptionAudit.Run(app.Db, place => place.ShouldBeNull(), default)).ShouldBePositive();
    }

    [Fact]
    public async Task Plain_words_find_a_category()
    {
        var nobody = App.Shared.Nobody();
        var all = (await nobody.Get("/v1/public/categories")).ShouldBeOk()["items"]!.AsArray();
        all.Count.ShouldBeGreaterThan(30);
        all.Select(item => (string)item!["code"]!).ShouldContain(Petitions);
        all.Select(item => (string)item!["code"]!).ShouldNotContain("0803");
        foreach (var (typed, code) in new[]
        {
            ("路灯不亮", Lamps), ("我家门口路灯不亮了", Lamps), ("井盖不见了丢失", Lamps), ("manhole", Lamps), ("拖欠工资", "0703"),
        })
        {
            var found = (await nobody.Get($"/v1/public/categories?q={Uri.EscapeDataString(typed)}")).ShouldBeOk()["items"]!.AsArray();
            ((string)found[0]!["code"]!).ShouldBe(code, typed);
        }
        (await nobody.Get("/v1/public/categories?q=zzzz")).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
        var english = (await nobody.Get("/v1/public/categories")).ShouldBeOk();
        (await nobody.Get("/v1/public/categories", ("If-None-Match", english.Header("ETag")!))).ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task An_administrator_opens_and_closes_a_category()
    {
        await using var app = new App([]);
        var street = await TestStreet.New(app);
        var admin = await street.RootAdmin();
        var category = (await admin.Get("/v1/categories/0604")).ShouldBeOk();
        ((bool)category["public"]!).ShouldBeTrue();
        (await admin.Patch("/v1/categories/0604", new { @public = false, plainZh = "黑网吧" }, category.Version)).ShouldBeOk();
        (await app.TryReport(new { category = "0604", description = Words, grid = street.Grid }))
            .ShouldFault("/category", "category-not-public", "category-not-public");
        (await app.TryReport(new { category = "9999", description = Words, grid = street.Grid }))
            .ShouldFault("/category", "unknown-category", "unknown-category");
    }

    [Fact]
    public async Task Photos_are_attached_and_additions_become_comments()
    {
        var street = await TestStreet.New();
        var photos = new List<string>();
        for (var i = 0; i < 4; i++)
            photos.Add((string)(await street.App.UploadPublicPhoto(TestPhoto.Jpeg())).ShouldBeCreated()["photo"]!);
        var receipt = await street.Report(new { category = Lamps, description = Words, grid = street.Grid, photos = photos[..2] });
        var (ticket, dispatcher) = (await street.PublicTicket(), await street.Dispatcher());
        (await dispatcher.Get($"/v1/tickets/{ticket.Id}/attachments")).ShouldBeOk()["items"]!.AsArray().Count.ShouldBe(2);
        // Used already, of nobody, and with a token of another one.
        foreach (var bad in new[] { photos[0], photos[2][..13] + photos[3][13..], photos[2][..13], "x" })
            (await receipt.Add("又坏了", null, bad)).ShouldFault("/photos/0", "photo-not-usable", "photo-not-usable");
        var key = Caller.NewKey();
        var added = (await receipt.Add("又坏了一盏", key, photos[2])).ShouldBeCreated();
        ((int)added["left"]!).ShouldBe(4);
        var again = (await receipt.Add("又坏了一盏", key, photos[2])).ShouldBeCreated();
        again.Header("Idempotency-Replayed").ShouldBe("true");
        (await receipt.Add("别的", key)).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        (await dispatcher.Get($"/v1/tickets/{ticket.Id}/comments")).ShouldBeOk().Text.ShouldContain("又坏了一盏");
        (await dispatcher.Get($"/v1/tickets/{ticket.Id}/attachments")).ShouldBeOk()["items"]!.AsArray().Count.ShouldBe(3);
        for (var i = 0; i < 4; i++)
            (await receipt.Add($"第{i}次")).ShouldBeCreated();
        (await receipt.Add("第五次")).ShouldRefuse(HttpStatusCode.Conflict, "too-many-additions");
        ((bool)(await receipt.Look())["canAdd"]!).ShouldBeFalse();
    }
}
