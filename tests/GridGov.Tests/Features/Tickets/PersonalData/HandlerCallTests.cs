using System.Net;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Features.Tickets.PersonalData;

/// <summary>Handlers call the reporters of what is in their hands.</summary>
public class HandlerCallTests
{
    const string Phone = "13803710001";

    static async Task<Answer> Dispatched(TestStreet street, string to, string category = Greenery)
    {
        var dispatcher = await street.Dispatcher();
        var filed = (await dispatcher.Post("/v1/tickets", new
        {
            category, grid = street.Grid, description = "行道树倾斜", reporter = new { name = "王芳", phone = Phone },
        })).ShouldBeCreated();
        var accepted = (await dispatcher.Do(filed, "accept")).ShouldBeOk();
        return (await dispatcher.Do(accepted, "dispatch", new { handlerId = street.PersonId(to).ToString() })).ShouldBeOk();
    }

    static Task<Answer> Unmask(Caller caller, Answer ticket) =>
        caller.Post($"/v1/tickets/{ticket.Id}/reporters/unmask", new { purpose = "询问具体位置" });

    static Task<Answer> Call(Caller caller, Answer ticket) =>
        caller.Post($"/v1/tickets/{ticket.Id}/contacts", new { kind = "response", reached = true, note = "已约上门时间" }, ticket.Version);

    [Theory]
    [InlineData("officer")]
    [InlineData("instructor")]
    [InlineData("department")]
    public async Task The_handler_reads_the_number_and_records_the_call_with_history_and_audit(string who)
    {
        var street = await TestStreet.New();
        var ticket = await Dispatched(street, who);
        var handler = await street.As(who);
        var masked = (await handler.Get($"/v1/tickets/{ticket.Id}/reporters")).ShouldBeOk();
        masked.Text.ShouldNotContain(Phone);
        var read = (await Unmask(handler, ticket)).ShouldBeOk();
        ((string)read["items"]![0]!["phone"]!).ShouldBe(Phone);
        (await Call(handler, ticket)).ShouldBeCreated();
        var acts = (await handler.Get($"/v1/tickets/{ticket.Id}/actions")).ShouldBeOk()["items"]!.AsArray();
        ((bool)acts.Single(act => (string)act!["action"]! == "contact")!["allowed"]!).ShouldBeTrue();

        var audit = (await (await street.Supervisor()).Get($"/v1/audit?kind=unmasking&subject={ticket.Id}")).ShouldBeOk();
        var entry = audit["items"]!.AsArray().ShouldHaveSingleItem()!;
        (((string)entry["operation"]!), (string)entry["by"]!["name"]!).ShouldBe(("unmaskTicketReporters", who));
        var events = (await handler.Get($"/v1/tickets/{ticket.Id}/events")).ShouldBeOk()["items"]!.AsArray();
        events.Select(each => (string)each!["action"]!).ShouldBe(["file", "accept", "dispatch", "read_reporters", "contact"],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Only_the_present_handler_may_and_only_while_it_is_in_hand()
    {
        var street = await TestStreet.New();
        var (officer, instructor, worker) = (await street.Officer(), await street.Instructor(), await street.Worker());
        var ticket = await Dispatched(street, "officer");
        foreach (var other in new[] { instructor, worker })
            await Refused(other, "not-the-handler");
        (await officer.Post("/v1/tickets/search-by-phone", new { phone = Phone, purpose = "来电查询" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");

        ticket = (await (await street.Dispatcher()).Do(ticket, "reassign",
            new { handlerId = street.PersonId("instructor").ToString(), reason = "休假" })).ShouldBeOk();
        await Refused(officer, "not-the-handler");
        ticket = (await instructor.Do(ticket, "take")).ShouldBeOk();
        (await Unmask(instructor, ticket)).ShouldBeOk();
        ticket = (await instructor.Do(ticket, "resolve", new { result = "已扶正" })).ShouldBeOk();
        await Refused(instructor, "not-the-handler");

        async Task Refused(Caller caller, string code)
        {
            (await caller.Get($"/v1/tickets/{ticket.Id}/reporters")).ShouldRefuse(HttpStatusCode.Forbidden, code);
            (await Unmask(caller, ticket)).ShouldRefuse(HttpStatusCode.Forbidden, code);
            (await Call(caller, ticket)).ShouldRefuse(HttpStatusCode.Forbidden, code);
        }
    }

    [Fact]
    public async Task The_reporters_of_confidential_tickets_stay_closed_to_the_handler()
    {
        var street = await TestStreet.New();
        var officer = await street.Officer();
        var ticket = await Dispatched(street, "officer", category: "0701");
        ((bool)ticket["confidential"]!).ShouldBeTrue();
        (await officer.Get($"/v1/tickets/{ticket.Id}/reporters")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await Unmask(officer, ticket)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await Call(officer, ticket)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");

        // A confidential ticket that was merged into it keeps its reporters too.
        var dispatcher = await street.Dispatcher();
        var open = await Dispatched(street, "officer");
        var merged = (await dispatcher.Post("/v1/tickets", new
        {
            category = "0701", grid = street.Grid, description = "邻里", reporter = new { name = "李强", phone = "13803710002" },
        })).ShouldBeCreated();
        (await dispatcher.Do(merged, "merge", new { into = open.Id, differs = true })).ShouldBeOk();
        (await Unmask(dispatcher, open)).ShouldBeOk()["items"]!.AsArray().Count.ShouldBe(2);
        (await Unmask(officer, open)).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_was_said_in_confidence_stays_closed_to_the_handler_when_the_ticket_becomes_ordinary()
    {
        var street = await TestStreet.New();
        var (dispatcher, officer) = (await street.Dispatcher(), await street.Officer());
        var filed = (await dispatcher.Post("/v1/tickets", new
        {
            category = "0701", grid = street.Grid, description = "邻里", reporter = new { name = "李强", phone = "13803710002" },
        })).ShouldBeCreated();
        var ordinary = (await dispatcher.Do(filed, "amend", new { category = Greenery, reason = "误分" })).ShouldBeOk();
        var accepted = (await dispatcher.Do(ordinary, "accept")).ShouldBeOk();
        var dispatched = (await dispatcher.Do(accepted, "dispatch", new { handlerId = street.PersonId("officer").ToString() }))
            .ShouldBeOk();
        (await Unmask(officer, dispatched)).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
        (await Unmask(dispatcher, dispatched)).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem();
    }
}
