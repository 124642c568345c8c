using System.Net;
using GridGov.Tests.Domain.Deadlines;

namespace GridGov.Tests.Features.Tickets.Filing;

/// <summary>When a problem was found, and the number and deadline that another system gave it.</summary>
public class TicketOriginTests
{
    [Fact]
    public async Task They_are_shown_filtered_and_found_and_the_clocks_go_by_filing()
    {
        var street = await TestStreet.New();
        var plain = await street.File();
        var filed = await Order(street, "12345-2026/0042",
            new { foundAt = TicketSteps.Soon(-600), externalDueAt = TicketSteps.Soon(100_000) });
        ((string)filed["externalNumber"]!).ShouldBe("12345-2026/0042");
        plain["foundAt"].ShouldBeNull();
        ((string)filed["foundAt"]!).ShouldNotBe((string)filed["filedAt"]!);
        var head = await street.Head1();
        (await head.Get($"/v1/tickets/{filed.Id}")).ShouldBeOk().Text.ShouldBe(filed.Text);

        (await Listed(head, "externalNumber=12345-2026/0042")).ShouldBe([filed.Id]);
        (await Listed(head, "externalNumber=12345")).ShouldBeEmpty();
        var between = Uri.EscapeDataString(TicketSteps.Soon(-300));
        (await Listed(head, "foundTo=" + between)).ShouldBe([filed.Id]);
        (await Listed(head, "foundFrom=" + between)).ShouldBe([plain.Id], "it was found when it was filed");
        (await head.Get($"/v1/tickets?foundFrom={between}&foundTo={between}")).ShouldFault("/foundTo", "out_of_range");
        (await head.Get("/v1/tickets?externalNumber=,")).ShouldFault("/externalNumber", "wrong_format");

        var csv = (await (await street.Supervisor()).Get("/v1/tickets?externalNumber=12345-2026/0042", ("Accept", "text/csv")))
            .ShouldBeOk().Text;
        csv.ShouldContain("12345-2026/0042");
        csv.Split('\n')[0].ShouldContain("foundAt,externalNumber,externalDueAt");
    }

    [Theory]
    [InlineData("foundAt", 5, "outside-filing-period")]
    [InlineData("foundAt", -600_000, "outside-filing-period")]
    [InlineData("externalDueAt", -600_000, "outside-filing-period")]
    [InlineData("externalDueAt", 3_000_000, "outside-filing-period")]
    public async Task Instants_outside_their_bounds_are_refused(string property, int minutes, string code)
    {
        var street = await TestStreet.New();
        (await (await street.Worker()).Post("/v1/tickets", new Dictionary<string, object>
        {
            ["category"] = TicketSteps.Greenery, ["description"] = "x", [property] = TicketSteps.Soon(minutes),
        })).ShouldFault("/" + property, code, code);
    }

    [Fact]
    public async Task A_number_is_free_again_once_its_ticket_was_rejected()
    {
        var street = await TestStreet.New();
        var number = $"12345-{street.Street}";
        var rejected = (await (await street.Dispatcher()).Do(await Order(street, number, new { }), "reject", new { reason = "误登" }))
            .ShouldBeOk();
        var again = await Order(street, number, new { });
        var refusal = await (await street.Supervisor()).Do(rejected, "reopen", new { reason = "x" });
        refusal.ShouldRefuse(HttpStatusCode.Conflict, "external-number-used");
        ((string)refusal["ticketId"]!).ShouldBe(again.Id);
    }

    [Fact]
    public async Task A_number_is_a_name_and_not_words()
    {
        var street = await TestStreet.New();
        foreach (var number in new[] { "", "张三的投诉", "a b", new string('1', 61), "-1", "A1\n" })
        {
            (await (await street.Worker()).Post("/v1/tickets", new
            {
                category = TicketSteps.Greenery, description = "x", externalNumber = number,
            })).ShouldFault("/externalNumber", "wrong_format");
        }
    }

    [Fact]
    public async Task A_source_has_a_number_once_and_the_refusal_names_the_ticket_to_those_who_may_read_it()
    {
        var street = await TestStreet.New();
        var number = "N" + street.Street;
        var first = await Order(street, number);
        var refused = (await Post(street, number)).ShouldRefuse(HttpStatusCode.Conflict, "external-number-used");
        ((string)refused["errors"]![0]!["pointer"]!).ShouldBe("/externalNumber");
        ((string)refused["ticketId"]!).ShouldBe(first.Id);
        ((string)refused["detail"]!).ShouldContain((string)first["number"]!);
        (await Post(street, number, "department")).ShouldBeCreated();

        var hidden = (await Post(await TestStreet.New(), number)).ShouldRefuse(HttpStatusCode.Conflict, "external-number-used");
        hidden["ticketId"].ShouldBeNull();
        hidden.Text.ShouldNotContain((string)first["number"]!);
        hidden.Text.ShouldNotContain(first.Id);
    }

