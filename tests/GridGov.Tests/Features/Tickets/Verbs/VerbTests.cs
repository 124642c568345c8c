using System.Net;

namespace GridGov.Tests.Features.Tickets.Verbs;

/// <summary>Each verb: effects, permissions and preconditions.</summary>
public class VerbTests
{
    [Fact]
    public async Task Accepting_establishes_the_ticket()
    {
        var street = await TestStreet.New();
        var filed = await street.File();
        var accepted = (await (await street.Head3()).Do(filed, "accept")).ShouldBeOk();
        ((string)accepted["status"]!).ShouldBe("accepted");
        accepted["acceptedAt"].ShouldNotBeNull();
        accepted.Version.ShouldBe(2);
        accepted.Header("ETag").ShouldBe("\"2\"");
        await HasOneMoreEvent(street, accepted, "accept", 2);
    }

    [Fact]
    public async Task Only_actions_with_required_properties_need_a_body()
    {
        var street = await TestStreet.New();
        var filed = await street.File();
        var dispatcher = await street.Dispatcher();
        (await dispatcher.Post($"/v1/tickets/{filed.Id}/reject", null, version: 1)).ShouldFault("", "required");
        (await dispatcher.Post($"/v1/tickets/{filed.Id}/accept", new { reason = "x" }, version: 1))
            .ShouldFault("/reason", "unknown_property");
        (await dispatcher.Post($"/v1/tickets/{filed.Id}/accept", null, version: 1)).ShouldBeOk();
    }

    [Fact]
    public async Task Rejecting_takes_a_reason_and_ends_the_ticket()
    {
        var street = await TestStreet.New();
        var filed = await street.File();
        (await (await street.Dispatcher()).Do(filed, "reject", new { reason = " " })).ShouldFault("/reason", "required");
        var rejected = (await (await street.Dispatcher()).Do(filed, "reject", new { reason = "非本街道管辖" })).ShouldBeOk();
        ((string)rejected["status"]!).ShouldBe("rejected");
        ((string)rejected["stage"]!).ShouldBe("end");
        var last = await HasOneMoreEvent(street, rejected, "reject", 2);
        ((string)last["reason"]!).ShouldBe("非本街道管辖");
        ((string)last["from"]!).ShouldBe("submitted");
        ((string)last["to"]!).ShouldBe("rejected");
        ((string)last["post"]!).ShouldBe("dispatcher");
    }

    [Fact]
    public async Task Dispatching_gives_the_ticket_to_a_handler_of_its_grid()
    {
        var street = await TestStreet.New();
        var dispatched = await street.Dispatched();
        ((string)dispatched["handler"]!["id"]!).ShouldBe(street.PersonId("officer").ToString());
        ((string)dispatched["handler"]!["post"]!).ShouldBe("service_officer");
        ((string)dispatched["handler"]!["role"]!).ShouldBe("urban_management");
    }

    [Theory]
    [InlineData("otherOfficer")] // of another grid
    [InlineData("worker")] // a post that does not handle tickets
    [InlineData("outsider")]
    public async Task Dispatching_to_a_person_who_does_not_handle_tickets_there_is_refused(string to)
    {
        var street = await TestStreet.New();
        var accepted = await street.Accepted();
        (await (await street.Dispatcher()).Do(accepted, "dispatch", new { handlerId = street.PersonId(to).ToString() }))
            .ShouldRefuse(HttpStatusCode.Conflict, "handler-outside-grid");
        await IsUnchanged(street, accepted);
    }

    [Fact]
    public async Task Dispatching_needs_a_well_formed_id()
    {
        var street = await TestStreet.New();
        var accepted = await street.Accepted();
        (await (await street.Dispatcher()).Do(accepted, "dispatch", new { handlerId = "nobody" }))
            .ShouldFault("/handlerId", "invalid_value");
        (await (await street.Dispatcher()).Do(accepted, "dispatch", new { })).ShouldFault("/handlerId", "required");
    }

    [Fact]
    public async Task Only_the_handler_takes_returns_and_resolves()
    {
        var street = await TestStreet.New();
        var dispatched = await street.Dispatched();
        var instructor = await street.Instructor();
        (await instructor.Do(dispatched, "take")).ShouldRefuse(HttpStatusCode.Forbidden, "not-the-handler");
        (await instructor.Do(dispatched, "return", new { reason = "x" })).ShouldRefuse(HttpStatusCode.Forbidden, "not-the-handler");
        var processing = (await (await street.Officer()).Do(dispatched, "take")).ShouldBeOk();
        (await instructor.Do(processing, "resolve", new { result = "x" })).ShouldRefuse(HttpStatusCode.Forbidden, "not-the-handler");
        await IsUnchanged(street, processing);
    }

