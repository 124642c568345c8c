using System.Net;
using System.Text.Json.Nodes;
using GridGov.Domain.Statistics.Counters;
using GridGov.Tests.Domain.Deadlines;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Features.Tickets.Reading;

/// <summary>The caller's own counts, and the filters that list the tickets of each count.</summary>
public class GetMySummaryTests
{
    static async Task<JsonNode> Of(Caller caller) => (await caller.Get("/v1/me/summary")).ShouldBeOk().Json;

    static long Count(JsonNode summary, string path) => (long)Figure(summary, path)["count"]!;

    static JsonNode Figure(JsonNode summary, string path) => path.Split('.').Aggregate(summary, (node, name) => node[name]!);

    static IEnumerable<(string Path, JsonNode Figure)> All(JsonNode node, string path = "") => node switch
    {
        JsonObject figure when figure.ContainsKey("count") && figure.ContainsKey("list") => [(path, figure)],
        JsonObject named => named.Where(pair => pair.Value is not null).SelectMany(pair => All(pair.Value!, $"{path}.{pair.Key}")),
        JsonArray list => list.SelectMany((each, i) => All(each!, $"{path}[{i}]")),
        _ => [],
    };

    /// <summary>Asserts that each count equals that of its linked list.</summary>
    static async Task<JsonNode> Checked(Caller caller)
    {
        var summary = await Of(caller);
        foreach (var (path, figure) in All(summary))
        {
            var list = (await caller.Get((string)figure["list"]!)).ShouldBeOk();
            ((long?)list["count"] ?? list["items"]!.AsArray().Count).ShouldBe((long)figure["count"]!, path);
        }
        return summary;
    }

    [Fact]
    public async Task A_departments_figures_of_its_street_count_its_own_tickets()
    {
        var street = await TestStreet.New();
        await GridGov.Tests.Leaks.StreetMembers.End(street, "department");
        await GridGov.Tests.Leaks.StreetMembers.Appoint(
            street.App, street.PersonId("department"), GridGov.Security.PostKind.DepartmentHandler, street.Street);
        await street.Processing();
        await street.Dispatched(to: "department");
        var summary = await Checked(await street.Department());
        ((long)summary["grids"]![0]!["open"]!["count"]!).ShouldBe(1);
        ((long)(await Checked(await street.Head1()))["grids"]![0]!["open"]!["count"]!).ShouldBe(2);
    }

    [Fact]
    public async Task Everybody_sees_their_open_work_and_their_results_of_the_month()
    {
        var testStreet = await TestStreet.New();
        var (dispatcher, officer, supervisor, worker) = (await testStreet.Dispatcher(), await testStreet.Officer(),
            await testStreet.Supervisor(),
            await testStreet.Worker());
        await testStreet.Dispatched();
        var processing = await testStreet.Processing();
        await testStreet.Resolved();
        await testStreet.Closed();
        var rework = (await (await testStreet.Inspector()).Do(await testStreet.Resolved(), "fail", new { reason = "未清理干净" })).ShouldBeOk();
        (await supervisor.Do(await testStreet.Processing(), "suspend", new { reason = "待停暖", until = Day(30) })).ShouldBeOk();
        (await dispatcher.Do(await testStreet.File(), "reject", new { reason = "不属实" })).ShouldBeOk();
        (await dispatcher.Do(await testStreet.File(), "verify",
            new { verifierId = testStreet.PersonId("worker").ToString(), question = "是否倒伏" }))
            .ShouldBeOk();
        (await officer.Do(processing, "request-extension", new { reason = "连日降雨" })).ShouldBeCreated();
        var joint = await testStreet.Processing();
        (await dispatcher.Do(joint, "joint-actions",
            new { purpose = "修剪", participants = new object[] { new { personId = testStreet.PersonId("department").ToString() } } }))
                .ShouldBeCreated();
        (await supervisor.Do(rework, "supervisions", new { instruction = "请回复", replyBy = Soon(60) })).ShouldBeCreated();
        await testStreet.File(await testStreet.OtherWorker());

        var own = await Checked(officer);
        Work(own).ShouldBe((5, 1, 2, 1, 1));
        Count(own, "month.closed").ShouldBe(1);
        Count(own, "month.filed").ShouldBe(0);
        Count(own, "waiting.replies").ShouldBe(1);
        own["waiting"]!["requests"].ShouldBeNull("an officer decides none");

        var filer = await Checked(worker);
        Work(filer).ShouldBe((0, 0, 0, 0, 0));
        Count(filer, "waiting.verifications").ShouldBe(1);
        (Count(filer, "month.filed"), Count(filer, "month.filedOpen"), Count(filer, "month.filedClosed"),
            Count(filer, "month.filedDropped")).ShouldBe((9, 7, 1, 1));
        ((string)filer["grids"]![0]!["grid"]!["code"]!).ShouldBe(testStreet.Grid);
        filer["grids"]!.AsArray().Count.ShouldBe(1);

        var head = await Checked(await testStreet.Head1());
        var street = head["grids"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)street["grid"]!["code"]!).ShouldBe(testStreet.Street);
        (Count(street, "open"), Count(street, "unassigned"), Count(street, "toCheck"), Count(street, "overdue")).ShouldBe((8, 2, 1, 0));
        Count(street, "vacancies")
            .ShouldBe(3 * 10 - 2 + 3, "officers of ten roles in three unit grids but for two, and heads of a community and two unit grids");
        Count(head, "waiting.replies").ShouldBe(1);
        Count(await Checked(await testStreet.OtherWorker()), "month.filed").ShouldBe(1);

