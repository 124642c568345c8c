using System.Net;
using System.Text.Json.Nodes;

namespace GridGov.Tests.Features.Tickets.Verbs;

/// <summary>Withdraw, recall and reassign: a ticket in the wrong hands is not a dead end.</summary>
public class TakeBackTests
{
    static object To(TestStreet street, string who) => new { handlerId = street.PersonId(who).ToString() };

    static object Handler(TestStreet street, string who, string? reason = "休假") =>
        new { handlerId = street.PersonId(who).ToString(), reason };

    static async Task<string[]> Kinds(Caller caller) =>
        [.. (await caller.Get("/v1/me/notifications")).ShouldBeOk()["items"]!.AsArray().Select(item => (string)item!["kind"]!)];

    static async Task<JsonNode> LastEvent(TestStreet street, string ticket) =>
        (await (await street.Supervisor()).Get($"/v1/tickets/{ticket}/events")).ShouldBeOk()["items"]!.AsArray()[^1]!;

    static async Task<string?> CodeOf(Caller caller, string ticket, string action) =>
        (string?)(await caller.Get($"/v1/tickets/{ticket}/actions")).ShouldBeOk()["items"]!.AsArray()
            .Single(item => (string)item!["action"]! == action)!["code"];

    [Fact]
    public async Task A_filer_withdraws_what_nobody_has_accepted()
    {
        var street = await TestStreet.New();
        var (worker, filed) = (await street.Worker(), await street.File());
        (await (await street.Head3()).Do(filed, "withdraw", new { reason = "x" })).ShouldRefuse(HttpStatusCode.Forbidden, "not-the-filer");
        (await CodeOf(await street.Head3(), filed.Id, "withdraw")).ShouldBe("not-the-filer");
        (await (await street.Inspector()).Do(filed, "withdraw", new { reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await worker.Do(filed, "withdraw")).ShouldFault("/reason", "required");
        (await worker.Post($"/v1/tickets/{filed.Id}/withdraw", new { reason = "x" }, filed.Version + 1))
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await (await street.OtherWorker()).Do(filed, "withdraw", new { reason = "x" })).ShouldRefuse(HttpStatusCode.NotFound, "not-found");

        var withdrawn = (await worker.Do(filed, "withdraw", new { reason = "重复上报" })).ShouldBeOk();
        ((string)withdrawn["status"]!).ShouldBe("cancelled");
        var last = await LastEvent(street, filed.Id);
        ((string)last["action"]!, (string)last["from"]!, (string)last["to"]!, (string)last["reason"]!)
            .ShouldBe(("withdraw", "submitted", "cancelled", "重复上报"));
        (await worker.Do(withdrawn, "withdraw", new { reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "action-not-allowed-in-status");

        var accepted = (await (await street.Dispatcher()).Do(await street.File(), "accept")).ShouldBeOk();
        (await worker.Do(accepted, "withdraw", new { reason = "x" })).ShouldRefuse(HttpStatusCode.Conflict, "action-not-allowed-in-status");
    }

    [Fact]
    public async Task A_ticket_with_the_reports_of_others_cannot_be_withdrawn()
    {
        var street = await TestStreet.New();
        var (worker, survivor) = (await street.Worker(), await street.File());
        var other = await street.File(by: await street.Head3(), grid: street.Grid);
        (await (await street.Dispatcher()).Do(other, "merge", new { into = survivor.Id })).ShouldBeOk();
        var now = (await worker.Get($"/v1/tickets/{survivor.Id}")).ShouldBeOk();
        (await CodeOf(worker, survivor.Id, "withdraw")).ShouldBe("has-merged-reports");
        (await worker.Do(now, "withdraw", new { reason = "x" })).ShouldRefuse(HttpStatusCode.Conflict, "has-merged-reports");
    }

    [Fact]
    public async Task Who_dispatched_or_a_dispatcher_recalls_a_ticket_before_it_is_taken()
    {
        var street = await TestStreet.New();
        var (dispatcher, dispatched) = (await street.Dispatcher(), await street.Dispatched());
        (await dispatcher.Do(dispatched, "recall")).ShouldFault("/reason", "required");
        (await (await street.Officer()).Do(dispatched, "recall", new { reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Head3()).Do(dispatched, "recall", new { reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "not-the-dispatcher");
        (await CodeOf(await street.Head3(), dispatched.Id, "recall")).ShouldBe("not-the-dispatcher");
        (await dispatcher.Post($"/v1/tickets/{dispatched.Id}/recall", new { reason = "x" }, dispatched.Version - 1))
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");

        var recalled = (await dispatcher.Do(dispatched, "recall", new { reason = "派遣有误" })).ShouldBeOk();
        ((string)recalled["status"]!).ShouldBe("accepted");
        recalled["handler"].ShouldBeNull();
        (await Kinds(await street.Officer())).ShouldBe(["recalled", "assigned"]);
        var last = await LastEvent(street, dispatched.Id);
        ((string)last["action"]!, (string)last["to"]!, (string)last["reason"]!).ShouldBe(("recall", "accepted", "派遣有误"));

        var byHead = (await (await street.Head3()).Do(recalled, "dispatch", To(street, "officer")))
            .ShouldBeOk();
        var again = (await (await street.Head3()).Do(byHead, "recall", new { reason = "派遣有误" })).ShouldBeOk();
        byHead = (await (await street.Head3()).Do(again, "dispatch", To(street, "officer"))).ShouldBeOk();
        (await CodeOf(await street.CountyDispatcher(), byHead.Id, "recall")).ShouldBeNull("a dispatcher recalls what a head dispatched");
        var taken = (await (await street.Officer()).Do(byHead, "take")).ShouldBeOk();
        (await dispatcher.Do(taken, "recall", new { reason = "x" })).ShouldRefuse(HttpStatusCode.Conflict, "action-not-allowed-in-status");
    }

    [Fact]
    public async Task A_ticket_goes_to_another_handler_and_its_clock_runs_on()
    {
        var street = await TestStreet.New();
        var (dispatcher, officer) = (await street.Dispatcher(), await street.Officer());
        var processing = await street.Processing();
        (await officer.Post($"/v1/tickets/{processing.Id}/request-extension", new { reason = "降雨" }, processing.Version))
            .ShouldBeCreated();
        processing = (await officer.Get($"/v1/tickets/{processing.Id}")).ShouldBeOk();
        (await dispatcher.Do(processing, "reassign", Handler(street, "instructor", reason: null))).ShouldFault("/reason", "required");
        (await dispatcher.Do(processing, "reassign", Handler(street, "officer")))
            .ShouldRefuse(HttpStatusCode.Conflict, "already-the-handler");
        (await dispatcher.Do(processing, "reassign", Handler(street, "head3")))
            .ShouldRefuse(HttpStatusCode.Conflict, "handler-outside-grid");
        (await officer.Do(processing, "reassign", Handler(street, "instructor")))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Supervisor()).Do(processing, "reassign", Handler(street, "instructor")))
            .ShouldRefuse(HttpStatusCode.Forbidden, "only-above-street");

        var reassigned = (await dispatcher.Do(processing, "reassign", Handler(street, "instructor"))).ShouldBeOk();
        ((string)reassigned["status"]!, (string)reassigned["handler"]!["name"]!).ShouldBe(("dispatched", "instructor"));
        ((string)reassigned["dueAt"]!, (int)reassigned["handlingLevel"]!)
            .ShouldBe(((string)processing["dueAt"]!, (int)processing["handlingLevel"]!), "the clock and the level stay");
        reassigned["pendingRequest"].ShouldBeNull("it was the former handler's");
        (await Kinds(officer))[0].ShouldBe("reassigned");
        (await Kinds(await street.Instructor())).ShouldBe(["assigned"]);
        var last = await LastEvent(street, processing.Id);
        ((string)last["action"]!, (string)last["from"]!, (string)last["to"]!, (string)last["details"]!["formerName"]!)
            .ShouldBe(("reassign", "processing", "dispatched", "officer"));

        var moved = (await dispatcher.Do(reassigned, "reassign", Handler(street, "department"))).ShouldBeOk();
        (await officer.Do(moved, "take")).ShouldRefuse(HttpStatusCode.Forbidden, "not-the-handler");
        var taken = (await (await street.Department()).Do(moved, "take")).ShouldBeOk();
        ((string)taken["dueAt"]!).ShouldBe((string)processing["dueAt"]!);
    }

    [Fact]
    public async Task Above_the_street_the_supervisor_dispatches_reassigns_summons_cancels_and_checks()
    {
        var street = await TestStreet.New();
        var (supervisor, dispatcher) = (await street.Supervisor(), await street.Dispatcher());
        var accepted = await street.Accepted(street.Street);
        (await supervisor.Do(accepted, "dispatch", To(street, "department"))).ShouldRefuse(HttpStatusCode.Forbidden, "only-above-street");
        (await CodeOf(supervisor, accepted.Id, "cancel")).ShouldBe("only-above-street", "the street has its own dispatcher");
        var above = (await dispatcher.Do(accepted, "escalate", new { reason = "须区级协调" })).ShouldBeOk();
        (await dispatcher.Do(above, "dispatch", To(street, "department")))
            .ShouldRefuse(HttpStatusCode.Forbidden, "handling-level-above-post");

        (await CodeOf(supervisor, above.Id, "cancel")).ShouldBeNull();
        (await CodeOf(supervisor, above.Id, "summon")).ShouldBeNull();
        var ticket = (await supervisor.Do(above, "dispatch", To(street, "instructor"))).ShouldBeOk();
        ticket = (await supervisor.Do(ticket, "reassign", Handler(street, "department"))).ShouldBeOk();
        ticket = (await (await street.Department()).Do(ticket, "take")).ShouldBeOk();
        ticket = (await (await street.Department()).Do(ticket, "resolve", new { result = "已协调" })).ShouldBeOk();
        ticket = (await supervisor.Do(ticket, "fail", new { reason = "未解决" })).ShouldBeOk();
        ticket = (await (await street.Department()).Do(ticket, "take")).ShouldBeOk();
        ticket = (await (await street.Department()).Do(ticket, "resolve", new { result = "已解决" })).ShouldBeOk();
        ((string)(await supervisor.Do(ticket, "pass")).ShouldBeOk()["status"]!).ShouldBe("closed");
    }
}
