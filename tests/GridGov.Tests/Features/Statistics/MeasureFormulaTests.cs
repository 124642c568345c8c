using System.Text.Json.Nodes;
using GridGov.Tests.Domain.Deadlines;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Features.Statistics;

/// <summary>The formula of each measure, on dates computed by hand.</summary>
public class MeasureFormulaTests
{
    const string Fortnight = "from=2026-11-16&to=2026-11-30";

    static async Task<JsonNode> Ask(ClockStreet street, string query) =>
        (await (await street.As("supervisor")).Get($"/v1/statistics/measures?{Fortnight}&grid={street.Street.Street}&measure={query}"))
            .ShouldBeOk().Json;

    static async Task<string> Total(ClockStreet street, string query)
    {
        var total = (await Ask(street, query))["total"]!;
        return $"{total["numerator"]}/{total["denominator"]}";
    }

    static async Task<string[]> Ids(ClockStreet street, string address) =>
        [.. (await (await street.As("supervisor")).Get(address)).ShouldBeOk()["items"]!.AsArray().Select(ticket => (string)ticket!["id"]!)
            .Order(StringComparer.Ordinal)];

    [Fact]
    public async Task A_ticket_is_due_once_its_deadline_has_passed_or_when_it_was_closed_before()
    {
        // Established on Monday at 9: two working hours to dispatch, three working days to handle, one to check; due on Friday at 11.
        await using var street = await ClockStreet.At("2026-11-16 09:00");
        var closed = await street.Processing();
        var open = await street.Processing();
        var late = await street.Processing();
        var suspended = await street.Processing();
        var cancelled = await street.Processing();
        street.Clock.MoveTo("2026-11-17 10:00");
        await street.Do("officer", closed, "resolve", new { result = "已扶正" });
        await street.Do("inspector", closed, "pass");
        await street.Do("dispatcher", suspended, "suspend", new { until = "2026-12-20", reason = "待春季" });
        await street.Do("dispatcher", cancelled, "cancel", new { reason = "误报" });
        street.Clock.MoveTo("2026-11-19 09:00");
        await street.Processing(); // due on the following Wednesday

        street.Clock.MoveTo("2026-11-20 11:00");
        (await Total(street, "due_closed_rate")).ShouldBe("1/1", "closed early; at the deadline itself the others still have their time");
        (await Total(street, "overdue_rate")).ShouldBe("0/1");
        street.Clock.Move(TimeSpan.FromMilliseconds(1));
        (await Total(street, "due_closed_rate")).ShouldBe("1/3");
        (await Total(street, "on_time_rate")).ShouldBe("1/3");
        (await Total(street, "overdue_rate")).ShouldBe("2/3");
        var today = await Ask(street, "overdue_rate&groupBy=day");
        today["items"]!.AsArray().Where(day => (long)day!["denominator"]! > 0)
            .Select(day => $"{day!["key"]} {day["numerator"]}/{day["denominator"]}")
            .ShouldBe(["2026-11-17 0/1", "2026-11-20 2/2"]);
        (await Ids(street, ((string)today["total"]!["tickets"]!).Replace("part=denominator", "part=numerator")))
            .ShouldBe(new[] { open.Id, late.Id }.Order(StringComparer.Ordinal));

        street.Clock.MoveTo("2026-11-20 15:00");
        await street.Do("officer", late, "resolve", new { result = "已扶正" });
        await street.Do("inspector", late, "pass");
        (await Total(street, "due_closed_rate")).ShouldBe("2/3", "closed late on the day itself");
        (await Total(street, "overdue_rate")).ShouldBe("2/3");
        (await Total(street, "overdue_rate&groupBy=programme")).ShouldBe("2/3");
        (await Total(street, "overdue_rate&source=patrol")).ShouldBe("2/3", "counted from the tickets it is the same");

        street.Clock.MoveTo("2026-11-23 09:00");
        (await Total(street, "due_closed_rate")).ShouldBe("2/3", "closed late is closed");
        (await Total(street, "on_time_rate")).ShouldBe("1/3");
        (await Total(street, "overdue_rate")).ShouldBe("2/3", "and late all the same, on the day of the deadline");
        (await Total(street, "due_closed_rate&handler=none")).ShouldBe("0/0");
        (await Total(street, "due_closed_rate&handler=" + street.Street.PersonId("officer")))
            .ShouldBe("2/3", "counted from the tickets it is the same");
        (await Total(street, "due_closed_rate&asOf=2026-11-20T11:00:00%2B08:00")).ShouldBe("1/1");
        (await Total(street, "overdue_rate&asOf=2026-11-20T03:00:00.001Z")).ShouldBe("2/3");
        (await Total(street, "overdue_rate&asOf=2026-11-16T00:59:59Z")).ShouldBe("0/0", "before it all");
    }