        Count(await Checked(dispatcher), "waiting.requests").ShouldBe(1);
        Count(await Checked(dispatcher), "waiting.replies").ShouldBe(1);
        var department = await Checked(await testStreet.Department());
        Count(department, "waiting.jointActions").ShouldBe(1);
        Count(department, "waiting.replies").ShouldBe(0);
        department["grids"]!.AsArray().ShouldBeEmpty("a county is no grid");
        var apart = await Checked(await testStreet.Outsider());
        All(apart).Where(each => each.Path is not ".grids[0].vacancies" && (long)each.Figure["count"]! != 0).ShouldBeEmpty();
        (await testStreet.App.Nobody().Get("/v1/me/summary")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");

        static (long, long, long, long, long) Work(JsonNode of) =>
            (Count(of, "work.open"), Count(of, "work.dispatched"), Count(of, "work.processing"), Count(of, "work.suspended"),
                Count(of, "work.rework"));
    }

    [Fact]
    public async Task Owed_replies_are_those_of_the_lifecycle()
    {
        var street = await TestStreet.New();
        var supervisor = await street.Supervisor();
        var ordered = await street.Processing();
        (await supervisor.Do(ordered, "supervisions", new { instruction = "请回复", replyBy = Soon(60) })).ShouldBeCreated();
        // The street has the ticket in hand, so the head of the unit grid is not responsible any more.
        var escalated = (await (await street.Head3()).Do(await street.Accepted(), "escalate", new { reason = "超出能力" })).ShouldBeOk();
        escalated = (await (await street.Head2()).Do(escalated, "escalate", new { reason = "超出能力" })).ShouldBeOk();
        (await supervisor.Do(escalated, "supervisions", new { instruction = "请回复", replyBy = Soon(60) })).ShouldBeCreated();
        foreach (var who in new[] { "head1", "head2", "head3", "officer", "otherOfficer", "dispatcher", "countyDispatcher", "worker",
            "inspector", "supervisor", "instructor", "outsider" })
        {
            var caller = await street.As(who);
            var allowed = 0;
            foreach (var ticket in (await caller.Get("/v1/tickets?supervised=waiting")).ShouldBeOk()["items"]!.AsArray())
            {
                var actions = (await caller.Get($"/v1/tickets/{(string)ticket!["id"]!}/actions")).ShouldBeOk()["items"]!.AsArray();
                if (actions.Any(action => (string)action!["action"]! == "reply" && (bool)action["allowed"]!))
                    allowed++;
            }
            Count(await Checked(caller), "waiting.replies").ShouldBe(allowed, who);
        }
        Count(await Of(await street.Head3()), "waiting.replies").ShouldBe(1);
        Count(await Of(await street.Head1()), "waiting.replies").ShouldBe(2);
    }

