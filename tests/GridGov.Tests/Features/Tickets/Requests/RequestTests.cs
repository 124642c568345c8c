using System.Net;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Features.Tickets.Requests;

/// <summary>Requests for extensions and suspensions, which are decided one level up.</summary>
public class RequestTests
{
    static async Task<Answer> Now(TestStreet street, Answer ticket) =>
        (await (await street.Supervisor()).Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk();

    static async Task<(Answer Request, Answer Ticket)> Asked(TestStreet street, Answer ticket, string verb = "request-extension",
        string by = "officer")
    {
        object body = verb == "request-extension" ? new { reason = "连日降雨" } : new { reason = "待停暖", until = Day(30) };
        var request = (await (await street.As(by)).Do(ticket, verb, body)).ShouldBeCreated();
        return (request, await Now(street, ticket));
    }

    [Fact]
    public async Task An_approved_extension_adds_the_original_limit_at_most_twice()
    {
        var street = await TestStreet.New();
        var ticket = await street.Processing();
        var dispatcher = await street.Dispatcher();
        var calendar = await street.App.Db.Read(async tx =>
            await GridGov.Domain.Deadlines.Calendars.WorkingCalendars.Load(tx, street.Grid));
        for (var round = 0; round < 2; round++)
        {
            var before = DateTimeOffset.Parse((string)ticket["dueAt"]!);
            var (request, asked) = await Asked(street, ticket);
            ((string)request["status"]!).ShouldBe("pending");
            ((string)asked["pendingRequest"]!["id"]!).ShouldBe(request.Id);
            (await (await street.Officer()).Do(asked, "request-suspension", new { reason = "x", until = Day(3) }))
                .ShouldRefuse(HttpStatusCode.Conflict, "request-pending");
            var approved = (await dispatcher.Do(asked, $"requests/{request.Id}/approve", new { comment = "同意" })).ShouldBeOk();
            ((string)approved["status"]!).ShouldBe("approved");
            ((string)approved["decidedBy"]!["name"]!).ShouldBe("dispatcher");
            ticket = await Now(street, ticket);
            ticket["pendingRequest"].ShouldBeNull();
            ((string)ticket["status"]!).ShouldBe("processing");
            var after = DateTimeOffset.Parse((string)ticket["dueAt"]!);
            calendar.Between(GridGov.Data.Instant.Of(before), GridGov.Data.Instant.Of(after))
                .ShouldBe(3 * 8 * 3_600_000L, "3 working days, as its category says");
        }
        (await (await street.Officer()).Do(ticket, "request-extension", new { reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "extensions-used-up");
        (await Asked(street, ticket, "request-suspension")).Ticket["pendingRequest"].ShouldNotBeNull();
        var list = (await dispatcher.Get($"/v1/tickets/{ticket.Id}/requests")).ShouldBeOk();
        list["items"]!.AsArray().Select(r => (string)r!["status"]!).ShouldBe(["pending", "approved", "approved"]);
    }

    [Fact]
    public async Task An_approved_suspension_stops_the_clock()
    {
        var street = await TestStreet.New();
        var officer = await street.Officer();
        var processing = await street.Processing();
        foreach (var day in new[] { 0, 367 })
            (await officer.Do(processing, "request-suspension", new { reason = "x", until = Day(day) }))
                .ShouldFault("/until", "out_of_range");
        (await officer.Do(processing, "request-suspension", new { reason = "x" })).ShouldFault("/until", "required");
        var (request, asked) = await Asked(street, processing, "request-suspension");
        var approved = (await (await street.Supervisor()).Do(asked, $"requests/{request.Id}/approve")).ShouldBeOk();
        ((string)approved["status"]!).ShouldBe("approved");
        var ticket = await Now(street, processing);
        ((string)ticket["status"]!).ShouldBe("suspended");
        ((string)ticket["suspendedUntil"]!).ShouldBe(Day(30));
        ticket["dueAt"].ShouldBeNull();
        ticket.Version.ShouldBe(asked.Version + 2);
        approved.Header("ETag").ShouldBe($"\"{ticket.Version}\"");
        var events = (await officer.Get($"/v1/tickets/{ticket.Id}/events"))["items"]!.AsArray();
        events.Select(e => (string)e!["action"]!).TakeLast(3).ShouldBe(["request_suspension", "approve_request", "suspend"]);
        events.Count.ShouldBe((int)ticket.Version);
        ((string)events[^1]!["reason"]!).ShouldBe("待停暖");
        (await officer.Do(ticket, "resume")).ShouldBeOk()["dueAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Only_the_handler_requests_and_only_while_the_ticket_is_in_hand()
    {
        var street = await TestStreet.New();
        var processing = await street.Processing();
        (await (await street.Instructor()).Do(processing, "request-extension", new { reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "not-the-handler");
        (await (await street.Dispatcher()).Do(processing, "request-extension", new { reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var officer = await street.Officer();
        (await officer.Do(processing, "request-extension", new { reason = "" })).ShouldFault("/reason", "required");
        (await officer.Do(await street.Dispatched(), "request-suspension", new { reason = "x", until = Day(3) }))
            .ShouldRefuse(HttpStatusCode.Conflict, "action-not-allowed-in-status");
        (await Asked(street, await street.Dispatched())).Request["kind"]!.GetValue<string>().ShouldBe("extension");
        (await officer.Do(await street.Resolved(), "request-extension", new { reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "action-not-allowed-in-status");
    }

    [Fact]
    public async Task A_request_is_decided_one_level_up_and_not_by_its_author()
    {
        var street = await TestStreet.New();
        // The officer is also a dispatcher of the county: high enough to decide, but the author of the request.
        await street.App.Db.Write(tx =>
            TestStreet.Appoint(tx, street.PersonId("officer"), GridGov.Security.PostKind.Dispatcher, street.County));
        var atStreet = await street.Accepted();
        foreach (var head in new[] { "head3", "head2" })
            atStreet = (await (await street.As(head)).Do(atStreet, "escalate", new { reason = "x" })).ShouldBeOk();
        var dispatched = (await (await street.Dispatcher())
            .Do(atStreet, "dispatch", new { handlerId = street.PersonId("officer").ToString() })).ShouldBeOk();
        var (request, asked) = await Asked(street, (await (await street.Officer()).Do(dispatched, "take")).ShouldBeOk());
        var path = $"requests/{request.Id}";
        foreach (var (verb, body) in new (string, object)[] { ("approve", new { }), ("refuse", new { reason = "x" }) })
        {
            (await (await street.Officer()).Do(asked, $"{path}/{verb}", body))
                .ShouldRefuse(HttpStatusCode.Forbidden, "requester-cannot-decide");
            (await (await street.Dispatcher()).Do(asked, $"{path}/{verb}", body))
                .ShouldRefuse(HttpStatusCode.Forbidden, "decided-one-level-up");
            (await (await street.Head2()).Do(asked, $"{path}/{verb}", body)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        }
        (await (await street.CountyDispatcher()).Do(asked, $"{path}/refuse", new { })).ShouldFault("/reason", "required");
        var refused = (await (await street.CountyDispatcher()).Do(asked, $"{path}/refuse", new { reason = "理由不充分" })).ShouldBeOk();
        ((string)refused["status"]!).ShouldBe("refused");
        ((string)refused["decisionReason"]!).ShouldBe("理由不充分");
        var ticket = await Now(street, asked);
        ((string)ticket["dueAt"]!).ShouldBe((string)asked["dueAt"]!);
        (await (await street.CountyDispatcher()).Do(ticket, $"{path}/approve")).ShouldRefuse(HttpStatusCode.Conflict, "no-pending-request");
        (await (await street.CountyDispatcher()).Do(await street.Processing(), $"{path}/approve"))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Overdue_tickets_cannot_be_extended_or_suspended()
    {
        var street = await TestStreet.New();
        var officer = await street.Officer();
        var (request, asked) = await Asked(street, await street.Processing());
        var processing = await street.Processing();
        await street.App.Db.Write(tx =>
            tx.Execute("UPDATE tickets SET yellow_at = 1, due_at = 2 WHERE id IN (@A, @B)",
                new { A = IdOf(asked.Id), B = IdOf(processing.Id) }));
        (await officer.Do(processing, "request-extension", new { reason = "x" })).ShouldRefuse(HttpStatusCode.Conflict, "deadline-passed");
        (await officer.Do(processing, "request-suspension", new { reason = "x", until = Day(3) }))
            .ShouldRefuse(HttpStatusCode.Conflict, "deadline-passed");
        (await (await street.Dispatcher()).Do(processing, "suspend", new { reason = "x", until = Day(3) }))
            .ShouldRefuse(HttpStatusCode.Conflict, "deadline-passed");
        (await (await street.Dispatcher()).Do(asked, $"requests/{request.Id}/approve"))
            .ShouldRefuse(HttpStatusCode.Conflict, "deadline-passed");
        (await (await street.Dispatcher()).Do(asked, $"requests/{request.Id}/refuse", new { reason = "已超期" })).ShouldBeOk();
    }

    [Fact]
    public async Task An_obsolete_request_lapses()
    {
        var street = await TestStreet.New();
        var (_, asked) = await Asked(street, await street.Processing());
        var resolved = (await (await street.Officer()).Do(asked, "resolve", new { result = "已办" })).ShouldBeOk();
        resolved["pendingRequest"].ShouldBeNull();
        var lapsed = (await (await street.Officer()).Get($"/v1/tickets/{asked.Id}/requests"))["items"]!.AsArray().Single()!;
        ((string)lapsed["status"]!).ShouldBe("lapsed");
        lapsed["decidedBy"].ShouldBeNull();

        // The request stays open when the handler takes the ticket.
        var (request, dispatched) = await Asked(street, await street.Dispatched());
        var taken = (await (await street.Officer()).Do(dispatched, "take")).ShouldBeOk();
        ((string)taken["pendingRequest"]!["id"]!).ShouldBe(request.Id);
        (await (await street.Officer()).Do(taken, "return", new { reason = "x" })).ShouldBeOk()["pendingRequest"].ShouldBeNull();
    }

    [Fact]
    public async Task Deciders_see_the_requests_that_they_can_decide()
    {
        var street = await TestStreet.New();
        var first = await Asked(street, await street.Processing());
        var second = await Asked(street, await street.Processing());
        var atStreet = await street.Accepted();
        foreach (var head in new[] { "head3", "head2" })
            atStreet = (await (await street.As(head)).Do(atStreet, "escalate", new { reason = "x" })).ShouldBeOk();
        var dispatched = (await (await street.Dispatcher())
            .Do(atStreet, "dispatch", new { handlerId = street.PersonId("instructor").ToString() })).ShouldBeOk();
        var above = await Asked(street, dispatched, by: "instructor");

        (await Ids("dispatcher")).ShouldBe([first.Request.Id, second.Request.Id]);
        (await Ids("countyDispatcher")).ShouldBe([first.Request.Id, second.Request.Id, above.Request.Id]);
        var part = (await (await street.Dispatcher()).Get("/v1/tickets/requests?limit=1")).ShouldBeOk();
        ((string)part["items"]![0]!["id"]!).ShouldBe(first.Request.Id);
        (await Ids("dispatcher", $"?limit=1&cursor={(string)part["next"]!}")).ShouldBe([second.Request.Id]);
        ((string)part["items"]![0]!["ticket"]!["id"]!).ShouldBe(first.Ticket.Id);
        (await (await street.Officer()).Get("/v1/tickets/requests")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Dispatcher()).Get("/v1/tickets/requests?cursor=x")).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");

        async Task<List<string>> Ids(string who, string query = "") =>
            [.. (await (await street.As(who)).Get("/v1/tickets/requests" + query)).ShouldBeOk()["items"]!.AsArray()
                .Select(item => (string)item!["id"]!)];
    }
}
