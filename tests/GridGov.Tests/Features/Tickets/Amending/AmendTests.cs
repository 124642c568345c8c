using System.Net;
using System.Text.Json.Nodes;

namespace GridGov.Tests.Features.Tickets.Amending;

/// <summary>Amend: what was filed of an open ticket is corrected, by whom and when, and what follows from it.</summary>
public class AmendTests
{
    const string StreetLight = "0106";

    static async Task<JsonNode> LastEvent(TestStreet street, string ticket) =>
        (await (await street.Supervisor()).Get($"/v1/tickets/{ticket}/events")).ShouldBeOk()["items"]!.AsArray()[^1]!;

    static async Task<string?> CodeOf(Caller caller, string ticket) =>
        (string?)(await caller.Get($"/v1/tickets/{ticket}/actions")).ShouldBeOk()["items"]!.AsArray()
            .Single(item => (string)item!["action"]! == "amend")!["code"];

    static async Task<string[]> Kinds(Caller caller) =>
        [.. (await caller.Get("/v1/me/notifications")).ShouldBeOk()["items"]!.AsArray().Select(item => (string)item!["kind"]!)];

    static async Task<Answer> Filed(TestStreet street) => (await (await street.Worker()).Post("/v1/tickets", new
    {
        category = TicketSteps.Greenery, description = "行道树倾斜", source = "visit",
        location = new { lng = 113.6553, lat = 34.7502, address = "15号门前" },
    })).ShouldBeCreated();

    [Fact]
    public async Task Each_field_that_is_given_changes_and_the_event_keeps_what_it_was()
    {
        var street = await TestStreet.New();
        var filed = await Filed(street);
        var amended = (await (await street.Dispatcher()).Do(filed, "amend", new
        {
            category = StreetLight, urgency = "urgent", source = "hotline", description = "路灯不亮",
            location = new { lng = 113.66, lat = 34.75, coordSys = "gcj02", address = "二道街16号" }, reason = "误报为绿化",
        })).ShouldBeOk();
        amended.Version.ShouldBe(filed.Version + 1);
        ((string)amended["category"]!, (string)amended["urgency"]!, (string)amended["source"]!,
            (string)amended["description"]!, (string)amended["status"]!, (string)amended["number"]!)
            .ShouldBe((StreetLight, "urgent", "hotline", "路灯不亮", "submitted", (string)filed["number"]!));
        ((string)amended["categoryName"]!).ShouldNotBe((string)filed["categoryName"]!);
        ((string)amended["location"]!["address"]!, (double)amended["location"]!["sent"]!["lng"]!).ShouldBe(("二道街16号", 113.66));
        ((double)amended["location"]!["lng"]!).ShouldNotBe(113.66);
        (await (await street.Worker()).Get($"/v1/tickets/{filed.Id}")).ShouldBeOk().Text.ShouldBe(amended.Text);

        var last = await LastEvent(street, filed.Id);
        ((string)last["action"]!, (string)last["reason"]!, (string?)last["from"], (string)last["post"]!)
            .ShouldBe(("amend", "误报为绿化", null, "dispatcher"));
        var details = last["details"]!;
        ((string)details["was"]!["category"]!, (string)details["now"]!["category"]!, (string)details["was"]!["urgency"]!,
            (string)details["now"]!["source"]!, (string)details["formerDescription"]!, (string)details["description"]!,
            (string)details["formerAddress"]!, (double)details["formerLocation"]!["lng"]!)
            .ShouldBe((TicketSteps.Greenery, StreetLight, "routine", "hotline", "行道树倾斜", "路灯不亮", "15号门前", 113.6553));

        // Only the address, then only the coordinates.
        var addressed = (await (await street.Dispatcher()).Do(amended, "amend",
            new { location = new { address = "二道街17号" }, reason = "门牌有误" })).ShouldBeOk();
        ((string)addressed["location"]!["address"]!, (double)addressed["location"]!["lng"]!)
            .ShouldBe(("二道街17号", (double)amended["location"]!["lng"]!));
        var located = (await (await street.Dispatcher()).Do(addressed, "amend",
            new { location = new { lng = 113.7, lat = 34.7 }, reason = "定位有误" })).ShouldBeOk();
        ((string)located["location"]!["address"]!, (double)located["location"]!["lng"]!).ShouldBe(("二道街17号", 113.7));
    }

