using System.Text.Json.Nodes;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Features.Statistics;

/// <summary>What each measure counts, on days worked out by hand.</summary>
public class MeasureFormulaTests
{
    const string Fortnight = "from=2026-11-16&to=2026-11-30";

    static async Task<JsonNode> Ask(ClockTown town, string query) =>
        (await (await town.As("supervisor")).Get($"/v1/statistics/measures?{Fortnight}&grid={town.Town.Street}&measure={query}")).ShouldBeOk().Json;

    static async Task<string> Total(ClockTown town, string query)
    {
        var total = (await Ask(town, query))["total"]!;
        return $"{total["numerator"]}/{total["denominator"]}";
    }

    static async Task<string[]> Ids(ClockTown town, string address) =>
        [.. (await (await town.As("supervisor")).Get(address)).ShouldBeOk()["items"]!.AsArray().Select(ticket => (string)ticket!["id"]!).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task A_ticket_is_due_once_its_deadline_has_passed_or_when_it_was_closed_before()
    {
        // Established on Monday at 9: two working hours to dispatch, three working days to handle, one to check: Friday at 11.
        await using var town = await ClockTown.At("2026-11-16 09:00");
        var closed = await town.Processing();
        var open = await town.Processing();
        var late = await town.Processing();
        var suspended = await town.Processing();
        var cancelled = await town.Processing();
        town.Clock.MoveTo("2026-11-17 10:00");
        await town.Do("officer", closed, "resolve", new { result = "已扶正" });
        await town.Do("inspector", closed, "pass");
        await town.Do("dispatcher", suspended, "suspend", new { until = "2026-12-20", reason = "待春季" });
        await town.Do("dispatcher", cancelled, "cancel", new { reason = "误报" });
        town.Clock.MoveTo("2026-11-19 09:00");
        await town.Processing(); // due on Wednesday after

        town.Clock.MoveTo("2026-11-20 11:00");
        (await Total(town, "due_closed_rate")).ShouldBe("1/1", "closed early; at the deadline itself the others still have their time");
        (await Total(town, "overdue_rate")).ShouldBe("0/1");
        town.Clock.Move(TimeSpan.FromMilliseconds(1));
        (await Total(town, "due_closed_rate")).ShouldBe("1/3");
        (await Total(town, "on_time_rate")).ShouldBe("1/3");
        (await Total(town, "overdue_rate")).ShouldBe("2/3");
        var today = await Ask(town, "overdue_rate&groupBy=day");
        today["items"]!.AsArray().Where(day => (long)day!["denominator"]! > 0).Select(day => $"{day!["key"]} {day["numerator"]}/{day["denominator"]}")
            .ShouldBe(["2026-11-17 0/1", "2026-11-20 2/2"]);
        (await Ids(town, ((string)today["total"]!["tickets"]!).Replace("part=denominator", "part=numerator"))).ShouldBe(new[] { open.Id, late.Id }.Order(StringComparer.Ordinal));

        town.Clock.MoveTo("2026-11-20 15:00");
        await town.Do("officer", late, "resolve", new { result = "已扶正" });
        await town.Do("inspector", late, "pass");
        (await Total(town, "due_closed_rate")).ShouldBe("2/3", "closed late on the day itself");
        (await Total(town, "overdue_rate")).ShouldBe("2/3");
        (await Total(town, "overdue_rate&groupBy=programme")).ShouldBe("2/3");
        (await Total(town, "overdue_rate&source=patrol")).ShouldBe("2/3", "counted from the tickets it is the same");

        town.Clock.MoveTo("2026-11-23 09:00");
        (await Total(town, "due_closed_rate")).ShouldBe("2/3", "closed late is closed");
        (await Total(town, "on_time_rate")).ShouldBe("1/3");
        (await Total(town, "overdue_rate")).ShouldBe("2/3", "and late all the same, on the day of the deadline");
        (await Total(town, "due_closed_rate&handler=none")).ShouldBe("0/0");
        (await Total(town, "due_closed_rate&handler=" + town.Town.PersonId("officer"))).ShouldBe("2/3", "counted from the tickets it is the same");
        (await Total(town, "due_closed_rate&asOf=2026-11-20T11:00:00%2B08:00")).ShouldBe("1/1");
        (await Total(town, "overdue_rate&asOf=2026-11-20T03:00:00.001Z")).ShouldBe("2/3");
        (await Total(town, "overdue_rate&asOf=2026-11-16T00:59:59Z")).ShouldBe("0/0", "before it all");
    }

    [Fact]
    public async Task Reports_are_valid_or_not_and_those_not_decided_on_are_neither()
    {
        await using var town = await ClockTown.At("2026-11-16 09:00");
        await town.Do("dispatcher", await town.File(), "accept");
        await town.Do("worker", await town.File("0801"), "self-handle", new { result = "已办" });
        await town.Do("head3", await town.File("0801"), "note", new { assessment = "已记录" });
        var rejected = await town.Do("dispatcher", await town.File(), "reject", new { reason = "不属实" });
        var survivor = await town.File();
        await town.Do("dispatcher", await town.File(), "merge", new { into = survivor.Id });
        (await Total(town, "valid_report_rate")).ShouldBe("3/4");
        var answer = await Ask(town, "valid_report_rate&groupBy=kind");
        answer["items"]!.AsArray().Select(item => $"{item!["key"]} {item["name"]} {item["numerator"]}/{item["denominator"]}").ShouldBe(["component 部件 1/2", "condition 社情 2/2"]);
        (await Ids(town, (string)answer["total"]!["complement"]!)).ShouldBe([rejected.Id]);

        town.Clock.MoveTo("2026-11-17 09:00");
        await town.Do("supervisor", rejected, "reopen", new { reason = "属实" });
        (await Total(town, "valid_report_rate")).ShouldBe("4/4", "decided on again");
        (await Total(town, "valid_report_rate&asOf=2026-11-16T09:00:00%2B08:00")).ShouldBe("3/4");
    }

    [Fact]
    public async Task A_dispatch_that_came_back_was_not_accurate_and_belongs_to_whom_it_was_given()
    {
        await using var town = await ClockTown.At("2026-11-16 09:00");
        var ticket = await town.Do("dispatcher", await town.File(), "accept");
        await town.Dispatch(ticket);
        var before = town.Clock.GetUtcNow();
        town.Clock.Move(TimeSpan.FromHours(1));
        await town.Do("officer", ticket, "return", new { reason = "不属职责" });
        await town.Dispatch(ticket, to: "department");
        (await Total(town, "dispatch_accuracy")).ShouldBe("1/2");
        (await Total(town, $"dispatch_accuracy&asOf={before:yyyy-MM-ddTHH:mm:ssZ}")).ShouldBe("1/1");

        var byHandler = await Ask(town, "dispatch_accuracy&groupBy=handler&sort=rate");
        byHandler["items"]!.AsArray().Select(item => $"{item!["name"]} {item["numerator"]}/{item["denominator"]}").ShouldBe(["officer 0/1", "department 1/1"]);
        foreach (var item in byHandler["items"]!.AsArray())
        {
            (await Ids(town, (string)item!["tickets"]!)).ShouldBe([ticket.Id], "it was dispatched to both");
            (await Ids(town, (string)item["complement"]!)).Length.ShouldBe((string)item["name"]! == "officer" ? 1 : 0);
        }
        var byDepartment = await Ask(town, "dispatch_accuracy&groupBy=department");
        byDepartment["items"]!.AsArray().Select(item => $"{item!["name"]} {item["numerator"]}/{item["denominator"]}").ShouldBe(["department 1/1", "非专业部门 0/1"], ignoreOrder: true);
    }

    [Fact]
    public async Task Whoever_was_called_in_time_and_what_they_said_is_three_rates()
    {
        await using var town = await ClockTown.At("2026-11-16 09:00");
        var called = await Reported(town);
        var forgotten = await Reported(town);
        await town.File(); // nobody to call
        town.Clock.Move(TimeSpan.FromHours(1));
        (await Total(town, "response_rate")).ShouldBe("0/0", "there is time until tomorrow");
        await Contact(town, called, new { kind = "response", reached = true });
        (await Total(town, "response_rate")).ShouldBe("1/1");
        town.Clock.MoveTo("2026-11-17 09:00");
        (await Total(town, "response_rate")).ShouldBe("1/1");
        town.Clock.Move(TimeSpan.FromMilliseconds(1));
        (await Total(town, "response_rate")).ShouldBe("1/2");
        (await Total(town, "response_rate&source=patrol")).ShouldBe("1/2", "counted from the tickets it is the same");
        await Contact(town, forgotten, new { kind = "response", reached = true });
        (await Total(town, "response_rate")).ShouldBe("1/2", "too late");
        (await Ids(town, (string)(await Ask(town, "response_rate"))["total"]!["complement"]!)).ShouldBe([forgotten.Id]);
        (await Total(town, "response_rate&asOf=2026-11-16T10:00:00%2B08:00")).ShouldBe("1/1");
        (await Total(town, "response_rate&asOf=2026-11-16T09:30:00%2B08:00")).ShouldBe("0/0");

        foreach (var ticket in new[] { called, forgotten })
        {
            await town.Do("dispatcher", ticket, "accept");
            await town.Dispatch(ticket);
            await town.Do("officer", ticket, "take");
            await town.Do("officer", ticket, "resolve", new { result = "已办" });
            await town.Do("inspector", ticket, "pass");
        }
        await Contact(town, forgotten, new { kind = "call_back", reached = false });
        await Contact(town, called, new { kind = "call_back", reached = true, solved = true, satisfied = false });
        town.Clock.Move(TimeSpan.FromHours(2));
        await Contact(town, forgotten, new { kind = "call_back", reached = true, solved = true, satisfied = true });
        (await Total(town, "solution_rate")).ShouldBe("2/2");
        (await Total(town, "satisfaction_rate")).ShouldBe("1/2");
        (await Ids(town, (string)(await Ask(town, "satisfaction_rate"))["total"]!["complement"]!)).ShouldBe([called.Id]);
        (await Total(town, "satisfaction_rate&asOf=2026-11-17T10:00:00%2B08:00")).ShouldBe("0/1");
    }

    static async Task<Answer> Reported(ClockTown town) => (await (await town.As("dispatcher")).Post("/v1/tickets", new
    {
        category = TicketSteps.Greenery, description = "行道树倾斜", grid = town.Town.Grid, reporter = new { name = "王芳", phone = "13803710001" },
    })).ShouldBeCreated();

    static async Task Contact(ClockTown town, Answer ticket, object body) =>
        (await (await town.As("dispatcher")).Post($"/v1/tickets/{ticket.Id}/contacts", body, (await town.Read(ticket)).Version)).ShouldBeCreated();
}
