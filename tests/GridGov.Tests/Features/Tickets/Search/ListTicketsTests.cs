using System.Net;

namespace GridGov.Tests.Features.Tickets.Search;

public class ListTicketsTests
{
    [Fact]
    public async Task A_ticket_is_seen_inside_the_scope_and_not_found_outside()
    {
        var street = await TestStreet.New();
        var filed = await street.File();
        foreach (var who in new[] { "worker", "officer", "head1", "head2", "head3", "dispatcher", "inspector", "supervisor" })
            (await (await street.As(who)).Get($"/v1/tickets/{filed.Id}")).ShouldBeOk();
        foreach (var who in new[] { "otherWorker", "otherOfficer", "outsider", "department" })
        {
            foreach (var path in new[] { "", "/events", "/actions" })
                (await (await street.As(who)).Get($"/v1/tickets/{filed.Id}{path}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
            (await (await street.As(who)).Post($"/v1/tickets/{filed.Id}/comments", new { text = "x" }))
                .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        }
        (await street.App.Nobody().Get($"/v1/tickets/{filed.Id}")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await (await street.Supervisor()).Get("/v1/tickets/not-an-id")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_caller_with_the_latest_version_gets_304()
    {
        var street = await TestStreet.New();
        var filed = await street.File();
        var again = await (await street.Worker()).Get($"/v1/tickets/{filed.Id}", ("If-None-Match", "\"1\""));
        again.ShouldBe(HttpStatusCode.NotModified);
        again.Header("ETag").ShouldBe("\"1\"");
        (await (await street.Worker()).Get($"/v1/tickets/{filed.Id}", ("If-None-Match", "\"7\", W/\"1\"")))
            .ShouldBe(HttpStatusCode.NotModified);
        (await (await street.Worker()).Get($"/v1/tickets/{filed.Id}", ("If-None-Match", "\"0\""))).ShouldBeOk().Header("Cache-Control")
            .ShouldBe("no-store, private");
        (await (await street.Worker()).Get($"/v1/tickets/{filed.Id}/actions", ("If-None-Match", "\"1\""))).ShouldBeOk();
    }

    [Fact]
    public async Task The_list_shows_what_the_caller_may_see_newest_first()
    {
        var street = await TestStreet.New();
        var first = await street.File();
        var second = await street.File(await street.OtherWorker());
        var third = await street.File();
        (await Ids(await street.Dispatcher(), "")).ShouldBe([third.Id, second.Id, first.Id]);
        (await Ids(await street.Supervisor(), "")).ShouldBe([third.Id, second.Id, first.Id]);
        (await Ids(await street.Dispatcher(), "?sort=oldest")).ShouldBe([first.Id, second.Id, third.Id]);
        (await Ids(await street.Worker(), "")).ShouldBe([third.Id, first.Id]);
        (await Ids(await street.Head2(), "")).ShouldBe([third.Id, first.Id]);
        (await Ids(await street.OtherWorker(), "")).ShouldBe([second.Id]);
        (await Ids(await street.OtherWorker(), $"?grid={street.Street}")).ShouldBe([second.Id], "a wider grid does not widen the scope");
        (await Ids(await street.OtherWorker(), $"?grid={street.Grid}")).ShouldBe([]);
        (await Ids(await street.Outsider(), "")).ShouldNotContain(first.Id);
    }

    [Fact]
    public async Task Filters_narrow_the_list_and_the_count_agrees()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        var worker = await street.Worker();
        var tree = (await worker.Post("/v1/tickets",
            new { category = "0107", description = "行道树倾斜", location = new { lng = 113.6553, lat = 34.7502, address = "二道街15号" } }))
                .ShouldBeCreated();
        var wish = (await worker.Post("/v1/tickets",
            new
            {
                category = "0801", description = "希望增设座椅_50%", source = "resident", urgency = "green_channel",
                location = new { lng = 113.70, lat = 34.75 }
            })).ShouldBeCreated();
        var far = await street.File(await street.OtherWorker(), category: "0302");
        var handled = await street.Dispatched();

        await Finds("?status=submitted", tree, wish, far);
        await Finds("?status=submitted&status=dispatched", tree, wish, far, handled);
        await Finds("?stage=dispatch", handled);
        await Finds("?stage=dispatch&status=submitted");
        await Finds("?category=01", tree, handled);
        await Finds("?category=0801&category=0302", wish, far);
        await Finds($"?grid={street.OtherCommunity}", far);
        await Finds($"?grid={street.Grid}", tree, wish, handled);
        await Finds($"?grid={street.County}", tree, wish, far, handled);
        await Finds("?kind=condition", wish);
        await Finds("?programme=seven_fields", tree, far, handled);
        await Finds("?role=community", wish);
        await Finds("?source=resident", wish);
        await Finds("?urgency=green_channel", wish);
        await Finds($"?handler={street.PersonId("officer")}", handled);
        await Finds($"?reporter={street.PersonId("otherWorker")}", far);
        await Finds("?q=行道树", tree, far, handled);
        await Finds("?q=二道街15号", tree);
        await Finds("?q=_50%25", wish);
        await Finds("?q=%25座%25", wish);
        await Finds($"?q={(string)far["number"]!}", far);
        await Finds("?near=113.6554,34.7503,50", tree);
        await Finds("?near=113.6554,34.7503,50000", tree, wish);
        await Finds($"?grid={street.Grid}&grid={street.OtherGrid}", tree, wish, far, handled);
        await Finds("?role=community&role=community&role=urban_management&role=safety_fire", tree, wish, far, handled);
        await Finds("?from=2012-01-01&to=2012-02-01");
        await Finds("?from=2026-01-01", tree, wish, far, handled);

        async Task Finds(string query, params Answer[] expected)
        {
            (await Ids(dispatcher, query)).Order().ShouldBe(expected.Select(ticket => ticket.Id).Order(), query);
            var counted = (await dispatcher.Get($"/v1/tickets{query}&count=true&limit=1")).ShouldBeOk();
            ((long)counted["count"]!).ShouldBe(expected.Length, query);
        }
    }

    [Fact]
    public async Task Text_is_found_in_full_and_half_width_in_any_case_and_by_all_of_its_words()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        async Task<string> Filed(string description, string? address = null) =>
            (await worker.Post("/v1/tickets",
                new { category = "0107", description, location = address is null ? null : new { address } })).ShouldBeCreated().Id;
        var wide = await Filed("１２３号　门前ＡＢＣ路灯", "Émile 路");
        var narrow = await Filed("123号 门前abc路灯（坏）");
        var other = await Filed("124号 门前路灯");

        await Finds("123号", wide, narrow);
        await Finds("１２３号", wide, narrow);
        await Finds("abc", wide, narrow);
        await Finds("ＡＢＣ", wide, narrow);
        await Finds("路灯 123", wide, narrow);
        await Finds("123　路灯", wide, narrow);
        await Finds("路灯 路灯", wide, narrow, other);
        await Finds("路灯 水管");
        await Finds("émile １２３", wide);
        await Finds("（坏)", narrow);
        await Finds("％路灯_", wide, narrow, other);

        async Task Finds(string text, params string[] expected) =>
            (await Ids(await street.Dispatcher(), "?q=" + Uri.EscapeDataString(text))).Order().ShouldBe(expected.Order(), text);
    }

    [Theory]
    [InlineData("q=%E2%80%8B", "q", "wrong_length")]
    [InlineData("from=2026-05-01&to=2026-05-01", "to", "out_of_range")]
    [InlineData("from=2026-05-02&to=2026-05-01", "to", "out_of_range")]
    [InlineData("closedFrom=2026-05-01&closedTo=2026-05-01", "closedTo", "out_of_range")]
    [InlineData("dueBefore=2026-05-01T00:00:00", "dueBefore", "wrong_format")]
    [InlineData("dueBefore=2026-05-01", "dueBefore", "wrong_format")]
    [InlineData("status=opened", "status", "unknown_code")]
    [InlineData("status=1", "status", "unknown_code")]
    [InlineData("category=1", "category", "unknown_code")]
    [InlineData("grid=41x", "grid", "wrong_format")]
    [InlineData("handler=me", "handler", "wrong_format")]
    [InlineData("from=2012-13-01", "from", "wrong_format")]
    [InlineData("near=1,2", "near", "wrong_format")]
    [InlineData("near=181,2,3", "near", "wrong_format")]
    [InlineData("limit=0", "limit", "out_of_range")]
    [InlineData("limit=201", "limit", "out_of_range")]
    [InlineData("q=%EF%BF%BE", "q", "invalid_value")]
    [InlineData("q=%20", "q", "wrong_length")]
    [InlineData("q=%EF%BC%8C%20%E3%80%82%22*-()%25", "q", "wrong_format")]
    [InlineData("sort=random", "sort", "unknown_code")]
    [InlineData("sort=relevance", "q", "required")]
    [InlineData("sort=distance&q=x", "near", "required")]
    [InlineData("measure=resolution_rate", "from", "required")]
    [InlineData("measure=happiness&from=2012-01-01&to=2012-02-01", "measure", "unknown_code")]
    public async Task A_bad_filter_is_reported_by_name(string query, string parameter, string code)
    {
        var street = await TestStreet.New();
        (await (await street.Dispatcher()).Get("/v1/tickets?" + query)).ShouldFault("/" + parameter, code);
    }

    [Fact]
    public async Task An_unknown_parameter_is_refused()
    {
        var street = await TestStreet.New();
        (await (await street.Dispatcher()).Get("/v1/tickets?state=submitted")).ShouldRefuse(HttpStatusCode.BadRequest, "unknown-parameter");
    }

    [Theory]
    [InlineData("tickets", "limit", "many")]
    [InlineData("tickets", "limit", "99999999999")]
    [InlineData("tickets", "level", "high")]
    [InlineData("people", "count", "perhaps")]
    [InlineData("tickets/duplicates", "lng", "east")]
    public async Task An_unreadable_parameter_is_refused_by_its_name(string list, string parameter, string value)
    {
        var street = await TestStreet.New();
        var refusal = (await (await street.Dispatcher()).Get($"/v1/{list}?{parameter}={value}"))
            .ShouldRefuse(HttpStatusCode.BadRequest, "invalid-parameter");
        ((string)refusal["errors"]![0]!["pointer"]!).ShouldBe("/" + parameter);
        refusal.Text.ShouldContain($"{parameter}={value}");
        refusal.Text.ShouldNotContain("Nullable");
        refusal.Text.ShouldNotContain("int?");
    }

    [Fact]
    public async Task Pages_follow_one_another_without_gap_or_repeat_while_tickets_come_in()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        var filed = new List<string>();
        for (var i = 0; i < 7; i++)
            filed.Add((await street.File()).Id);
        var seen = new List<string>();
        var path = "/v1/tickets?limit=3&status=submitted";
        while (true)
        {
            var page = (await dispatcher.Get(path)).ShouldBeOk();
            seen.AddRange(page["items"]!.AsArray().Select(item => (string)item!["id"]!));
            if (page["next"] is not { } next)
            {
                page.Header("Link").ShouldBeNull();
                break;
            }
            await street.File();
            var link = page.Header("Link")!;
            link.ShouldEndWith("; rel=\"next\"");
            link.ShouldContain((string)next!);
            path = link[1..link.IndexOf('>')];
        }
        seen.ShouldBe(Enumerable.Reverse(filed));
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_filter()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        await street.File();
        await street.File();
        var next = (string)(await dispatcher.Get("/v1/tickets?limit=1"))["next"]!;
        (await dispatcher.Get($"/v1/tickets?limit=1&cursor={next}")).ShouldBeOk();
        (await dispatcher.Get($"/v1/tickets?limit=1&status=submitted&cursor={next}"))
            .ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
        (await dispatcher.Get("/v1/tickets?cursor=%27%3B--")).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
    }

    [Fact]
    public async Task A_comment_is_in_the_history_and_changes_nothing_else()
    {
        var street = await TestStreet.New();
        var filed = await street.File();
        var comment = (await (await street.Officer()).Post($"/v1/tickets/{filed.Id}/comments", new { text = "约定下午三点查看" }))
            .ShouldBeCreated();
        ((string)comment["by"]!["id"]!).ShouldBe(street.PersonId("officer").ToString());
        (await (await street.Worker()).Get($"/v1/tickets/{filed.Id}")).Text.ShouldBe(filed.Text);
        var events = (await (await street.Worker()).Get($"/v1/tickets/{filed.Id}/events"))["items"]!.AsArray();
        ((string)events[1]!["details"]!["text"]!).ShouldBe("约定下午三点查看");
        (await (await street.Officer()).Post($"/v1/tickets/{filed.Id}/comments", new { text = new string('x', 2001) }))
            .ShouldFault("/text", "too_long");
    }

    [Fact]
    public async Task Events_are_paged()
    {
        var street = await TestStreet.New();
        var closed = await street.Closed();
        var worker = await street.Worker();
        var page = (await worker.Get($"/v1/tickets/{closed.Id}/events?limit=4")).ShouldBeOk();
        page["items"]!.AsArray().Count.ShouldBe(4);
        var rest = (await worker.Get($"/v1/tickets/{closed.Id}/events?limit=4&cursor={(string)page["next"]!}")).ShouldBeOk();
        rest["items"]!.AsArray().Select(e => (string)e!["action"]!).ShouldBe(["resolve", "pass"]);
        rest["next"].ShouldBeNull();
    }

    static async Task<List<string>> Ids(Caller caller, string query) =>
        [.. (await caller.Get("/v1/tickets" + query)).ShouldBeOk()["items"]!.AsArray().Select(item => (string)item!["id"]!)];
}