    [Fact]
    public async Task It_needs_a_version_a_reason_and_something_that_differs()
    {
        var street = await TestStreet.New();
        var (dispatcher, filed) = (await street.Dispatcher(), await Filed(street));
        (await dispatcher.Do(filed, "amend", new { category = StreetLight })).ShouldFault("/reason", "required");
        (await dispatcher.Post($"/v1/tickets/{filed.Id}/amend", new { urgency = "urgent", reason = "x" }))
            .ShouldRefuse(HttpStatusCode.PreconditionRequired, "if-match-required");
        (await dispatcher.Post($"/v1/tickets/{filed.Id}/amend", new { urgency = "urgent", reason = "x" }, filed.Version + 1))
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        foreach (var same in new object[]
        {
            new { reason = "x" }, new { category = TicketSteps.Greenery, reason = "x" }, new { description = "行道树倾斜", reason = "x" },
            new { grid = street.Grid, source = "visit", location = new { address = "15号门前" }, reason = "x" },
        })
        {
            (await dispatcher.Do(filed, "amend", same)).ShouldRefuse(HttpStatusCode.Conflict, "nothing-to-amend");
        }
        (await dispatcher.Do(filed, "amend", new { description = " ", reason = "x" })).ShouldFault("/description", "required");
        foreach (var (body, code) in new (object, string)[]
        {
            (new { category = "9999", reason = "x" }, "unknown-category"), (new { category = "01", reason = "x" }, "category-not-leaf"),
            (new { grid = TestStreet.OutsideGrid, reason = "x" }, "grid-outside-scope"),
            (new { grid = "989898989", reason = "x" }, "grid-outside-scope"),
        })
        {
            (await dispatcher.Do(filed, "amend", body)).ShouldRefuse(HttpStatusCode.BadRequest, code);
        }
        (await (await street.CountyDispatcher()).Do(filed, "amend", new { grid = street.County, reason = "x" }))
            .ShouldRefuse(HttpStatusCode.BadRequest, "not-a-grid");
        var key = Caller.NewKey();
        var body1 = new { urgency = "urgent", reason = "x" };
        var once = (await dispatcher.Post($"/v1/tickets/{filed.Id}/amend", body1, filed.Version, key)).ShouldBeOk();
        (await dispatcher.Post($"/v1/tickets/{filed.Id}/amend", body1, filed.Version, key)).ShouldBeOk().Text.ShouldBe(once.Text);
    }

