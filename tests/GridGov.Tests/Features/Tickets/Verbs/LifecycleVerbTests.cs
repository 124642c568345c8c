using System.Net;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Features.Tickets.Verbs;

/// <summary>Verification, noting, suspension and evaluation: effects, permissions and preconditions.</summary>
public class LifecycleVerbTests
{
    [Fact]
    public async Task A_verifier_reports_back_and_the_ticket_is_decided_afterwards()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        var filed = await street.File();
        (await dispatcher.Do(filed, "verify", new { verifierId = street.PersonId("officer").ToString(), question = "属实吗" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "verifier-outside-grid");
        (await dispatcher.Do(filed, "verify", new { verifierId = street.PersonId("otherWorker").ToString(), question = "属实吗" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "verifier-outside-grid");
        (await dispatcher.Do(filed, "verify", new { verifierId = street.PersonId("inspector").ToString() }))
            .ShouldFault("/question", "required");
        var verifying = (await dispatcher.Do(filed, "verify",
            new { verifierId = street.PersonId("inspector").ToString(), question = "属实吗" })).ShouldBeOk();
        ((string)verifying["status"]!).ShouldBe("verifying");
        ((string)verifying["verification"]!["by"]!["name"]!).ShouldBe("inspector");
        ((string)verifying["verification"]!["question"]!).ShouldBe("属实吗");

        (await (await street.Worker()).Do(verifying, "report-back", new { findings = "x" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "not-the-verifier");
        (await dispatcher.Do(verifying, "report-back", new { findings = "x" })).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var inspector = await street.Inspector();
        var submitted = (await inspector.Do(verifying, "report-back", new { findings = "属实" })).ShouldBeOk();
        ((string)submitted["status"]!).ShouldBe("submitted");
        ((string)submitted["verification"]!["findings"]!).ShouldBe("属实");
        (await inspector.Do(submitted, "report-back", new { findings = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "action-not-allowed-in-status");
        (await dispatcher.Do(submitted, "accept")).ShouldBeOk();
    }

    [Fact]
    public async Task A_ticket_under_verification_can_still_be_decided()
    {
        var street = await TestStreet.New();
        foreach (var (verb, body) in new (string, object)[] { ("accept", new { }), ("reject", new { reason = "x" }),
            ("cancel", new { reason = "x" }) })
        {
            var verifying = (await (await street.Head3())
                .Do(await street.File(), "verify", new { verifierId = street.PersonId("worker").ToString(), question = "?" })).ShouldBeOk();
            (await (await street.Dispatcher()).Do(verifying, verb, body)).ShouldBeOk();
        }
    }

    [Fact]
    public async Task Only_conditions_are_noted()
    {
        var street = await TestStreet.New();
        var head = await street.Head3();
        (await head.Do(await street.File(), "note", new { assessment = "x" })).ShouldRefuse(HttpStatusCode.Conflict, "not-a-condition");
        (await (await street.Worker()).Do(await street.File(category: "0802"), "note", new { assessment = "x" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var noted = (await head.Do(await street.File(category: "0802"), "note", new { assessment = "纳入研判" })).ShouldBeOk();
        ((string)noted["status"]!).ShouldBe("noted");
        ((string)noted["stage"]!).ShouldBe("end");
        ((string)noted["result"]!).ShouldBe("纳入研判");
        var reopened = (await (await street.Supervisor()).Do(noted, "reopen", new { reason = "须处置" })).ShouldBeOk();
        ((string)reopened["status"]!).ShouldBe("accepted");
        reopened["result"].ShouldBeNull();
    }

    [Fact]
    public async Task A_ticket_is_suspended_one_level_up_and_resumes_with_its_handler()
    {
        var street = await TestStreet.New();
        var processing = await street.Processing();
        var dispatcher = await street.Dispatcher();
        foreach (var day in new[] { 0, -1, 367 })
            (await dispatcher.Do(processing, "suspend", new { until = Day(day), reason = "x" })).ShouldFault("/until", "out_of_range");
        (await (await street.Officer()).Do(processing, "suspend", new { until = Day(5), reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var suspended = (await dispatcher.Do(processing, "suspend", new { until = Day(5), reason = "待停暖" })).ShouldBeOk();
        ((string)suspended["status"]!).ShouldBe("suspended");
        ((string)suspended["suspendedUntil"]!).ShouldBe(Day(5));
        ((string)suspended["handler"]!["id"]!).ShouldBe(street.PersonId("officer").ToString());

        (await (await street.Instructor()).Do(suspended, "resume")).ShouldRefuse(HttpStatusCode.Forbidden, "not-the-handler");
        (await (await street.Officer()).Do(suspended, "resolve", new { result = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "action-not-allowed-in-status");
        var resumed = (await (await street.Officer()).Do(suspended, "resume", new { comment = "材料已到" })).ShouldBeOk();
        ((string)resumed["status"]!).ShouldBe("processing");
        resumed["suspendedUntil"].ShouldBeNull();
        (await (await street.Officer()).Do(resumed, "resolve", new { result = "已办" })).ShouldBeOk();
    }

    [Fact]
    public async Task A_ticket_in_hand_at_the_street_is_suspended_and_resumed_above_it()
    {
        var street = await TestStreet.New();
        var atStreet = await street.Accepted();
        foreach (var head in new[] { "head3", "head2" })
            atStreet = (await (await street.As(head)).Do(atStreet, "escalate", new { reason = "x" })).ShouldBeOk();
        var dispatcher = await street.Dispatcher();
        var dispatched = (await dispatcher.Do(atStreet, "dispatch", new { handlerId = street.PersonId("instructor").ToString() }))
            .ShouldBeOk();
        var processing = (await (await street.Instructor()).Do(dispatched, "take")).ShouldBeOk();
        (await dispatcher.Do(processing, "suspend", new { until = Day(5), reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "decided-one-level-up");
        var suspended = (await (await street.CountyDispatcher()).Do(processing, "suspend", new { until = Day(5), reason = "x" }))
            .ShouldBeOk();
        (await dispatcher.Do(suspended, "resume")).ShouldRefuse(HttpStatusCode.Forbidden, "decided-one-level-up");
        (await (await street.Supervisor()).Do(suspended, "resume")).ShouldBeOk();
    }

    [Fact]
    public async Task A_closed_ticket_is_evaluated_once_and_stays_closed()
    {
        var street = await TestStreet.New();
        var closed = await street.Closed();
        var inspector = await street.Inspector();
        (await inspector.Do(closed, "evaluate", new { score = 6 })).ShouldFault("/score", "out_of_range");
        (await inspector.Do(closed, "evaluate", new { })).ShouldFault("/score", "required");
        (await (await street.Officer()).Do(closed, "evaluate", new { score = 5 }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        ((string)closed["stage"]!).ShouldBe("check");
        var evaluated = (await inspector.Do(closed, "evaluate", new { score = 4, comment = "及时" })).ShouldBeOk();
        ((string)evaluated["status"]!).ShouldBe("closed");
        ((string)evaluated["stage"]!).ShouldBe("evaluate");
        ((int)evaluated["evaluation"]!["score"]!).ShouldBe(4);
        ((string)evaluated["closedAt"]!).ShouldBe((string)closed["closedAt"]!);
        (await inspector.Do(evaluated, "evaluate", new { score = 5 })).ShouldRefuse(HttpStatusCode.Conflict, "already-evaluated");

        var other = await street.Closed();
        (await ListOf(street, "?stage=evaluate")).ShouldBe([evaluated.Id]);
        (await ListOf(street, "?stage=check")).ShouldBe([other.Id]);
        (await ListOf(street, "?stage=check&stage=evaluate")).ShouldBe([other.Id, evaluated.Id]);
        (await ListOf(street, "?stage=evaluate&stage=collect")).ShouldBe([evaluated.Id]);

        var reopened = (await (await street.Supervisor()).Do(evaluated, "reopen", new { reason = "重现" })).ShouldBeOk();
        reopened["evaluation"].ShouldBeNull("the next round has its own");
    }

    [Fact]
    public async Task The_resolver_does_not_evaluate()
    {
        var street = await TestStreet.New();
        await street.App.Db.Write(tx =>
            TestStreet.Appoint(tx, street.PersonId("officer"), GridGov.Security.PostKind.Supervisor, street.Street));
        var closed = await street.Closed();
        (await (await street.Officer()).Do(closed, "evaluate", new { score = 5 }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "resolver-cannot-check");
    }

    static async Task<List<string>> ListOf(TestStreet street, string query) =>
        [.. (await (await street.Supervisor()).Get("/v1/tickets" + query)).ShouldBeOk()["items"]!.AsArray()
            .Select(item => (string)item!["id"]!)];
}