    [Fact]
    public async Task Reports_are_valid_or_not_and_those_not_decided_on_are_neither()
    {
        await using var street = await ClockStreet.At("2026-11-16 09:00");
        await street.Do("dispatcher", await street.File(), "accept");
        await street.Do("worker", await street.File("0801"), "self-handle", new { result = "已办" });
        await street.Do("head3", await street.File("0801"), "note", new { assessment = "已记录" });
        var rejected = await street.Do("dispatcher", await street.File(), "reject", new { reason = "不属实" });
        var survivor = await street.File();
        await street.Do("dispatcher", await street.File(), "merge", new { into = survivor.Id });
        (await Total(street, "valid_report_rate")).ShouldBe("3/4");
        var answer = await Ask(street, "valid_report_rate&groupBy=kind");
        answer["items"]!.AsArray().Select(item => $"{item!["key"]} {item["name"]} {item["numerator"]}/{item["denominator"]}")
            .ShouldBe(["component 部件 1/2", "condition 社情 2/2"]);
        (await Ids(street, (string)answer["total"]!["complement"]!)).ShouldBe([rejected.Id]);

        street.Clock.MoveTo("2026-11-17 09:00");
        await street.Do("supervisor", rejected, "reopen", new { reason = "属实" });
        (await Total(street, "valid_report_rate")).ShouldBe("4/4", "decided on again");
        (await Total(street, "valid_report_rate&asOf=2026-11-16T09:00:00%2B08:00")).ShouldBe("3/4");
    }

