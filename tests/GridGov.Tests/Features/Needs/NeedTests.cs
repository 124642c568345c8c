using System.Net;
using GridGov.Tests.Features.Places;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;
using static GridGov.Tests.Features.Needs.NeedSteps;

namespace GridGov.Tests.Features.Needs;

/// <summary>Needs are submitted, published, edited and closed by whom they concern.</summary>
public class NeedTests
{
    [Fact]
    public async Task A_need_is_submitted_published_claimed_served_confirmed_and_closes_by_itself_with_its_history()
    {
        var street = await TestStreet.New();
        var (worker, officer, dispatcher) = (await street.Worker(), await street.Officer(), await street.Dispatcher());
        var need = await street.Submitted();
        need.Header("Location").ShouldBe($"{NeedPath}/{need.Id}");
        (need.Status(), (string)need["grid"]!["code"]!, (bool)need["hasContact"]!, (string)need["contact"]!["name"]!,
            (string)need["contact"]!["phone"]!).ShouldBe(("submitted", street.Grid, true, "王**", "138****0001"));
        (await worker.Allowed($"{NeedPath}/{need.Id}")).ShouldBe(["edit", "withdraw"]);
        (await dispatcher.Allowed($"{NeedPath}/{need.Id}")).ShouldBe(["edit", "publish", "decline", "file_ticket"]);
        need = (await dispatcher.Post($"{NeedPath}/{need.Id}/publish", new { slots = 2, claimBy = Today.AddDays(3).Text() }, need.Version))
            .ShouldBeOk();
        (need.Status(), (int)need["slots"]!, (string)need["claimBy"]!).ShouldBe(("open", 2, Today.AddDays(3).Text()));
        (await officer.Allowed($"{NeedPath}/{need.Id}")).ShouldBe(["claim"]);
        var (one, two) = (await officer.Claim(need), await worker.Claim(need));
        one.Header("Location").ShouldBe($"{ClaimPath}/{one.Id}");
        (await officer.Get($"{NeedPath}/{need.Id}")).Status().ShouldBe("taken");
        (await officer.Allowed($"{ClaimPath}/{one.Id}")).ShouldBe(["start", "release"]);
        one = (await officer.Act(one, "start")).ShouldBeOk();
        (await officer.Post($"{ClaimPath}/{one.Id}/records", new { note = "已陪同" }, one.Version)).ShouldBeCreated();
        one = (await officer.Get($"{ClaimPath}/{one.Id}")).ShouldBeOk();
        ((int)one["records"]!, one["owed"]).ShouldBe((1, null), "it does not continue");
        (await worker.Get($"{ClaimPath}/{one.Id}/records")).Items().Select(each => (string)each!["note"]!).ShouldBe(["已陪同"]);
        one = (await officer.Act(one, "report-done")).ShouldBeOk();
        (await worker.Act(one, "confirm")).ShouldBeOk().Status().ShouldBe("confirmed");
        (await officer.Get($"{NeedPath}/{need.Id}")).Status().ShouldBe("taken");
        (await dispatcher.Act(await worker.Served(two), "confirm")).ShouldBeOk();
        var closed = (await worker.Get($"{NeedPath}/{need.Id}")).ShouldBeOk();
        (closed.Status(), (string)closed["closing"]!, (int)closed["confirmed"]!, closed["closedAt"] is null)
            .ShouldBe(("closed", "fulfilled", 2, false));
        (await worker.Allowed($"{NeedPath}/{need.Id}")).ShouldBeEmpty();
        var events = await worker.Get($"{NeedPath}/{need.Id}/events");
        events.Items().Select(each => (string)each!["action"]!).ShouldBe(["submit", "publish", "fill", "fulfil"]);
        events.Text.ShouldNotContain("陪护");
        var acts = await worker.Get($"{ClaimPath}/{one.Id}/events");
        acts.Items().Select(each => (string)each!["action"]!).ShouldBe(["claim", "start", "record", "report_done", "confirm"]);
        acts.Text.ShouldNotContain("陪同");
        (await street.App.NeedDifferences()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_a_need_is_refused()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        Task<Answer> Submit(object changes) => worker.Post(NeedPath, Draft(street, changes));
        (await Submit(new { title = " " })).ShouldFault("/title", "required");
        (await Submit(new { title = new string('长', 101) })).ShouldFault("/title", "too_long");
        (await Submit(new { slots = 0 })).ShouldFault("/slots", "out_of_range");
        (await Submit(new { slots = 1001 })).ShouldFault("/slots", "out_of_range");
        (await Submit(new { claimBy = Today.AddDays(-1).Text() })).ShouldFault("/claimBy", "out_of_range");
        (await Submit(new { fromDay = "2026-03-02", toDay = "2026-03-01" })).ShouldFault("/toDay", "out_of_range");
        (await Submit(new { toDay = "2026-03-01" })).ShouldFault("/fromDay", "required");
        (await Submit(new { continuing = true })).ShouldFault("/cycle", "invalid");
        (await Submit(new { cycle = "week" })).ShouldFault("/cycle", "invalid");
        (await Submit(new { contact = new { phone = "x" } })).ShouldFault("/contact/phone", "wrong_format");
        (await Submit(new { grid = street.OtherGrid })).ShouldFault("/grid", "need-grid-not-usable", "need-grid-not-usable");
        (await Submit(new { placeId = street.PersonId("worker").ToString() })).ShouldFault("/placeId", "unknown-place", "unknown-place");
        (await Submit(new { groupId = street.PersonId("worker").ToString() }))
            .ShouldFault("/groupId", "need-group-not-usable", "need-group-not-usable");
        (await worker.Post(NeedPath, Draft(street), key: "")).ShouldRefuse(HttpStatusCode.BadRequest, "idempotency-key-required");
        (await (await street.Department()).Post(NeedPath, Draft(street))).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Inspector()).Post(NeedPath, Draft(street))).ShouldBeCreated();
        var key = Caller.NewKey();
        var first = (await worker.Post(NeedPath, Draft(street), key: key)).ShouldBeCreated();
        (await worker.Post(NeedPath, Draft(street), key: key)).ShouldBeCreated().Id.ShouldBe(first.Id, "a repeat submits no second one");
    }

    [Fact]
    public async Task It_is_edited_by_whom_it_concerns_and_a_published_one_keeps_what_claims_go_by()
    {
        var street = await TestStreet.New();
        var (worker, dispatcher) = (await street.Worker(), await street.Dispatcher());
        var need = await street.Submitted();
        Task<Answer> Edit(Caller by, object changes, long version) => by.Patch($"{NeedPath}/{need.Id}", changes, version);
        (await Edit(await street.Officer(), new { slots = 3 }, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "not-for-this-need");
        (await Edit(worker, new { title = "陪护" }, 9)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await worker.Patch($"{NeedPath}/{need.Id}", new { title = "陪护" })).Status.ShouldBe((HttpStatusCode)428);
        var edited = (await Edit(worker, new
        {
            kind = "goods", title = "轮椅", description = "", slots = 3,
            continuing = true, cycle = "month"
        }, 1))
            .ShouldBeOk();
        ((string)edited["kind"]!, (string)edited["title"]!, edited["description"], (string)edited["cycle"]!, edited.Version)
            .ShouldBe(("goods", "轮椅", null, "month", 2));
        (await Edit(worker, new { title = "轮椅", contact = new { name = "王小明", phone = Phone } }, 2)).ShouldBeOk().Version
            .ShouldBe(2, "equal values are no change");
        edited = (await Edit(worker, new { contact = new { } }, 2)).ShouldBeOk();
        ((bool)edited["hasContact"]!, edited["contact"]).ShouldBe((false, null));
        (await Edit(worker, new { continuing = false, cycle = "week" }, 3)).ShouldFault("/cycle", "invalid");
        (await Edit(worker, new { grid = street.OtherGrid }, 3)).ShouldFault("/grid", "need-grid-not-usable", "need-grid-not-usable");
        (await dispatcher.Post($"{NeedPath}/{need.Id}/publish", null, 3)).ShouldBeOk();
        (await Edit(dispatcher, new { kind = "venue" }, 4)).ShouldRefuse(HttpStatusCode.Conflict, "need-already-published");
        (await (await street.Officer()).Claim(need)).ShouldBeCreated();
        await worker.Claim(need);
        (await Edit(dispatcher, new { slots = 1 }, 4)).ShouldRefuse(HttpStatusCode.Conflict, "slots-below-claims");
        (await Edit(dispatcher, new { slots = 2 }, 4)).ShouldBeOk().Status().ShouldBe("taken");
        (await Edit(dispatcher, new { slots = 3 }, 6)).ShouldRefuse(HttpStatusCode.Conflict, "need-taken");
        (await street.App.NeedDifferences()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_empty_text_removes_what_a_need_can_be_without()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var place = await street.Place("活动室", "venue");
        var need = await street.Submitted(new { placeId = place.Id, fromDay = "2026-03-01", toDay = "2026-03-31" });
        Task<Answer> Edit(object changes, long version) => worker.Patch($"{NeedPath}/{need.Id}", changes, version);
        (await Edit(new { fromDay = "" }, 1)).ShouldFault("/fromDay", "required");
        (await Edit(new { toDay = "2026-02-28" }, 1)).ShouldFault("/toDay", "out_of_range");
        (await Edit(new { toDay = "31.3.2026" }, 1)).ShouldFault("/toDay", "wrong_format");
        (await Edit(new { placeId = "x" }, 1)).ShouldFault("/placeId", "wrong_format");
        (await Edit(new { placeId = street.PersonId("worker").ToString() }, 1)).ShouldFault("/placeId", "unknown-place", "unknown-place");
        (await Edit(new { title = "" }, 1)).ShouldFault("/title", "required");
        var edited = (await Edit(new { toDay = "", placeId = "" }, 1)).ShouldBeOk();
        ((string?)edited["fromDay"], edited["toDay"], edited["place"], edited.Version).ShouldBe(("2026-03-01", null, null, 2));
        edited = (await Edit(new { fromDay = "", description = "" }, 2)).ShouldBeOk();
        (edited["fromDay"], edited["description"], edited.Version).ShouldBe((null, null, 3));
        (await Edit(new { fromDay = "", toDay = "", placeId = "", description = "" }, 3)).ShouldBeOk().Version
            .ShouldBe(3, "there is nothing left");
        edited = (await Edit(new { fromDay = "2026-04-01", toDay = "2026-04-02", placeId = place.Id }, 3)).ShouldBeOk();
        ((string)edited["toDay"]!, (string)edited["place"]!["id"]!).ShouldBe(("2026-04-02", place.Id));
        (await street.App.NeedDifferences()).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_declined_withdrawn_or_closed_by_hand_with_what_goes_on()
    {
        var street = await TestStreet.New();
        var (worker, officer, dispatcher) = (await street.Worker(), await street.Officer(), await street.Dispatcher());
        var declined = await street.Submitted();
        (await worker.ActOn(declined, "decline", new { reason = "x" })).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await dispatcher.ActOn(declined, "decline", new { reason = " " })).ShouldFault("/reason", "required");
        var answer = (await dispatcher.ActOn(declined, "decline", new { reason = "已有同类需求" })).ShouldBeOk();
        ((string)answer["closing"]!, (string)answer["reason"]!).ShouldBe(("declined", "已有同类需求"));
        (await dispatcher.ActOn(declined, "publish")).ShouldRefuse(HttpStatusCode.Conflict, "need-closed");

        var withdrawn = await street.Published();
        var claim = await officer.Claim(withdrawn);
        (await dispatcher.ActOn(withdrawn, "decline", new { reason = "x" })).ShouldRefuse(HttpStatusCode.Conflict, "need-taken");
        (await dispatcher.ActOn(withdrawn, "withdraw", new { reason = "x" })).ShouldRefuse(HttpStatusCode.Forbidden, "not-for-this-need");
        ((string)(await worker.ActOn(withdrawn, "withdraw", new { reason = "已解决" })).ShouldBeOk()["closing"]!).ShouldBe("withdrawn");
        claim = (await officer.Get($"{ClaimPath}/{claim.Id}")).ShouldBeOk();
        (claim.Status(), (string)claim["reason"]!).ShouldBe(("released", "该需求已撤回。"));

        var partly = await street.Published(new { slots = 2 });
        (await dispatcher.ActOn(partly, "close")).ShouldRefuse(HttpStatusCode.Conflict, "nothing-confirmed");
        var served = await officer.Served(await officer.Claim(partly));
        (await dispatcher.ActOn(partly, "close")).ShouldRefuse(HttpStatusCode.Conflict, "need-has-claims");
        (await dispatcher.Act(served, "confirm")).ShouldBeOk();
        (await worker.ActOn(partly, "withdraw", new { reason = "x" })).ShouldRefuse(HttpStatusCode.Conflict, "claim-confirmed-already");
        (await worker.ActOn(partly, "close")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        ((string)(await dispatcher.ActOn(partly, "close")).ShouldBeOk()["closing"]!).ShouldBe("fulfilled");
        (await dispatcher.Post($"{NeedPath}/{(await street.Submitted()).Id}/close", null, 1))
            .ShouldRefuse(HttpStatusCode.Conflict, "need-not-published");
        (await street.App.NeedDifferences()).ShouldBeEmpty();
    }
}
