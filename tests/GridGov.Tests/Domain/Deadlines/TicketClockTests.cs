using System.Net;
using System.Text.Json.Nodes;
using GridGov.Domain.Deadlines;

namespace GridGov.Tests.Domain.Deadlines;

/// <summary>The clocks of tickets over HTTP, with deadlines computed by hand for 2026.</summary>
public class TicketClockTests
{
    static string? Due(JsonNode? node) => (string?)node!["dueAt"] is { } due ? due[..16] : null;

    [Fact]
    public async Task Each_stage_has_its_own_clock_and_explains_its_deadline()
    {
        await using var street = await ClockStreet.At("2026-02-13 16:30");
        var ticket = await street.File();
        Due(ticket.Json).ShouldBe("2026-02-14T08:30", "two working hours: 1.5 on Friday, half of one on the make-up Saturday");
        ((string)ticket["light"]!).ShouldBe("green");

        street.Clock.MoveTo("2026-02-14 08:00");
        Due((await street.Do("dispatcher", ticket, "accept")).Json).ShouldBe("2026-02-14T10:00");
        street.Clock.MoveTo("2026-02-14 11:00");
        Due((await street.Dispatch(ticket)).Json).ShouldBe("2026-02-26T11:00", "5 hours on the Saturday, off from 15 to 23 February");
        street.Clock.MoveTo("2026-02-24 09:00");
        Due((await street.Do("officer", ticket, "take")).Json).ShouldBe("2026-02-26T11:00", "the same clock goes on");

        var runs = await street.Deadlines(ticket);
        runs.Select(run => (string)run!["stage"]!).ShouldBe(["accept", "dispatch", "handle"]);
        // Dispatched at 11:00, an hour after it was due.
        runs.Select(run => (string)run!["light"]!).ShouldBe(["green", "red", "green"]);
        ((long)runs[1]!["leftSeconds"]!).ShouldBe(-3600);
        var handling = runs[2]!;
        ((string)handling["limit"]!).ShouldBe("3 working_days");
        ((string)handling["skipped"]![0]!["name"]!).ShouldBe("春节");
        ((int)handling["skipped"]![0]!["days"]!).ShouldBe(9);
        ((string)handling["madeUp"]![0]!["reason"]!).ShouldBe("make_up_day");
        ((long)handling["usedSeconds"]!).ShouldBe(6 * 3600);
        ((long)handling["leftSeconds"]!).ShouldBe(18 * 3600);
        ((string)handling["explanation"]!["zh"]!).ShouldBe(
            "处置时限3个工作日，自2026年2月14日11:00起，2月15日至2月23日（9天）春节放假不计，2月14日调休上班（春节）计入，应于2026年2月26日11:00前完成；现为绿灯，剩余18小时工作时间。");
        ((string)handling["explanation"]!["en"]!).ShouldBe(
            "Handling: 3 working days from 2026-02-14 11:00, not counting 2026-02-15 to 2026-02-23 (holiday 春节), counting 2026-02-14 "
                + "(make-up day for 春节), due by 2026-02-26 11:00; now green, 18 h of working time left.");

        street.Clock.MoveTo("2026-02-25 16:00");
        Due((await street.Do("officer", ticket, "resolve", new { result = "已扶正" })).Json).ShouldBe("2026-02-26T16:00");
        var closed = await street.Do("inspector", ticket, "pass");
        closed["light"].ShouldBeNull();
        closed["dueAt"].ShouldBeNull();
        (await street.Deadlines(ticket)).Select(run => (string)run!["stage"]!).ShouldBe(["accept", "dispatch", "handle", "check"]);
        (await (await street.As("outsider")).Get($"/v1/tickets/{ticket.Id}/deadlines")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await street.App.Nobody().Get($"/v1/tickets/{ticket.Id}/deadlines")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [Fact]
    public async Task A_suspension_over_the_festival_stops_the_clock()
    {
        await using var street = await ClockStreet.At("2026-02-13 16:00");
        var ticket = await street.Processing();
        Due(await Read(street, ticket)).ShouldBe("2026-02-25T16:00");

        street.Clock.MoveTo("2026-02-14 09:00");
        var suspended = await street.Do("dispatcher", ticket, "suspend", new { until = "2026-03-02", reason = "待材料" });
        suspended["dueAt"].ShouldBeNull();
        suspended["light"].ShouldBeNull();
        var paused = (await street.Deadlines(ticket))[^1]!;
        paused["dueAt"].ShouldBeNull();
        paused["pauses"]![0]!["to"].ShouldBeNull();
        ((long)paused["usedSeconds"]!).ShouldBe(3 * 3600);
        ((string)paused["explanation"]!["zh"]!).ShouldContain("2026年2月14日09:00起挂账停计");

        // Three hours are used, 21 are left: eight on the 24th, eight on the 25th, five on the 26th.
        street.Clock.MoveTo("2026-02-24 08:00");
        var resumed = await street.Do("officer", ticket, "resume");
        Due(resumed.Json).ShouldBe("2026-02-26T15:00");
        (await street.Deadlines(ticket)).Count.ShouldBe(3, "the run goes on");
        ((long)(await street.Deadlines(ticket))[^1]!["usedSeconds"]!).ShouldBe(3 * 3600);
    }

    [Fact]
    public async Task An_extension_adds_the_original_limit_and_turns_yellow_back_to_green()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ticket = await street.Processing();
        Due(await Read(street, ticket)).ShouldBe("2026-11-18T18:00");
        street.Clock.MoveTo("2026-11-18 15:00");
        await street.ProcessDeadlines();
        (await Light(street, ticket)).ShouldBe("yellow");
        var asked = (await (await street.As("officer"))
            .Post($"/v1/tickets/{ticket.Id}/request-extension", new { reason = "连日降雨" }, (await street.Read(ticket)).Version))
            .ShouldBeCreated();
        var request = asked.Id;
        await street.Do("dispatcher", ticket, $"requests/{request}/approve");
        var extended = await street.Read(ticket);
        Due(extended.Json).ShouldBe("2026-11-23T18:00");
        ((string)extended["light"]!).ShouldBe("green");
        var run = (await street.Deadlines(ticket))[^1]!;
        ((int)run["extensions"]!).ShouldBe(1);
        ((string)run["explanation"]!["en"]!).ShouldContain("(extended 1×, 6 working days in all)");

        // The extended limit reaches yellow again, and a second notification is sent.
        street.Clock.MoveTo("2026-11-23 15:00");
        await street.ProcessDeadlines();
        (await street.Events(ticket, "turn_yellow")).Count.ShouldBe(2);
        (await street.NotificationsOf("officer")).ShouldBe(["assigned", "yellow", "request_approved", "yellow"]);
    }

    [Fact]
    public async Task An_overdue_ticket_is_not_extended_or_suspended()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ticket = await street.Processing();
        street.Clock.MoveTo("2026-11-18 18:01");
        var version = (await street.Read(ticket)).Version;
        (await (await street.As("officer")).Post($"/v1/tickets/{ticket.Id}/request-extension", new { reason = "x" }, version))
            .ShouldRefuse(HttpStatusCode.Conflict, "deadline-passed");
        (await (await street.As("dispatcher"))
            .Post($"/v1/tickets/{ticket.Id}/suspend", new { until = "2026-12-01", reason = "x" }, version))
            .ShouldRefuse(HttpStatusCode.Conflict, "deadline-passed");
    }