    [Fact]
    public async Task A_returned_dispatch_is_inaccurate_and_belongs_to_its_recipient()
    {
        await using var street = await ClockStreet.At("2026-11-16 09:00");
        var ticket = await street.Do("dispatcher", await street.File(), "accept");
        await street.Dispatch(ticket);
        var before = street.Clock.GetUtcNow();
        street.Clock.Move(TimeSpan.FromHours(1));
        await street.Do("officer", ticket, "return", new { reason = "不属职责" });
        await street.Dispatch(ticket, to: "department");
        (await Total(street, "dispatch_accuracy")).ShouldBe("1/2");
        (await Total(street, $"dispatch_accuracy&asOf={before:yyyy-MM-ddTHH:mm:ssZ}")).ShouldBe("1/1");

        var byHandler = await Ask(street, "dispatch_accuracy&groupBy=handler&sort=rate");
        byHandler["items"]!.AsArray().Select(item => $"{item!["name"]} {item["numerator"]}/{item["denominator"]}")
            .ShouldBe(["officer 0/1", "department 1/1"]);
        foreach (var item in byHandler["items"]!.AsArray())
        {
            (await Ids(street, (string)item!["tickets"]!)).ShouldBe([ticket.Id], "it was dispatched to both");
            (await Ids(street, (string)item["complement"]!)).Length.ShouldBe((string)item["name"]! == "officer" ? 1 : 0);
        }
        var byDepartment = await Ask(street, "dispatch_accuracy&groupBy=department");
        byDepartment["items"]!.AsArray().Select(item => $"{item!["name"]} {item["numerator"]}/{item["denominator"]}")
            .ShouldBe(["department 1/1", "非专业部门 0/1"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_recall_is_a_return_and_a_reassignment_counts_as_nothing_but_its_return_does()
    {
        await using var street = await ClockStreet.At("2026-11-16 09:00");
        var ticket = await street.Do("dispatcher", await street.File(), "accept");
        await street.Dispatch(ticket);
        street.Clock.Move(TimeSpan.FromHours(1));
        await street.Do("dispatcher", ticket, "recall", new { reason = "派遣有误" });
        (await Total(street, "dispatch_accuracy")).ShouldBe("0/1");
        await street.Dispatch(ticket);
        await street.Do("dispatcher", ticket, "reassign",
            new { handlerId = street.Street.PersonId("department").ToString(), reason = "休假" });
        (await Total(street, "dispatch_accuracy")).ShouldBe("1/2");
        street.Clock.Move(TimeSpan.FromHours(1));
        await street.Do("department", ticket, "return", new { reason = "不属职责" });
        (await Total(street, "dispatch_accuracy")).ShouldBe("0/2");
        (await Total(street, $"dispatch_accuracy&asOf={street.Clock.GetUtcNow().AddMinutes(-30):yyyy-MM-ddTHH:mm:ssZ}")).ShouldBe("1/2");
    }

    [Fact]
    public async Task Calls_in_time_and_the_reporters_answers_give_three_rates()
    {
        await using var street = await ClockStreet.At("2026-11-16 09:00");
        var called = await Reported(street);
        var forgotten = await Reported(street);
        await street.File(); // without a reporter to call
        street.Clock.Move(TimeSpan.FromHours(1));
        (await Total(street, "response_rate")).ShouldBe("0/0", "there is time until tomorrow");
        await Contact(street, called, new { kind = "response", reached = true });
        (await Total(street, "response_rate")).ShouldBe("1/1");
        street.Clock.MoveTo("2026-11-17 09:00");
        (await Total(street, "response_rate")).ShouldBe("1/1");
        street.Clock.Move(TimeSpan.FromMilliseconds(1));
        (await Total(street, "response_rate")).ShouldBe("1/2");
        (await Total(street, "response_rate&source=patrol")).ShouldBe("1/2", "counted from the tickets it is the same");
        await Contact(street, forgotten, new { kind = "response", reached = true });
        (await Total(street, "response_rate")).ShouldBe("1/2", "too late");
        (await Ids(street, (string)(await Ask(street, "response_rate"))["total"]!["complement"]!)).ShouldBe([forgotten.Id]);
        (await Total(street, "response_rate&asOf=2026-11-16T10:00:00%2B08:00")).ShouldBe("1/1");
        (await Total(street, "response_rate&asOf=2026-11-16T09:30:00%2B08:00")).ShouldBe("0/0");

        foreach (var ticket in new[] { called, forgotten })
        {
            await street.Do("dispatcher", ticket, "accept");
            await street.Dispatch(ticket);
            await street.Do("officer", ticket, "take");
            await street.Do("officer", ticket, "resolve", new { result = "已办" });
            await street.Do("inspector", ticket, "pass");
        }
        await Contact(street, forgotten, new { kind = "call_back", reached = false });
        await Contact(street, called, new { kind = "call_back", reached = true, solved = true, satisfied = false });
        street.Clock.Move(TimeSpan.FromHours(2));
        await Contact(street, forgotten, new { kind = "call_back", reached = true, solved = true, satisfied = true });
        (await Total(street, "solution_rate")).ShouldBe("2/2");
        (await Total(street, "satisfaction_rate")).ShouldBe("1/2");
        (await Ids(street, (string)(await Ask(street, "satisfaction_rate"))["total"]!["complement"]!)).ShouldBe([called.Id]);
        (await Total(street, "satisfaction_rate&asOf=2026-11-17T10:00:00%2B08:00")).ShouldBe("0/1");
    }

    static async Task<Answer> Reported(ClockStreet street) => (await (await street.As("dispatcher")).Post("/v1/tickets", new
    {
        category = TicketSteps.Greenery, description = "行道树倾斜", grid = street.Street.Grid,
        reporter = new { name = "王芳", phone = "13803710001" },
    })).ShouldBeCreated();

    static async Task Contact(ClockStreet street, Answer ticket, object body) =>
        (await (await street.As("dispatcher")).Post($"/v1/tickets/{ticket.Id}/contacts", body, (await street.Read(ticket)).Version))
            .ShouldBeCreated();
}