    [Fact]
    public async Task Of_simultaneous_filings_of_one_order_one_wins_and_the_others_write_nothing()
    {
        var street = await TestStreet.New();
        var number = "R" + street.Street;
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Post(street, number)));
        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        foreach (var other in answers.Where(answer => answer.Status != HttpStatusCode.Created))
            other.ShouldRefuse(HttpStatusCode.Conflict, "external-number-used");
        (await Listed(await street.Head1(), "externalNumber=" + number)).Length.ShouldBe(1);
        ((string)(await street.File())["number"]!).ShouldEndWith("-0002", customMessage: "a refused filing takes no number");
    }

    [Fact]
    public async Task Lights_and_alerts_go_by_the_earlier_deadline_and_measures_by_our_own()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ours = await street.File();
        var order = (await (await street.As("worker")).Post("/v1/tickets", new
        {
            category = TicketSteps.Greenery, description = "x", source = "hotline", externalNumber = "1",
            externalDueAt = "2026-11-16T09:00:00+08:00",
        })).ShouldBeCreated();
        ((string)order["dueAt"]!).ShouldBe((string)ours["dueAt"]!, "the stage has the category's limit");
        (await Lights(street, order)).ShouldBe("green");
        street.Clock.MoveTo("2026-11-16 08:48");
        (await Lights(street, order)).ShouldBe("yellow");
        (await Lights(street, ours)).ShouldBe("green");
        await street.ProcessDeadlines();
        ((string)(await street.Events(order, "turn_yellow")).ShouldHaveSingleItem()["details"]!["dueAt"]!)
            .ShouldStartWith("2026-11-16T01:00");
        street.Clock.MoveTo("2026-11-16 09:01");
        (await Lights(street, order)).ShouldBe("red");
        await street.ProcessDeadlines();
        (await street.Events(order, "turn_red")).Count.ShouldBe(1);
        (await Lights(street, order)).ShouldBe("red");
        (await street.Events(ours, "turn_yellow")).ShouldBeEmpty();
        ((string)(await street.Deadlines(order))[0]!["light"]!).ShouldBe("green", "the stage itself is in time");
        var deadlines = (await (await street.As("head1")).Get($"/v1/tickets/{order.Id}/deadlines")).ShouldBeOk();
        ((string)deadlines["externalDueAt"]!).ShouldStartWith("2026-11-16T09:00");

        // The next stage is red at once, a pause has no light, and the closing deadline is our own.
        await street.Do("dispatcher", order, "accept");
        ((string)(await street.Read(order))["light"]!).ShouldBe("red");
        await street.Dispatch(order);
        await street.Do("officer", order, "take");
        await street.Do("dispatcher", ours, "accept");
        (await ClosingDeadlineTests.Facts(street, order)).DueDay.ShouldBe((await ClosingDeadlineTests.Facts(street, ours)).DueDay);
        // Suspension is refused for what is overdue by our own deadline only.
        await street.Do("dispatcher", order, "suspend", new { until = "2026-11-18", reason = "待料" });
        (await street.Read(order))["light"].ShouldBeNull();
        (await GridGov.Host.Commands.RebuildCommand.Run(street.App.Arguments)).ShouldBe(0, "verify finds nothing");
    }

    static async Task<string> Lights(ClockStreet street, Answer ticket)
    {
        var light = (string)(await street.Read(ticket))["light"]!;
        var head = await street.As("head1");
        foreach (var each in new[] { "green", "yellow", "red" })
            (await Listed(head, "light=" + each)).Contains(ticket.Id).ShouldBe(each == light, each);
        (await Listed(head, "overdue=true")).Contains(ticket.Id).ShouldBe(light == "red");
        (await Listed(head, "overdue=false")).Contains(ticket.Id).ShouldBe(light != "red");
        return light;
    }

    static async Task<string[]> Listed(Caller caller, string query) =>
        [.. (await caller.Get("/v1/tickets?" + query)).ShouldBeOk()["items"]!.AsArray().Select(ticket => (string)ticket!["id"]!)];

    static async Task<Answer> Post(TestStreet street, string number, string source = "hotline") =>
        await (await street.Worker()).Post("/v1/tickets",
            new { category = TicketSteps.Greenery, description = "x", source, externalNumber = number });

    static async Task<Answer> Order(TestStreet street, string number, object? more = null)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        (body["category"], body["description"], body["source"], body["externalNumber"]) = (TicketSteps.Greenery, "x", "hotline", number);
        return (await (await street.Worker()).Post("/v1/tickets", body)).ShouldBeCreated();
    }
}
