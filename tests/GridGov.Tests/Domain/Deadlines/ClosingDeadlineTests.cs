using GridGov.Data;
using GridGov.Domain;
using GridGov.Domain.Deadlines;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Statistics.History;
using GridGov.Domain.Tickets;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Domain.Deadlines;

/// <summary>The effective deadline of a whole ticket and its due day, on dates computed by hand.</summary>
public class ClosingDeadlineTests
{
    // Category 0107: two working hours to dispatch, three working days to handle, one to check.

    [Fact]
    public async Task The_limits_run_one_after_another_from_the_establishment_regardless_of_later_actions()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ticket = await street.File();
        (await Facts(street, ticket)).ShouldBe(TicketMetrics.None);
        (await (await street.As("head1")).Get($"/v1/tickets/{ticket.Id}/deadlines")).ShouldBeOk()["closing"].ShouldBeNull();
        await street.Do("dispatcher", ticket, "accept");
        var established = await Facts(street, ticket);
        Local(established.ClosingDueAt).ShouldBe("2026-11-20 10:00");
        established.DueDay.ShouldBe(new DateOnly(2026, 11, 20));
        (established.Decision?.ToCode(), established.DecidedDay).ShouldBe(("valid", new DateOnly(2026, 11, 16)));

        street.Clock.MoveTo("2026-11-16 15:00");
        await street.Dispatch(ticket);
        await street.Do("officer", ticket, "return", new { reason = "非本岗位" });
        await street.Do("dispatcher", ticket, "escalate", new { reason = "协调" });
        street.Clock.MoveTo("2026-11-17 09:00");
        await street.Dispatch(ticket);
        await street.Do("officer", ticket, "take");
        await street.Do("officer", ticket, "resolve", new { result = "已扶正" });
        await street.Do("inspector", ticket, "fail", new { reason = "未解决" });
        Local((await Facts(street, ticket)).ClosingDueAt).ShouldBe("2026-11-20 10:00");
        await EventsAgreeWithRecount(street);
    }

    [Fact]
    public async Task A_ticket_closed_in_time_is_due_on_that_day_and_one_closed_late_on_its_deadlines_day()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var (early, exact, late) = (await street.Processing(), await street.Processing(), await street.Processing());
        foreach (var ticket in new[] { early, exact, late })
            await street.Do("officer", ticket, "resolve", new { result = "已扶正" });
        street.Clock.MoveTo("2026-11-17 09:00");
        await street.Do("inspector", early, "pass");
        street.Clock.MoveTo("2026-11-20 10:00");
        await street.Do("inspector", exact, "pass");
        street.Clock.Move(TimeSpan.FromMilliseconds(1));
        await street.Do("inspector", late, "pass");
        foreach (var (ticket, day, onTime) in new[] { (early, 17, true), (exact, 20, true), (late, 20, false) })
        {
            var facts = await Facts(street, ticket);
            (facts.DueDay, facts.OnTime).ShouldBe((new DateOnly(2026, 11, day), (bool?)onTime));
            Local(facts.ClosingDueAt).ShouldBe("2026-11-20 10:00");
        }
        // An evaluation does not change the deadline.
        await street.Do("supervisor", late, "evaluate", new { score = 3 });
        (await Facts(street, late)).OnTime.ShouldBe(false);

        // Reopening establishes a new deadline.
        street.Clock.MoveTo("2026-11-23 08:00");
        await street.Do("supervisor", late, "reopen", new { reason = "重现" });
        var again = await Facts(street, late);
        Local(again.ClosingDueAt).ShouldBe("2026-11-27 10:00");
        (again.DueDay, again.OnTime).ShouldBe((new DateOnly(2026, 11, 27), null));
        await EventsAgreeWithRecount(street);
    }

    [Fact]
    public async Task An_extension_adds_the_handling_limit_and_a_suspension_stops_the_clock()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ticket = await street.Processing();
        await Extend(street, ticket);
        Local((await Facts(street, ticket)).ClosingDueAt).ShouldBe("2026-11-25 10:00");
        var closing = await Closing(street, ticket);
        ((string)closing["dispatch"]!, (string)closing["handle"]!, (string)closing["check"]!, (int)closing["extensions"]!)
            .ShouldBe(("2 working_hours", "3 working_days", "1 working_days", 1));
        ((string)closing["dueAt"]!)[..16].ShouldBe("2026-11-25T10:00");
        ((string)closing["dueDay"]!).ShouldBe("2026-11-25");
        closing["onTime"].ShouldBeNull();

        street.Clock.MoveTo("2026-11-17 10:00");
        await street.Do("dispatcher", ticket, "suspend", new { until = "2026-12-01", reason = "待材料" });
        var suspended = await Facts(street, ticket);
        (suspended.ClosingDueAt, suspended.DueDay).ShouldBe((null, null));
        // Ten of 58 hours are used; 48 are left, which are six days.
        street.Clock.MoveTo("2026-11-23 08:00");
        await street.Do("officer", ticket, "resume");
        Local((await Facts(street, ticket)).ClosingDueAt).ShouldBe("2026-11-30 18:00");

        // A second suspension and a void decision remove the deadline; reopening sets a new one.
        street.Clock.MoveTo("2026-11-24 08:00");
        await street.Do("dispatcher", ticket, "suspend", new { until = "2026-12-01", reason = "待材料" });
        await street.Do("dispatcher", ticket, "cancel", new { reason = "误报" });
        (await Facts(street, ticket)).DueDay.ShouldBeNull();
        street.Clock.MoveTo("2026-11-26 08:00");
        await street.Do("supervisor", ticket, "reopen", new { reason = "属实" });
        Local((await Facts(street, ticket)).ClosingDueAt).ShouldBe("2026-12-02 10:00");
        await EventsAgreeWithRecount(street);
    }

    [Fact]
    public async Task A_deadline_that_passed_before_the_suspension_stays()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ticket = await street.Processing();
        street.Clock.MoveTo("2026-11-18 17:00");
        await street.Do("officer", ticket, "return", new { reason = "非本岗位" });
        await street.Dispatch(ticket);
        await street.Do("officer", ticket, "take");
        // The new handler's own clock still runs.
        street.Clock.MoveTo("2026-11-23 09:00");
        await street.Do("dispatcher", ticket, "suspend", new { until = "2026-12-01", reason = "待材料" });
        var facts = await Facts(street, ticket);
        Local(facts.ClosingDueAt).ShouldBe("2026-11-20 10:00");
        facts.DueDay.ShouldBe(new DateOnly(2026, 11, 20));
        await street.Do("officer", ticket, "resume");
        Local((await Facts(street, ticket)).ClosingDueAt).ShouldBe("2026-11-20 10:00");
        await EventsAgreeWithRecount(street);
    }

    static async Task<System.Text.Json.Nodes.JsonNode> Closing(ClockStreet street, Answer ticket) =>
        (await (await street.As("head1")).Get($"/v1/tickets/{ticket.Id}/deadlines")).ShouldBeOk()["closing"]!;

    [Fact]
    public async Task A_ticket_handled_on_the_spot_has_only_the_limit_of_its_check()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ticket = await street.File();
        await street.Do("worker", ticket, "self-handle", new { result = "已清理" });
        var facts = await Facts(street, ticket);
        Local(facts.ClosingDueAt).ShouldBe("2026-11-16 18:00");
        (await Closing(street, ticket))["handle"].ShouldBeNull("it does not count");
        facts.Decision.ShouldBe(ReportDecision.Valid);
        await street.Do("inspector", ticket, "fail", new { reason = "未清理" });
        await street.Do("worker", ticket, "take");
        await Extend(street, ticket, "worker");
        Local((await Facts(street, ticket)).ClosingDueAt).ShouldBe("2026-11-19 18:00");
        (await Closing(street, ticket))["handle"].ShouldNotBeNull("an extension adds it");
        await EventsAgreeWithRecount(street);
    }

    [Fact]
    public async Task The_urgency_determines_the_limits()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var (urgent, green) = (await street.File(urgency: "urgent"), await street.File(urgency: "green_channel"));
        await street.Do("dispatcher", urgent, "accept");
        await street.Do("dispatcher", green, "accept");
        Local((await Facts(street, urgent)).ClosingDueAt).ShouldBe("2026-11-17 18:00", "34 hours around the clock");
        Local((await Facts(street, green)).ClosingDueAt).ShouldBe("2026-11-18 09:00", "half of 34 working hours");
    }

    [Theory]
    [InlineData("reject", "invalid")]
    [InlineData("note", "valid")]
    [InlineData("cancel", null)]
    public async Task A_rejected_report_has_a_due_day_and_no_deadline(string verb, string? decision)
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ticket = await street.File(category: "0802");
        street.Clock.MoveTo("2026-11-17 08:00");
        await street.Do("dispatcher", ticket, verb, verb == "note" ? new { assessment = "研判" } : new { reason = "不属实" });
        var facts = await Facts(street, ticket);
        (facts.Decision?.ToCode(), facts.DecidedDay).ShouldBe((decision, decision is null ? null : new DateOnly(2026, 11, 17)));
        (facts.ClosingDueAt, facts.DueDay).ShouldBe((null, null));

        street.Clock.MoveTo("2026-11-18 08:00");
        await street.Do("supervisor", ticket, "reopen", new { reason = "属实" });
        facts = await Facts(street, ticket);
        (facts.Decision?.ToCode(), facts.DecidedDay).ShouldBe(("valid", new DateOnly(2026, 11, verb == "note" ? 17 : 18)));
        facts.ClosingDueAt.ShouldNotBeNull();
        await EventsAgreeWithRecount(street);
    }

    [Fact]
    public async Task A_merged_report_has_no_decision_of_its_own()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var (one, other, decided) = (await street.File(), await street.File(), await street.File());
        await street.Do("dispatcher", decided, "accept");
        foreach (var ticket in new[] { other, decided })
            await street.Do("dispatcher", ticket, "merge", new { into = one.Id });
        (await Facts(street, other)).Decision.ShouldBeNull();
        var facts = await Facts(street, decided);
        (facts.Decision?.ToCode(), facts.DueDay).ShouldBe(("valid", null));
        await EventsAgreeWithRecount(street);
    }

    [Fact]
    public async Task A_calendar_change_moves_the_deadline_and_the_history_records_it()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var (open, closed, suspended) = (await street.Processing(), await street.Processing(), await street.Processing());
        await street.Do("officer", closed, "resolve", new { result = "已扶正" });
        await street.Do("inspector", closed, "pass");
        await street.Do("dispatcher", suspended, "suspend", new { until = "2026-12-01", reason = "待材料" });
        await street.Dispatch(await Accepted(street));
        street.Clock.MoveTo("2026-11-16 09:00");
        // The running stage is due before that day.
        (await (await street.As("admin")).Put($"/v1/calendars/2026/local/{street.Street.Street}",
            new { days = new[] { new { date = "2026-11-20", kind = "holiday", name = "停工" } }, reason = "防汛" }, 1)).ShouldBeOk();
        (await CalendarRecalculation.Run(street.App.Db, default)).ShouldBe(2);

        var facts = await Facts(street, open);
        Local(facts.ClosingDueAt).ShouldBe("2026-11-23 10:00");
        facts.DueDay.ShouldBe(new DateOnly(2026, 11, 23));
        Local((await Facts(street, closed)).ClosingDueAt).ShouldBe("2026-11-20 10:00");
        (await Facts(street, suspended)).ClosingDueAt.ShouldBeNull();
        ((string)(await street.Events(open, "move_deadline")).Single()["details"]!["closing"]!["dueAt"]!)
            .ShouldStartWith("2026-11-23T02:00:00");
        await EventsAgreeWithRecount(street);
        (await CalendarRecalculation.Run(street.App.Db, default)).ShouldBe(0);
    }

    [Fact]
    public async Task New_limits_of_a_category_hold_for_tickets_established_afterwards()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var before = await street.Processing("0106");
        var due = (await Facts(street, before)).ClosingDueAt;
        var root = await street.As("rootAdmin");
        var category = (await root.Get("/v1/categories/0106")).ShouldBeOk();
        (await root.Patch("/v1/categories/0106", new { limits = new { check = "20 working_days" } }, category.Version)).ShouldBeOk();
        var after = await street.Processing("0106");
        (await Facts(street, after)).ClosingDueAt!.Value.ShouldBeGreaterThan(due!.Value);

        // Extension and pause of the old ticket use the old limits.
        await street.Do("dispatcher", before, "suspend", new { until = "2026-12-01", reason = "待材料" });
        await street.Do("officer", before, "resume");
        (await Facts(street, before)).ClosingDueAt.ShouldBe(due);
        await EventsAgreeWithRecount(street);
    }

    static async Task<Answer> Accepted(ClockStreet street) => await street.Do("dispatcher", await street.File(), "accept");

    internal static async Task Extend(ClockStreet street, Answer ticket, string handler = "officer")
    {
        var asked = (await (await street.As(handler))
            .Post($"/v1/tickets/{ticket.Id}/request-extension", new { reason = "连日降雨" }, (await street.Read(ticket)).Version))
            .ShouldBeCreated();
        await street.Do("dispatcher", ticket, $"requests/{asked.Id}/approve");
    }

    /// <summary>Asserts that the deadlines derived from events equal those of a recount.</summary>
    internal static async Task EventsAgreeWithRecount(ClockStreet street)
    {
        var differences = new List<string>();
        await HistoryAudit.Run(street.App.Db, (_, difference) => differences.Add(difference), (_, _) => { }, default);
        differences.ShouldBeEmpty();
        (await CounterAudit.Run(street.App.Db, _ => { }, default)).ShouldBeEmpty();
    }

    internal static async Task<TicketMetrics> Facts(ClockStreet street, Answer ticket) =>
        await street.App.Db.Read(tx => TicketMetrics.Load(tx, TicketSteps.IdOf(ticket.Id)));

    static string? Local(GridGov.Data.Instant? at) => at?.ToUtc().ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm");
}
