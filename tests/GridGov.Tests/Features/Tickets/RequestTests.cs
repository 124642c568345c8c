using System.Net;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Features.Tickets;

/// <summary>Extensions and suspensions: asked for, decided one level up.</summary>
public class RequestTests
{
    static async Task<Answer> Now(Town town, Answer ticket) => (await (await town.Supervisor()).Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk();

    static async Task<(Answer Request, Answer Ticket)> Asked(Town town, Answer ticket, string verb = "request-extension", string by = "officer")
    {
        object body = verb == "request-extension" ? new { reason = "连日降雨" } : new { reason = "待停暖", until = Day(30) };
        var request = (await (await town.As(by)).Do(ticket, verb, body)).ShouldBeCreated();
        return (request, await Now(town, ticket));
    }

    [Fact]
    public async Task An_approved_extension_gives_the_original_limit_once_more_and_there_are_two()
    {
        var town = await Town.New();
        var ticket = await town.Processing();
        var dispatcher = await town.Dispatcher();
        var calendar = await town.App.Db.Read(async tx => await Platform.WorkingCalendars.Of(tx, town.Grid));
        for (var round = 0; round < 2; round++)
        {
            var before = DateTimeOffset.Parse((string)ticket["dueAt"]!);
            var (request, asked) = await Asked(town, ticket);
            ((string)request["status"]!).ShouldBe("pending");
            ((string)asked["pendingRequest"]!["id"]!).ShouldBe(request.Id);
            (await (await town.Officer()).Do(asked, "request-suspension", new { reason = "x", until = Day(3) })).ShouldRefuse(HttpStatusCode.Conflict, "request-pending");
            var approved = (await dispatcher.Do(asked, $"requests/{request.Id}/approve", new { comment = "同意" })).ShouldBeOk();
            ((string)approved["status"]!).ShouldBe("approved");
            ((string)approved["decidedBy"]!["name"]!).ShouldBe("dispatcher");
            ticket = await Now(town, ticket);
            ticket["pendingRequest"].ShouldBeNull();
            ((string)ticket["status"]!).ShouldBe("processing");
            var after = DateTimeOffset.Parse((string)ticket["dueAt"]!);
            calendar.Between(Platform.Time.Instant.Of(before), Platform.Time.Instant.Of(after)).ShouldBe(3 * 8 * 3_600_000L, "3 working days, as its category says");
        }
        (await (await town.Officer()).Do(ticket, "request-extension", new { reason = "x" })).ShouldRefuse(HttpStatusCode.Conflict, "extensions-used-up");
        (await Asked(town, ticket, "request-suspension")).Ticket["pendingRequest"].ShouldNotBeNull();
        var list = (await dispatcher.Get($"/v1/tickets/{ticket.Id}/requests")).ShouldBeOk();
        list["items"]!.AsArray().Select(r => (string)r!["status"]!).ShouldBe(["pending", "approved", "approved"]);
    }

    [Fact]
    public async Task An_approved_suspension_suspends_and_the_clock_stands_still()
    {
        var town = await Town.New();
        var officer = await town.Officer();
        var processing = await town.Processing();
        foreach (var day in new[] { 0, 367 })
            (await officer.Do(processing, "request-suspension", new { reason = "x", until = Day(day) })).ShouldFault("/until", "out_of_range");
        (await officer.Do(processing, "request-suspension", new { reason = "x" })).ShouldFault("", "required");
        var (request, asked) = await Asked(town, processing, "request-suspension");
        var approved = (await (await town.Supervisor()).Do(asked, $"requests/{request.Id}/approve")).ShouldBeOk();
        ((string)approved["status"]!).ShouldBe("approved");
        var ticket = await Now(town, processing);
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
    public async Task Only_the_handler_asks_and_only_while_it_is_in_hand()
    {
        var town = await Town.New();
        var processing = await town.Processing();
        (await (await town.Instructor()).Do(processing, "request-extension", new { reason = "x" })).ShouldRefuse(HttpStatusCode.Forbidden, "not-the-handler");
        (await (await town.Dispatcher()).Do(processing, "request-extension", new { reason = "x" })).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var officer = await town.Officer();
        (await officer.Do(processing, "request-extension", new { reason = "" })).ShouldFault("/reason", "required");
        (await officer.Do(await town.Dispatched(), "request-suspension", new { reason = "x", until = Day(3) })).ShouldRefuse(HttpStatusCode.Conflict, "action-not-allowed-in-status");
        (await Asked(town, await town.Dispatched())).Request["kind"]!.GetValue<string>().ShouldBe("extension");
        (await officer.Do(await town.Resolved(), "request-extension", new { reason = "x" })).ShouldRefuse(HttpStatusCode.Conflict, "action-not-allowed-in-status");
    }

    [Fact]
    public async Task It_is_decided_one_level_up_and_not_by_who_asked()
    {
        var town = await Town.New();
        // The officer is a dispatcher of the county too: above enough, and yet the one who asked.
        await town.App.Db.Write(tx => Town.Appoint(tx, town.PersonId("officer"), Platform.PostKind.Dispatcher, town.County));
        var atStreet = await town.Accepted();
        foreach (var head in new[] { "head3", "head2" })
            atStreet = (await (await town.As(head)).Do(atStreet, "escalate", new { reason = "x" })).ShouldBeOk();
        var dispatched = (await (await town.Dispatcher()).Do(atStreet, "dispatch", new { handlerId = town.PersonId("officer").ToString() })).ShouldBeOk();
        var (request, asked) = await Asked(town, (await (await town.Officer()).Do(dispatched, "take")).ShouldBeOk());
        var path = $"requests/{request.Id}";
        foreach (var (verb, body) in new (string, object)[] { ("approve", new { }), ("refuse", new { reason = "x" }) })
        {
            (await (await town.Officer()).Do(asked, $"{path}/{verb}", body)).ShouldRefuse(HttpStatusCode.Forbidden, "requester-cannot-decide");
            (await (await town.Dispatcher()).Do(asked, $"{path}/{verb}", body)).ShouldRefuse(HttpStatusCode.Forbidden, "decided-one-level-up");
            (await (await town.Head2()).Do(asked, $"{path}/{verb}", body)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        }
        (await (await town.CountyDispatcher()).Do(asked, $"{path}/refuse", new { })).ShouldFault("", "required");
        var refused = (await (await town.CountyDispatcher()).Do(asked, $"{path}/refuse", new { reason = "理由不充分" })).ShouldBeOk();
        ((string)refused["status"]!).ShouldBe("refused");
        ((string)refused["decisionReason"]!).ShouldBe("理由不充分");
        var ticket = await Now(town, asked);
        ((string)ticket["dueAt"]!).ShouldBe((string)asked["dueAt"]!);
        (await (await town.CountyDispatcher()).Do(ticket, $"{path}/approve")).ShouldRefuse(HttpStatusCode.Conflict, "no-pending-request");
        (await (await town.CountyDispatcher()).Do(await town.Processing(), $"{path}/approve")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Neither_is_possible_once_overdue()
    {
        var town = await Town.New();
        var officer = await town.Officer();
        var (request, asked) = await Asked(town, await town.Processing());
        var processing = await town.Processing();
        await town.App.Db.Write(tx => tx.Run("UPDATE tickets SET yellow_at = 1, due_at = 2 WHERE id IN (@A, @B)", new { A = IdOf(asked.Id), B = IdOf(processing.Id) }));
        (await officer.Do(processing, "request-extension", new { reason = "x" })).ShouldRefuse(HttpStatusCode.Conflict, "deadline-passed");
        (await officer.Do(processing, "request-suspension", new { reason = "x", until = Day(3) })).ShouldRefuse(HttpStatusCode.Conflict, "deadline-passed");
        (await (await town.Dispatcher()).Do(processing, "suspend", new { reason = "x", until = Day(3) })).ShouldRefuse(HttpStatusCode.Conflict, "deadline-passed");
        (await (await town.Dispatcher()).Do(asked, $"requests/{request.Id}/approve")).ShouldRefuse(HttpStatusCode.Conflict, "deadline-passed");
        (await (await town.Dispatcher()).Do(asked, $"requests/{request.Id}/refuse", new { reason = "已超期" })).ShouldBeOk();
    }

    [Fact]
    public async Task A_request_that_nobody_needs_any_more_lapses()
    {
        var town = await Town.New();
        var (_, asked) = await Asked(town, await town.Processing());
        var resolved = (await (await town.Officer()).Do(asked, "resolve", new { result = "已办" })).ShouldBeOk();
        resolved["pendingRequest"].ShouldBeNull();
        var lapsed = (await (await town.Officer()).Get($"/v1/tickets/{asked.Id}/requests"))["items"]!.AsArray().Single()!;
        ((string)lapsed["status"]!).ShouldBe("lapsed");
        lapsed["decidedBy"].ShouldBeNull();

        // Taken, it is still wanted.
        var (request, dispatched) = await Asked(town, await town.Dispatched());
        var taken = (await (await town.Officer()).Do(dispatched, "take")).ShouldBeOk();
        ((string)taken["pendingRequest"]!["id"]!).ShouldBe(request.Id);
        (await (await town.Officer()).Do(taken, "return", new { reason = "x" })).ShouldBeOk()["pendingRequest"].ShouldBeNull();
    }

    [Fact]
    public async Task Who_decides_sees_what_they_can_decide()
    {
        var town = await Town.New();
        var first = await Asked(town, await town.Processing());
        var second = await Asked(town, await town.Processing());
        var atStreet = await town.Accepted();
        foreach (var head in new[] { "head3", "head2" })
            atStreet = (await (await town.As(head)).Do(atStreet, "escalate", new { reason = "x" })).ShouldBeOk();
        var dispatched = (await (await town.Dispatcher()).Do(atStreet, "dispatch", new { handlerId = town.PersonId("instructor").ToString() })).ShouldBeOk();
        var above = await Asked(town, dispatched, by: "instructor");

        (await Ids("dispatcher")).ShouldBe([first.Request.Id, second.Request.Id]);
        (await Ids("countyDispatcher")).ShouldBe([first.Request.Id, second.Request.Id, above.Request.Id]);
        var part = (await (await town.Dispatcher()).Get("/v1/tickets/requests?limit=1")).ShouldBeOk();
        ((string)part["items"]![0]!["id"]!).ShouldBe(first.Request.Id);
        (await Ids("dispatcher", $"?limit=1&cursor={(string)part["next"]!}")).ShouldBe([second.Request.Id]);
        ((string)part["items"]![0]!["ticket"]!["id"]!).ShouldBe(first.Ticket.Id);
        (await (await town.Officer()).Get("/v1/tickets/requests")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await town.Dispatcher()).Get("/v1/tickets/requests?cursor=x")).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");

        async Task<List<string>> Ids(string who, string query = "") =>
            [.. (await (await town.As(who)).Get("/v1/tickets/requests" + query)).ShouldBeOk()["items"]!.AsArray().Select(item => (string)item!["id"]!)];
    }
}