    [Fact]
    public async Task Due_today_and_overdue_follow_the_clock()
    {
        await using var street = await ClockStreet.At("2026-03-09 09:00");
        var gas = await street.Processing("0303"); // urgent: eight hours around the clock
        await street.Processing(); // three working days
        var before = await Checked(await street.As("officer"));
        (Count(before, "work.open"), Count(before, "work.dueToday"), Count(before, "work.yellow"), Count(before, "work.overdue"))
            .ShouldBe((2, 1, 0, 0));
        street.Clock.MoveTo("2026-03-09 16:00");
        var yellow = await Checked(await street.As("officer"));
        (Count(yellow, "work.dueToday"), Count(yellow, "work.yellow"), Count(yellow, "work.overdue")).ShouldBe((1, 1, 0));
        street.Clock.MoveTo("2026-03-09 18:00");
        // The counts do not depend on whether the deadline processor has already alerted and escalated the ticket.
        var late = await Checked(await street.As("officer"));
        (Count(late, "work.dueToday"), Count(late, "work.yellow"), Count(late, "work.overdue")).ShouldBe((0, 0, 1));
        Count((await Checked(await street.As("head3")))["grids"]![0]!, "overdue").ShouldBe(1);
        // Counted in the month of its closing, and not in the next one.
        await street.Do("officer", gas, "resolve", new { result = "已处理" });
        await street.Do("inspector", gas, "pass");
        Count(await Checked(await street.As("officer")), "month.closed").ShouldBe(1);
        Count(await Checked(await street.As("worker")), "month.filed").ShouldBe(2);
        street.Clock.MoveTo("2026-04-01 00:00");
        Count(await Checked(await street.As("officer")), "month.closed").ShouldBe(0);
        var april = await Checked(await street.As("worker"));
        (Count(april, "month.filed"), (string)april["month"]!["from"]!, (string)april["month"]!["to"]!)
            .ShouldBe((0, "2026-04-01", "2026-05-01"));
    }

    [Fact]
    public async Task Folded_and_unfolded_counters_give_the_same_values()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        await street.Processing();
        await street.File();
        var before = (await Of(await street.Head2()))["grids"]!.ToJsonString();
        await CounterStore.Fold(app.Db, default);
        (await Of(await street.Head2()))["grids"]!.ToJsonString().ShouldBe(before);
        await street.File();
        Count((await Checked(await street.Head2()))["grids"]![0]!, "open").ShouldBe(3);
        Count((await Checked(await street.Head1()))["grids"]![0]!, "open").ShouldBe(3);
    }

    [Fact]
    public async Task The_new_filters_narrow_the_list()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        var escalated = (await (await street.Head3()).Do(await street.Accepted(), "escalate", new { reason = "超出能力" })).ShouldBeOk();
        var closed = await street.Closed();
        var placed = (await dispatcher.Post("/v1/tickets",
            new { category = Greenery, description = "树", grid = street.Grid, location = new { lng = 113.6555, lat = 34.7505 } }))
                .ShouldBeCreated();
        var today = ((string)closed["closedAt"]!)[..10];
        var tomorrow = DateOnly.Parse(today).AddDays(1).ToString("O");
        await Finds("?level=2", escalated);
        await Finds("?level=2&level=3", escalated, closed, placed);
        await Finds("?level=0");
        await Finds($"?closedFrom={today}", closed);
        await Finds($"?closedTo={today}");
        await Finds($"?closedTo={tomorrow}&handler={street.PersonId("officer")}", closed);
        await Finds($"?inHand={street.PersonId("officer")}");
        await Finds("?dueBefore=2099-01-01T00:00:00Z", escalated, placed);
        await Finds("?dueBefore=2000-01-01T00:00:00%2B08:00");
        await Finds("?box=113.655,34.75,113.656,34.751", placed);
        await Finds("?box=113.656,34.75,113.657,34.751");
        await Finds("?box=-180,-90,180,90", placed);
        await Finds($"?reporter={dispatcher.Person}&from={today}&to={tomorrow}", placed);

        async Task Finds(string query, params Answer[] expected) =>
            (await dispatcher.Get($"/v1/tickets{query}")).ShouldBeOk()["items"]!.AsArray().Select(item => (string)item!["id"]!).Order()
                .ShouldBe(expected.Select(ticket => ticket.Id).Order(), query);
    }

    [Theory]
    [InlineData("inHand=me", "inHand", "wrong_format")]
    [InlineData("verifier=1", "verifier", "wrong_format")]
    [InlineData("awaited=1", "awaited", "wrong_format")]
    [InlineData("level=4", "level", "out_of_range")]
    [InlineData("dueBefore=2026-01-01", "dueBefore", "wrong_format")]
    [InlineData("closedFrom=today", "closedFrom", "wrong_format")]
    [InlineData("closedTo=20260101", "closedTo", "wrong_format")]
    [InlineData("box=1,2,3", "box", "wrong_format")]
    [InlineData("box=3,2,1,4", "box", "wrong_format")]
    [InlineData("box=1,2,NaN,4", "box", "wrong_format")]
    [InlineData("box=1,2,3,91", "box", "wrong_format")]
    public async Task A_bad_filter_is_reported_by_name(string query, string parameter, string code)
    {
        var street = await TestStreet.New();
        (await (await street.Dispatcher()).Get("/v1/tickets?" + query)).ShouldFault("/" + parameter, code);
    }
}
