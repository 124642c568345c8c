using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GridGov.Data;
using GridGov.Domain.Verification;

namespace GridGov.Tests.Features.Tickets.OutsideAnswers;

public class OutsideAnswerTests
{
    const string Party = "金水物业服务有限公司";
    const string Question = "3 号楼电梯何时修复？<b>请尽快</b>";

    static Task<Answer> Ask(Caller by, Answer ticket, int days = 14, string? key = null) =>
        by.Post($"/v1/tickets/{ticket.Id}/outside-answers", new { party = Party, question = Question, days }, key: key);

    static string PathOf(Answer asked) => new Uri((string)asked["link"]!).AbsolutePath;

    static async Task<JsonNode> Only(Caller by, Answer ticket) =>
        (await by.Get($"/v1/tickets/{ticket.Id}/outside-answers")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem()!;

    static Task<Answer> Send(Caller nobody, string path, string form, string accept = "text/html") => nobody.Send(HttpMethod.Post, path,
        new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"), ("Accept", accept));

    [Fact]
    public async Task A_party_reads_the_question_and_answers_once_and_the_ticket_keeps_its_status()
    {
        var street = await TestStreet.New();
        var (dispatcher, officer, nobody) = (await street.Dispatcher(), await street.Officer(), street.App.Nobody());
        var ticket = await street.Processing();
        var asked = (await Ask(officer, ticket, days: 7)).ShouldBeCreated();
        ((string)asked["answer"]!["state"]!).ShouldBe("asked");
        var path = PathOf(asked);
        path.ShouldMatch("^/v1/public/answers/[A-Za-z0-9_-]{43}$");

        (await nobody.Send(HttpMethod.Head, path, null)).ShouldBeOk();
        ((string)(await Only(dispatcher, ticket))["state"]!).ShouldBe("asked", "a HEAD opens nothing");
        var shown = (await nobody.Get(path)).ShouldBeOk();
        shown.Json.AsObject().Select(each => each.Key).ShouldBe(
            [
                "party", "question", "number", "categoryZh", "categoryEn", "gridName", "address", "placeName", "askedAt", "expiresAt",
                "state",
            ],
            ignoreOrder: true);
        ((string)shown["question"]!).ShouldBe(Question);
        ((string)shown["number"]!).ShouldBe((string)ticket["number"]!);
        shown.Text.ShouldNotContain("行道树倾斜", Case.Sensitive, "the description is the street's");
        ((string)(await Only(dispatcher, ticket))["state"]!).ShouldBe("opened");

        ((string)(await nobody.Send(HttpMethod.Post, path, JsonContent.Create(new { done = "已修复", doneOn = TicketSteps.Day(0) })))
            .ShouldBeOk()["state"]!).ShouldBe("answered");
        (await nobody.Send(HttpMethod.Post, path, JsonContent.Create(new { done = "又一次" })))
            .ShouldRefuse(HttpStatusCode.Conflict, "outside-already-answered");

        var answer = await Only(dispatcher, ticket);
        ((string)answer["state"]!, (string)answer["answer"]!, (string)answer["doneOn"]!).ShouldBe(("answered", "已修复", TicketSteps.Day(0)));
        var after = (await dispatcher.Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk();
        ((string)after["status"]!, after.Version).ShouldBe(("processing", ticket.Version));
        var events = (await dispatcher.Get($"/v1/tickets/{ticket.Id}/events")).ShouldBeOk()["items"]!.AsArray()
            .Where(each => ((string)each!["action"]!).EndsWith("_outside", StringComparison.Ordinal)).ToList();
        events.Select(each => (string)each!["action"]!).ShouldBe(["ask_outside", "open_outside", "answer_outside"]);
        ((string)events[2]!["details"]!["answer"]!).ShouldBe("已修复");
        var notices = (await officer.Get("/v1/me/notifications")).ShouldBeOk()["items"]!.AsArray();
        notices.Count(each => (string)each!["kind"]! == "outside_answered").ShouldBe(1, "the handler asked, and is told once");
    }

    [Fact]
    public async Task The_form_works_without_a_script_and_its_page_keeps_the_secret()
    {
        var street = await TestStreet.New();
        var (dispatcher, nobody) = (await street.Dispatcher(), street.App.Nobody());
        var ticket = await street.Accepted();
        var path = PathOf((await Ask(dispatcher, ticket)).ShouldBeCreated());
        var page = (await nobody.Get(path + "?lang=zh-CN", ("Accept", "text/html"))).ShouldBeOk();
        page.Text.ShouldContain("&lt;b&gt;请尽快&lt;/b&gt;");
        page.Text.ShouldContain("<form method=\"post\">");
        page.Text.ShouldNotContain("<script");
        page.Text.ShouldNotContain(path, Case.Sensitive, "the address is not repeated in the page");
        page.Header("Content-Security-Policy")!.ShouldContain("form-action 'self'");
        page.Header("Content-Security-Policy")!.ShouldContain("frame-ancestors 'none'");
        page.Header("Referrer-Policy").ShouldBe("no-referrer");
        page.Header("Cache-Control")!.ShouldContain("no-store");
        page.Header("X-Robots-Tag")!.ShouldContain("noindex");
        (await nobody.Get(path + "?lang=en", ("Accept", "text/html"))).ShouldBeOk().Text.ShouldContain("What was done");

        (await Send(nobody, path, "done=a&done=b")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await Send(nobody, path, "done=%E5%A5%BD&other=1")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await Send(nobody, path, "done=&doneOn=", "application/json")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await Send(nobody, path, $"done=x&doneOn={TicketSteps.Day(1)}", "application/json")).ShouldFault("/doneOn", "out_of_range");
        (await Send(nobody, path, $"done={new string('x', 2001)}", "application/json")).ShouldFault("/done", "too_long");
        var thanks = (await Send(nobody, path + "?lang=zh-CN", "done=%E5%A5%BD%0D%0A%E4%BA%86&doneOn=")).ShouldBeOk();
        thanks.Text.ShouldContain("您的答复已收到");
        thanks.Text.ShouldNotContain("<form");
        ((string)(await Only(dispatcher, ticket))["answer"]!).ShouldBe("好\n了");
        (await Send(nobody, path, "done=again")).ShouldBeOk().Text.ShouldNotContain("<form");
        ((string)(await Only(dispatcher, ticket))["answer"]!).ShouldBe("好\n了");
    }

    [Fact]
    public async Task A_link_ends_after_its_day_and_when_it_is_revoked()
    {
        await using var app = new App(TestClock.Starting("2026-11-18 09:30"));
        var street = await TestStreet.New(app);
        var clock = (TestClock)app.Services.GetService(typeof(TimeProvider))!;
        var dispatcher = await street.Dispatcher();
        var ticket = await street.Accepted();
        var (first, second) = (await Ask(dispatcher, ticket, days: 1), await Ask(dispatcher, ticket, days: 1));
        var id = (string)second["answer"]!["id"]!;
        var revoke = $"/v1/tickets/{ticket.Id}/outside-answers/{id}/revoke";
        (await dispatcher.Post(revoke, null, version: 7)).ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        ((string)(await dispatcher.Post(revoke, null, version: 1)).ShouldBeOk()["state"]!).ShouldBe("revoked");
        (await dispatcher.Post(revoke, null, version: 2)).ShouldRefuse(HttpStatusCode.Conflict, "outside-answer-ended");

        clock.Move(TimeSpan.FromHours(23.9));
        (await app.Nobody().Get(PathOf(first))).ShouldBeOk();
        await ShouldHaveEnded(PathOf(second));
        clock.Move(TimeSpan.FromHours(0.2));
        await ShouldHaveEnded(PathOf(first));
        var items = (await (await app.CallerFor(street.PersonId("dispatcher"))).Get($"/v1/tickets/{ticket.Id}/outside-answers"))
            .ShouldBeOk()["items"]!.AsArray();
        items.Select(each => (string)each!["state"]!).ShouldBe(["revoked", "expired"]);

        async Task ShouldHaveEnded(string path)
        {
            (await app.Nobody().Get(path)).ShouldRefuse(HttpStatusCode.Gone, "outside-link-ended");
            var page = (await app.Nobody().Get(path, ("Accept", "text/html"))).ShouldBe(HttpStatusCode.Gone);
            page.Text.ShouldNotContain(Party);
            page.Text.ShouldNotContain("<form");
            (await app.Nobody().Send(HttpMethod.Post, path, JsonContent.Create(new { done = "x" })))
                .ShouldRefuse(HttpStatusCode.Gone, "outside-link-ended");
            (await Send(app.Nobody(), path, "done=x")).ShouldBe(HttpStatusCode.Gone);
        }
    }

    [Fact]
    public async Task A_link_ends_with_its_ticket_and_opens_again_with_it()
    {
        var street = await TestStreet.New();
        var (dispatcher, nobody) = (await street.Dispatcher(), street.App.Nobody());
        var ticket = await street.Resolved();
        var path = PathOf((await Ask(dispatcher, ticket)).ShouldBeCreated());
        ticket = (await (await street.Inspector()).Do(ticket, "pass")).ShouldBeOk();
        (await nobody.Get(path)).ShouldRefuse(HttpStatusCode.Gone, "outside-ticket-ended");
        (await nobody.Send(HttpMethod.Post, path, JsonContent.Create(new { done = "x" })))
            .ShouldRefuse(HttpStatusCode.Gone, "outside-ticket-ended");
        var page = (await nobody.Get(path + "?lang=zh-CN", ("Accept", "text/html"))).ShouldBe(HttpStatusCode.Gone);
        page.Text.ShouldContain("已经办结");
        page.Text.ShouldNotContain(Party);
        ((string)(await Only(dispatcher, ticket))["state"]!).ShouldBe("asked");
        (await (await street.Supervisor()).Do(ticket, "reopen", new { reason = "仍需办理" })).ShouldBeOk();
        (await nobody.Get(path)).ShouldBeOk();
    }

    [Fact]
    public async Task A_repeated_request_gets_the_same_link_and_its_address_has_the_version()
    {
        var street = await TestStreet.New();
        var (dispatcher, ticket, key) = (await street.Dispatcher(), await street.Accepted(), Caller.NewKey());
        var asked = (await Ask(dispatcher, ticket, key: key)).ShouldBeCreated();
        var again = (await Ask(dispatcher, ticket, key: key)).ShouldBeCreated();
        again.Header("Idempotency-Replayed").ShouldBe("true");
        again.Text.ShouldBe(asked.Text);
        (await Ask(dispatcher, ticket, days: 3, key: key)).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        // The same key of another caller is another one.
        PathOf((await Ask(await street.Head3(), ticket, key: key)).ShouldBeCreated()).ShouldNotBe(PathOf(asked));
        (await dispatcher.Send(HttpMethod.Post, $"/v1/tickets/{ticket.Id}/outside-answers",
            JsonContent.Create(new { party = Party, question = Question })))
            .ShouldRefuse(HttpStatusCode.BadRequest, "idempotency-key-required");

        var location = asked.Header("Location")!;
        location.ShouldBe($"/v1/tickets/{ticket.Id}/outside-answers/{(string)asked["answer"]!["id"]!}");
        var one = (await dispatcher.Get(location)).ShouldBeOk();
        ((string)one["party"]!, one.Header("ETag")).ShouldBe((Party, "\"1\""));
        (await dispatcher.Post(location + "/revoke", null, one.Version)).ShouldBeOk();
        var other = await street.Accepted();
        (await dispatcher.Get($"/v1/tickets/{other.Id}/outside-answers/{one.Id}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Guesses_of_one_address_are_limited_as_all_requests_without_sign_in()
    {
        await using var app = new App([("GridGov:Edge:PerAddress", "5")]);
        var nobody = app.Nobody();
        for (var i = 0; i < 5; i++)
            (await nobody.Get($"/v1/public/answers/{new string('A', 42)}{i}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await nobody.Get($"/v1/public/answers/{new string('A', 43)}")).ShouldRefuse(HttpStatusCode.TooManyRequests, "too-many-requests");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("%E4%B8%AD")]
    public async Task A_wrong_secret_finds_nothing(string token)
    {
        var nobody = App.Shared.Nobody();
        (await nobody.Get($"/v1/public/answers/{token}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await nobody.Get($"/v1/public/answers/{token}", ("Accept", "text/html"))).ShouldBe(HttpStatusCode.NotFound).Text
            .ShouldContain("<h1>");
        (await nobody.Send(HttpMethod.Post, $"/v1/public/answers/{token}", JsonContent.Create(new { done = "x" })))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Only_the_handler_and_those_who_dispatch_ask_and_only_about_ordinary_tickets_in_hand()
    {
        var street = await TestStreet.New();
        var (dispatcher, officer) = (await street.Dispatcher(), await street.Officer());
        var ticket = await street.Accepted();
        (await Ask(officer, ticket)).ShouldRefuse(HttpStatusCode.Forbidden, "not-asking-outside");
        (await Ask(await street.Worker(), ticket)).ShouldRefuse(HttpStatusCode.Forbidden, "not-asking-outside");
        (await Ask(await street.Supervisor(), ticket)).ShouldRefuse(HttpStatusCode.Forbidden, "not-asking-outside");
        (await Ask(await street.Head3(), ticket)).ShouldBeCreated();
        (await Ask(dispatcher, ticket, days: 15)).ShouldFault("/days", "out_of_range");
        (await Ask(dispatcher, ticket, days: 0)).ShouldFault("/days", "out_of_range");
        for (var i = 1; i < 10; i++)
            (await Ask(dispatcher, ticket)).ShouldBeCreated();
        (await Ask(dispatcher, ticket)).ShouldRefuse(HttpStatusCode.Conflict, "too-many-outside-answers");
        (await Ask(dispatcher, await street.Closed())).ShouldRefuse(HttpStatusCode.Conflict, "ticket-ended-outside");
        var secret = await street.File(category: "0704");
        (await Ask(dispatcher, secret)).ShouldRefuse(HttpStatusCode.Conflict, "confidential-not-outside");
        (await Ask(await (await TestStreet.New()).Dispatcher(), ticket)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_ticket_that_becomes_confidential_takes_its_words_from_the_link_and_from_the_rows()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var dispatcher = await street.Dispatcher();
        var ticket = await street.Accepted();
        var asked = (await Ask(dispatcher, ticket)).ShouldBeCreated();
        (await app.Nobody().Get(PathOf(asked))).ShouldBeOk();
        (await dispatcher.Do(ticket, "amend", new { category = "0704", reason = "涉访" })).ShouldBeOk();
        (await app.Nobody().Get(PathOf(asked))).ShouldRefuse(HttpStatusCode.Gone, "outside-link-ended");
        ((string)(await Only(dispatcher, ticket))["question"]!).ShouldBe(FreeText.Mask);
        (await dispatcher.Get($"/v1/tickets/{ticket.Id}/events")).ShouldBeOk().Text.ShouldNotContain(Party);
        (await app.Db.Read(tx => tx.QuerySingle<string>("SELECT party || question FROM outside_answers")))
            .ShouldBe(FreeText.Mask + FreeText.Mask);
        var id = (string)asked["answer"]!["id"]!;
        (await dispatcher.Post($"/v1/tickets/{ticket.Id}/outside-answers/{id}/revoke", null, version: 2)).ShouldBeOk();
        (await Verified(app)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_secret_is_neither_stored_nor_logged()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var asked = (await Ask(await street.Dispatcher(), await street.Accepted())).ShouldBeCreated();
        var path = PathOf(asked);
        var token = path[(path.LastIndexOf('/') + 1)..];
        (await app.Store.PlacesOf(token)).ShouldBeEmpty();
        (await app.Store.PlacesOf(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token))))).ShouldNotBeEmpty();
        // The statement fails, which the server logs.
        await app.Db.Write(tx => tx.Execute("ALTER TABLE outside_answers RENAME TO outside_answers_gone"));
        (await app.Nobody().Get(path)).Status.ShouldBe(HttpStatusCode.InternalServerError);
        app.Log.Lines.ShouldContain(line => line.Contains("public/answers/{token}", StringComparison.Ordinal));
        app.Log.Lines.ShouldAllBe(line => !line.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_changed_added_or_cut_is_found_by_verify()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var (dispatcher, ticket) = (await street.Dispatcher(), await street.Accepted());
        var asked = (await Ask(dispatcher, ticket)).ShouldBeCreated();
        await app.Nobody().Get(PathOf(asked));
        (await app.Nobody().Send(HttpMethod.Post, PathOf(asked), JsonContent.Create(new { done = "好", doneOn = TicketSteps.Day(0) })))
            .ShouldBeOk();
        var other = (await Ask(dispatcher, ticket)).ShouldBeCreated();
        (await dispatcher.Post($"/v1/tickets/{ticket.Id}/outside-answers/{(string)other["answer"]!["id"]!}/revoke", null, version: 1))
            .ShouldBeOk();
        (await Verified(app)).ShouldBeEmpty();
        foreach (var sql in new[]
        {
            """
            INSERT INTO outside_answers (id, ticket_id, token_hash, party, question, asked_by, asked_at, expires_at, version)
            SELECT 7, ticket_id, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'x', 'x', asked_by, 1, 2, 1
              FROM outside_answers LIMIT 1
            """,
            "DELETE FROM outside_answers WHERE id = 7 OR answered_at IS NOT NULL",
        })
        {
            (await app.Db.Write(tx => tx.Execute(sql))).ShouldBeGreaterThan(0, sql);
            (await Verified(app)).ShouldContain(each => each.Contains("outside_answers", StringComparison.Ordinal), sql);
        }
    }

    static async Task<List<string>> Verified(App app)
    {
        var found = new List<string>();
        await TicketVerification.Run(
            app.Db, (_, what) => found.Add(what), (_, what) => found.Add(what), (_, _) => { }, (_, _) => { }, default);
        return found;
    }
}