    [Fact]
    public async Task Urgent_tickets_run_around_the_clock_and_the_green_channel_has_half()
    {
        await using var street = await ClockStreet.At("2026-02-14 17:00");
        Due((await street.File(urgency: "routine")).Json).ShouldBe("2026-02-24T09:00");
        Due((await street.File(urgency: "urgent")).Json).ShouldBe("2026-02-14T19:00");
        Due((await street.File(urgency: "green_channel")).Json).ShouldBe("2026-02-14T18:00");
        Due((await street.File(category: "0303")).Json).ShouldBe("2026-02-14T17:30");
    }

    [Fact]
    public async Task A_return_an_escalation_and_a_failed_check_each_start_a_new_run()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ticket = await street.Processing();
        await street.Do("officer", ticket, "return", new { reason = "不属本岗位" });
        await street.Do("head3", ticket, "escalate", new { reason = "无力解决" });
        await street.Dispatch(ticket, "instructor");
        await street.Do("instructor", ticket, "take");
        await street.Do("instructor", ticket, "resolve", new { result = "完成" });
        await street.Do("inspector", ticket, "fail", new { reason = "未解决" });
        (await street.Deadlines(ticket)).Select(run => (string)run!["stage"]!)
            .ShouldBe(["accept", "dispatch", "handle", "dispatch", "dispatch", "handle", "check", "handle"]);
        (await street.Deadlines(ticket)).Count(run => run!["endedAt"] is null).ShouldBe(1);
        var cancelled = await street.Do("countyDispatcher", ticket, "cancel", new { reason = "误报" });
        cancelled["light"].ShouldBeNull();
        (await street.Deadlines(ticket)).ShouldAllBe(run => run!["endedAt"] != null);
    }

    [Fact]
    public async Task The_light_filter_does_not_wait_for_the_deadline_processor()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ticket = await street.File();
        var ended = await street.File();
        await street.Do("dispatcher", ended, "reject", new { reason = "不属实" });
        (await Listed(street, "light=green")).ShouldBe([ticket.Id]);
        (await Listed(street, "light=yellow&light=red")).ShouldBeEmpty();
        (await Listed(street, "overdue=false")).ShouldBe([ended.Id, ticket.Id]);

        street.Clock.MoveTo("2026-11-16 09:36");
        (await Listed(street, "light=yellow")).ShouldBe([ticket.Id]);
        (await Listed(street, "light=green")).ShouldBeEmpty();
        var tagged = await street.Read(ticket);
        tagged.Header("ETag").ShouldBe("\"1-yellow\"");

        street.Clock.MoveTo("2026-11-16 10:01");
        (await Listed(street, "light=yellow")).ShouldBeEmpty();
        (await Listed(street, "light=red")).ShouldBe([ticket.Id]);
        await street.ProcessDeadlines();
        (await Listed(street, "light=red")).ShouldBe([ticket.Id]);
        (await Listed(street, "overdue=true&light=yellow&light=red")).ShouldBe([ticket.Id]);
        (await Listed(street, "overdue=false")).ShouldBe([ended.Id]);
        (await (await street.As("head1")).Get("/v1/tickets?light=blue")).ShouldFault("/light", "unknown_code");
        (await (await street.As("head1")).Get($"/v1/tickets/{ticket.Id}", ("If-None-Match", "\"1-yellow\""))).ShouldBeOk();
        (await (await street.As("head1")).Get($"/v1/tickets/{ticket.Id}", ("If-None-Match", "\"1-red\"")))
            .ShouldBe(HttpStatusCode.NotModified);

        // A version read under another light is still current.
        (await (await street.As("dispatcher")).Send(HttpMethod.Post, $"/v1/tickets/{ticket.Id}/accept",
            System.Net.Http.Json.JsonContent.Create(new { }), ("If-Match", "\"1-yellow\""), ("Idempotency-Key", "k1"))).ShouldBeOk();
    }

    [Fact]
    public async Task Sorting_by_due_date_puts_the_most_urgent_first_across_all_pages()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var (routine, green, urgent) = (await street.File(), await street.File(urgency: "green_channel"),
            await street.File(category: "0303"));
        var alsoRoutine = await street.File();
        await street.Do("dispatcher", await street.File(), "reject", new { reason = "不属实" });
        string[] expected = [urgent.Id, green.Id, routine.Id, alsoRoutine.Id];
        (await Listed(street, "sort=due")).ShouldBe(expected);
        var head = await street.As("head1");
        var first = (await head.Get("/v1/tickets?sort=due&limit=3&count=true")).ShouldBeOk();
        ((int)first["count"]!).ShouldBe(4);
        (await Listed(street, $"sort=due&limit=3&cursor={first["next"]}")).ShouldBe(expected[3..]);
        street.Clock.MoveTo("2026-11-16 12:00");
        await street.ProcessDeadlines();
        (await Listed(street, "sort=due&grid=" + street.Street.Grid)).ShouldBe(expected, "what the watch has spoken of all of stays in it");
    }

    [Fact]
    public async Task A_change_of_the_calendar_moves_open_deadlines_once_and_says_so()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ticket = await street.Processing();
        var ended = await street.File();
        await street.Do("dispatcher", ended, "reject", new { reason = "不属实" });
        var elsewhere = await street.File();
        var version = (await street.Read(ticket)).Version;

        await CallOffWork(street, street.Street.Street, "2026-11-17");
        (await Sweep(street)).ShouldBe(1);
        var moved = await street.Read(ticket);
        Due(moved.Json).ShouldBe("2026-11-19T18:00");
        moved.Version.ShouldBe(version + 1);
        var said = (await street.Events(ticket, "move_deadline")).ShouldHaveSingleItem();
        ((string)said["details"]!["cause"]!).ShouldBe("calendar");
        ((string)said["details"]!["grid"]!).ShouldBe(street.Street.Street);
        (await street.Events(ended, "move_deadline")).ShouldBeEmpty();
        Due(await Read(street, elsewhere)).ShouldBe("2026-11-16T10:00", "it was due before the day that changed");
        (await street.Deadlines(ticket))[^1]!["skipped"]!.AsArray().Select(days => (string)days!["reason"]!).ShouldContain("local_day_off");

        (await Sweep(street)).ShouldBe(0);
        // A run that starts after the change uses the new calendar without the sweep.
        Due((await street.Processing()).Json).ShouldBe("2026-11-19T18:00");
    }

    [Fact]
    public async Task An_interrupted_sweep_continues_and_moves_no_deadline_twice()
    {
        await using var street = await ClockStreet.At("2026-11-16 17:30");
        var tickets = new List<Answer>();
        for (var i = 0; i < 230; i++)
            tickets.Add(await street.File());
        await CallOffWork(street, street.Street.Street, "2026-11-17");

        // The process dies after the work of the second portion and before its commit.
        await Should.ThrowAsync<CrashException>(() =>
            CalendarRecalculation.Run(new CrashingDb(street.App.Engine, dies: 2), CancellationToken.None));
        (await Moves()).ShouldBe(100);
        var both = await Task.WhenAll(Sweep(street), CalendarRecalculation.Run(street.App.StartSecondServer().Db, CancellationToken.None));
        both.Sum().ShouldBe(130);
        await Sweep(street);
        (await Moves()).ShouldBe(230);
        (await street.App.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) AS n FROM calendar_changes WHERE done_at IS NULL")))
            .ShouldBe(0);

        Task<long> Moves() =>
            street.App.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) AS n FROM journal WHERE action = 'move_deadline'"));
    }

    static async Task CallOffWork(ClockStreet street, string grid, string day) =>
        (await (await street.As("rootAdmin"))
            .Put($"/v1/calendars/2026/local/{grid}", new { days = new[] { new { date = day, kind = "holiday", name = "防汛停工" } } }, 1))
            .ShouldBeOk();

    static Task<int> Sweep(ClockStreet street) => CalendarRecalculation.Run(street.App.Db, CancellationToken.None);

    static async Task<JsonNode> Read(ClockStreet street, Answer ticket) => (await street.Read(ticket)).Json;

    static async Task<string?> Light(ClockStreet street, Answer ticket) => (string?)(await street.Read(ticket))["light"];

    static async Task<string[]> Listed(ClockStreet street, string query) =>
        [.. (await (await street.As("head1")).Get("/v1/tickets?" + query)).ShouldBeOk()["items"]!.AsArray()
            .Select(ticket => (string)ticket!["id"]!)];

    [Fact]
    public async Task Two_postponements_in_one_millisecond_are_one_pause()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ticket = await street.Processing();
        var until = new { until = "2026-11-18", reason = "待料" };
        await street.Do("dispatcher", ticket, "suspend", until);
        await street.Do("officer", ticket, "resume");
        (await street.Do("dispatcher", ticket, "suspend", until))["dueAt"].ShouldBeNull();
        street.Clock.Move(TimeSpan.FromHours(2));
        var before = (await street.Deadlines(ticket))[^1]!;
        before["pauses"]!.AsArray().Count.ShouldBe(1);
        // Resumed at 10:00, so it is due two hours later than before.
        ((string)(await street.Do("officer", ticket, "resume"))["dueAt"]!).ShouldStartWith("2026-11-19T10:00");
    }
}