    [Fact]
    public async Task Its_filer_amends_until_it_is_accepted_and_whoever_may_accept_it_until_it_ends()
    {
        var street = await TestStreet.New();
        var (worker, filed) = (await street.Worker(), await Filed(street));
        object Body(string words) => new { description = words, reason = "补充" };
        (await CodeOf(worker, filed.Id)).ShouldBeNull();
        (await CodeOf(await street.Officer(), filed.Id)).ShouldBe("not-the-amender");
        (await (await street.Officer()).Do(filed, "amend", Body("甲"))).ShouldRefuse(HttpStatusCode.Forbidden, "not-the-amender");
        (await (await street.Supervisor()).Do(filed, "amend", Body("甲"))).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.OtherWorker()).Do(filed, "amend", Body("甲"))).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        var own = (await worker.Do(filed, "amend", Body("乙"))).ShouldBeOk();
        (await worker.Do(own, "amend", new { grid = street.NextGrid, reason = "x" }))
            .ShouldRefuse(HttpStatusCode.BadRequest, "grid-outside-scope");
        var verifying = (await (await street.Dispatcher()).Do(own, "verify",
            new { verifierId = street.PersonId("worker").ToString(), question = "?" })).ShouldBeOk();
        var verified = (await worker.Do(verifying, "amend", Body("丙"))).ShouldBeOk();
        ((string)verified["status"]!).ShouldBe("verifying");

        var accepted = (await (await street.Dispatcher()).Do(verified, "accept")).ShouldBeOk();
        (await CodeOf(worker, filed.Id)).ShouldBe("not-the-amender");
        (await worker.Do(accepted, "amend", Body("丁"))).ShouldRefuse(HttpStatusCode.Forbidden, "not-the-amender");
        var byHead = (await (await street.Head3()).Do(accepted, "amend", Body("戊"))).ShouldBeOk();
        var escalated = (await (await street.Head3()).Do(byHead, "escalate", new { reason = "x" })).ShouldBeOk();
        (await (await street.Head3()).Do(escalated, "amend", Body("己"))).ShouldRefuse(HttpStatusCode.Forbidden, "not-the-amender");
        (await (await street.Head2()).Do(escalated, "amend", Body("己"))).ShouldBeOk();

        var closed = await street.Closed();
        (await (await street.Dispatcher()).Do(closed, "amend", Body("庚")))
            .ShouldRefuse(HttpStatusCode.Conflict, "action-not-allowed-in-status");
    }

    [Fact]
    public async Task In_another_grid_scope_level_alerts_and_requests_follow()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        var moved = (await dispatcher.Do(await Filed(street), "amend", new { grid = street.OtherGrid, reason = "网格有误" })).ShouldBeOk();
        ((string)moved["grid"]!["code"]!, (int)moved["handlingLevel"]!).ShouldBe((street.OtherGrid, 3));
        (await (await street.Worker()).Get($"/v1/tickets/{moved.Id}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.OtherWorker()).Get($"/v1/tickets/{moved.Id}")).ShouldBeOk();
        (await Kinds(await street.Head1())).ShouldContain("amended");
        (await (await street.Head2()).Get($"/v1/tickets/{moved.Id}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");

        // Not escalated, it is handled at the level of its grid; escalated, it stays where it was.
        var above = (await dispatcher.Do(moved, "amend", new { grid = street.Community, reason = "跨网格" })).ShouldBeOk();
        ((int)above["handlingLevel"]!).ShouldBe(2);
        var accepted = (await dispatcher.Do(above, "accept")).ShouldBeOk();
        accepted = (await dispatcher.Do(accepted, "amend", new { grid = street.OtherGrid, reason = "在该网格" })).ShouldBeOk();
        ((int)accepted["handlingLevel"]!).ShouldBe(2, "it is accepted at the level of the community");
        accepted = (await dispatcher.Do(accepted, "amend", new { grid = street.Grid, reason = "在本网格" })).ShouldBeOk();
        var escalated = (await (await street.Head2()).Do(accepted, "escalate", new { reason = "x" })).ShouldBeOk();
        var back = (await dispatcher.Do(escalated, "amend", new { grid = street.NextGrid, reason = "在邻格" })).ShouldBeOk();
        ((int)back["handlingLevel"]!).ShouldBe(1);

        var handled = await street.Processing();
        (await (await street.Officer()).Post(
            $"/v1/tickets/{handled.Id}/request-extension", new { reason = "雨" }, handled.Version)).ShouldBeCreated();
        var current = (await dispatcher.Get($"/v1/tickets/{handled.Id}")).ShouldBeOk();
        (await dispatcher.Do(current, "amend", new { grid = street.NextGrid, reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "handler-outside-grid");
        (await dispatcher.Do(current, "amend",
            new { grid = street.NextGrid, handlerId = street.PersonId("head1").ToString(), reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "handler-outside-grid");
        (await dispatcher.Do(current, "amend",
            new { urgency = "urgent", handlerId = street.PersonId("instructor").ToString(), reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "handler-not-replaced-here");
        var replaced = (await dispatcher.Do(current, "amend",
            new { grid = street.NextGrid, handlerId = street.PersonId("instructor").ToString(), reason = "x" })).ShouldBeOk();
        ((string)replaced["status"]!, (string)replaced["handler"]!["id"]!, replaced["pendingRequest"])
            .ShouldBe(("processing", street.PersonId("instructor").ToString(), null));
        (await Kinds(await street.Instructor())).ShouldBe(["assigned"]);
        (await Kinds(await street.Officer())).ShouldContain("reassigned");
        // The instructor of the street handles tickets of every grid in it.
        var kept = (await dispatcher.Do(replaced, "amend", new { grid = street.OtherGrid, reason = "x" })).ShouldBeOk();
        ((string)kept["handler"]!["id"]!).ShouldBe(street.PersonId("instructor").ToString());
        (await (await street.Instructor()).Do(kept, "resolve", new { result = "办结" })).ShouldBeOk();
    }

    [Fact]
    public async Task A_verifier_or_participant_of_the_former_grid_is_named_and_refused()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        var verifying = (await dispatcher.Do(await Filed(street), "verify",
            new { verifierId = street.PersonId("worker").ToString(), question = "?" })).ShouldBeOk();
        (await dispatcher.Do(verifying, "amend", new { grid = street.NextGrid, reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "verifier-outside-grid");

        var accepted = await street.Accepted();
        var joint = (await dispatcher.Post($"/v1/tickets/{accepted.Id}/joint-actions",
            new { purpose = "联合", participants = new[] { new { personId = street.PersonId("officer").ToString() } } }, accepted.Version))
            .ShouldBeCreated();
        var current = (await dispatcher.Get($"/v1/tickets/{accepted.Id}")).ShouldBeOk();
        (await dispatcher.Do(current, "amend", new { grid = street.NextGrid, reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "participant-outside-grid");
        (await dispatcher.Post($"/v1/tickets/{accepted.Id}/joint-actions/{joint.Id}/excuse",
            new { personId = street.PersonId("officer").ToString(), reason = "不在本网格" }, current.Version)).ShouldBeOk();
        current = (await dispatcher.Get($"/v1/tickets/{accepted.Id}")).ShouldBeOk();
        (await dispatcher.Do(current, "amend", new { grid = street.NextGrid, reason = "x" })).ShouldBeOk();
    }
}