    [Fact]
    public async Task A_returned_ticket_has_no_handler_and_can_be_dispatched_again()
    {
        var street = await TestStreet.New();
        var returned = (await (await street.Officer()).Do(await street.Processing(), "return", new { reason = "需电力部门配合" })).ShouldBeOk();
        ((string)returned["status"]!).ShouldBe("returned");
        returned["handler"].ShouldBeNull();
        var again = (await (await street.Dispatcher())
            .Do(returned, "dispatch", new { handlerId = street.PersonId("department").ToString() })).ShouldBeOk();
        ((string)again["handler"]!["post"]!).ShouldBe("department_handler");
        (await (await street.Department()).Do(again, "take")).ShouldBeOk();
    }

    [Fact]
    public async Task Escalation_rises_level_by_level_and_relieves_the_lower_heads()
    {
        var street = await TestStreet.New();
        var accepted = await street.Accepted();
        var reason = new { reason = "无力解决" };
        var atCommunity = (await (await street.Head3()).Do(accepted, "escalate", reason)).ShouldBeOk();
        ((int)atCommunity["handlingLevel"]!).ShouldBe(2);
        ((string)atCommunity["status"]!).ShouldBe("accepted");
        (await (await street.Head3()).Do(atCommunity, "escalate", reason))
            .ShouldRefuse(HttpStatusCode.Forbidden, "handling-level-above-post");
        (await (await street.Head3()).Do(atCommunity, "dispatch", new { handlerId = street.PersonId("officer").ToString() }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "handling-level-above-post");
        var atStreet = (await (await street.Head2()).Do(atCommunity, "escalate", reason)).ShouldBeOk();
        var above = (await (await street.Head1()).Do(atStreet, "escalate", reason)).ShouldBeOk();
        ((int)above["handlingLevel"]!).ShouldBe(0);
        (await (await street.Dispatcher()).Do(above, "dispatch", new { handlerId = street.PersonId("department").ToString() }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "handling-level-above-post");
        var county = await street.CountyDispatcher();
        (await county.Do(above, "escalate", reason)).ShouldRefuse(HttpStatusCode.Conflict, "already-above-street");
        above = (await county.Do(above, "dispatch", new { handlerId = street.PersonId("department").ToString() })).ShouldBeOk();
        above = (await (await street.Department()).Do(above, "take")).ShouldBeOk();
        above = (await (await street.Department()).Do(above, "resolve", new { result = "已办" })).ShouldBeOk();
        (await (await street.Head3()).Do(above, "pass")).ShouldRefuse(HttpStatusCode.Forbidden, "handling-level-above-post");
        (await (await street.Inspector()).Do(above, "pass")).ShouldBeOk();
    }

    [Fact]
    public async Task A_resolved_ticket_cannot_be_cancelled()
    {
        var street = await TestStreet.New();
        var resolved = await street.Resolved();
        (await (await street.Dispatcher()).Do(resolved, "cancel", new { reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "action-not-allowed-in-status");
        var processing = await street.Processing();
        var cancelled = (await (await street.Dispatcher()).Do(processing, "cancel", new { reason = "误报" })).ShouldBeOk();
        ((string)cancelled["status"]!).ShouldBe("cancelled");
        cancelled["handler"].ShouldBeNull();
    }

    [Fact]
    public async Task A_supervisor_reopens_an_ended_ticket()
    {
        var street = await TestStreet.New();
        var closed = await street.Closed();
        (await (await street.Dispatcher()).Do(closed, "reopen", new { reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var reopened = (await (await street.Supervisor()).Do(closed, "reopen", new { reason = "问题重现" })).ShouldBeOk();
        ((string)reopened["status"]!).ShouldBe("accepted");
        reopened["closedAt"].ShouldBeNull();
        reopened["handler"].ShouldBeNull();
        reopened["result"].ShouldBeNull();
        ((string)reopened["acceptedAt"]!).ShouldBe((string)closed["acceptedAt"]!, "it was established then");
    }

    [Fact]
    public async Task A_ticket_of_a_retired_grid_is_not_reopened()
    {
        var street = await TestStreet.New();
        var rejected = (await (await street.Dispatcher()).Do(await street.File(), "reject", new { reason = "x" })).ShouldBeOk();
        await street.App.Db.Write(tx => tx.Execute("UPDATE grids SET retired_at = 1 WHERE code = @Code", new { Code = street.Grid }));
        (await (await street.Supervisor()).Do(rejected, "reopen", new { reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "grid-already-retired");
    }

    [Fact]
    public async Task A_change_needs_the_version_that_was_read()
    {
        var street = await TestStreet.New();
        var filed = await street.File();
        var dispatcher = await street.Dispatcher();
        (await dispatcher.Post($"/v1/tickets/{filed.Id}/accept", new { })).ShouldRefuse((HttpStatusCode)428, "if-match-required");
        (await dispatcher.Post($"/v1/tickets/{filed.Id}/accept", new { }, version: 7))
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await dispatcher.Send(HttpMethod.Post, $"/v1/tickets/{filed.Id}/accept", System.Net.Http.Json.JsonContent.Create(new { }),
            ("If-Match", "W/\"7\"")))
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await dispatcher.Send(HttpMethod.Post, $"/v1/tickets/{filed.Id}/accept", System.Net.Http.Json.JsonContent.Create(new { }),
            ("If-Match", "*")))
            .ShouldRefuse((HttpStatusCode)428, "if-match-required");
        await IsUnchanged(street, filed);
    }

    [Fact]
    public async Task Of_two_actions_on_the_same_version_one_is_refused()
    {
        var street = await TestStreet.New();
        var filed = await street.File();
        var answers = await Task.WhenAll(
            (await street.Dispatcher()).Do(filed, "accept"),
            (await street.Head3()).Do(filed, "accept"),
            (await street.Head2()).Do(filed, "accept"));
        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(a => a.Status == HttpStatusCode.PreconditionFailed).ShouldBe(2);
        await HasOneMoreEvent(street, answers.First(a => a.Status == HttpStatusCode.OK), "accept", 2);
    }

    [Theory]
    [InlineData("accept", "{}")]
    [InlineData("reject", """{"reason":"x"}""")]
    [InlineData("take", "{}")]
    [InlineData("return", """{"reason":"x"}""")]
    [InlineData("resolve", """{"result":"x"}""")]
    [InlineData("self-handle", """{"result":"x"}""")]
    [InlineData("escalate", """{"reason":"x"}""")]
    [InlineData("pass", "{}")]
    [InlineData("fail", """{"reason":"x"}""")]
    [InlineData("cancel", """{"reason":"x"}""")]
    [InlineData("reopen", """{"reason":"x"}""")]
    [InlineData("dispatch", """{"handlerId":"0000000000001"}""")]
    public async Task Nobody_reaches_a_ticket_outside_their_grids(string verb, string body)
    {
        var street = await TestStreet.New();
        var elsewhere = await TestStreet.New();
        var filed = await street.File();
        foreach (var who in new[] { "worker", "officer", "dispatcher", "inspector", "supervisor", "head1" })
        {
            var answer = await (await elsewhere.As(who)).PostRaw($"/v1/tickets/{filed.Id}/{verb}", body, version: 1);
            answer.Status.ShouldBeOneOf(HttpStatusCode.NotFound, HttpStatusCode.Forbidden);
            if (answer.Status == HttpStatusCode.Forbidden)
                ((string)answer["code"]!).ShouldBe("post-not-allowed", "by post alone, which says nothing of the ticket");
        }
        (await (await street.Supervisor()).PostRaw($"/v1/tickets/0000000000001/{verb}", body, version: 1)).Status
            .ShouldBeOneOf(HttpStatusCode.NotFound, HttpStatusCode.Forbidden);
        await IsUnchanged(street, filed);
    }

    static async Task IsUnchanged(TestStreet street, Answer ticket)
    {
        var now = (await (await street.Supervisor()).Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk();
        now.Text.ShouldBe(ticket.Text);
        var events = (await (await street.Supervisor()).Get($"/v1/tickets/{ticket.Id}/events"))["items"]!.AsArray();
        events.Count.ShouldBe((int)ticket.Version);
    }

    static async Task<System.Text.Json.Nodes.JsonNode> HasOneMoreEvent(TestStreet street, Answer ticket, string action, int count)
    {
        var events = (await (await street.Supervisor()).Get($"/v1/tickets/{ticket.Id}/events"))["items"]!.AsArray();
        events.Count.ShouldBe(count);
        ((string)events[^1]!["action"]!).ShouldBe(action);
        return events[^1]!;
    }
}
