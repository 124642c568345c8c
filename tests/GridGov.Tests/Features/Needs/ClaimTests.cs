using System.Net;
using GridGov.Security;
using GridGov.Tests.Features.GoingOut;
using GridGov.Tests.Leaks;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;
using static GridGov.Tests.Features.Needs.NeedSteps;

namespace GridGov.Tests.Features.Needs;

/// <summary>Who claims serves, and somebody else decides whether it is done.</summary>
public class ClaimTests
{
    [Fact]
    public async Task Ones_own_groups_need_cannot_be_claimed_and_nobody_confirms_the_own_claim()
    {
        var street = await TestStreet.New();
        var (worker, dispatcher) = (await street.Worker(), await street.Dispatcher());
        var (owner, leader) = await street.Team(name: "党小组");
        var (team, volunteer) = await street.Team();
        // Acts for both groups.
        var both = await street.App.Db.Write(tx => TestStreet.AddPerson(tx, "both", street.Street));
        await street.Join(owner, both, "liaison");
        await street.Join(team, both, "liaison");
        var caller = await street.App.CallerFor(both);
        var need = await street.Published(new { groupId = owner, grid = (string?)null }, leader);
        ((string)need["group"]!["id"]!, (string)need["grid"]!["code"]!).ShouldBe((owner, street.Grid));
        (await leader.Post($"{NeedPath}/{need.Id}/claims", new { groupId = owner })).ShouldRefuse(HttpStatusCode.Forbidden, "own-need");
        (await caller.Post($"{NeedPath}/{need.Id}/claims", new { groupId = team })).ShouldRefuse(HttpStatusCode.Forbidden, "own-need");
        (await volunteer.Post($"{NeedPath}/{need.Id}/claims", new { groupId = owner }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "cannot-claim-for-group");
        (await volunteer.Post($"{NeedPath}/{need.Id}/claims", new { })).ShouldRefuse(HttpStatusCode.Forbidden, "no-claiming-post");
        (await dispatcher.Post($"{NeedPath}/{need.Id}/claims", new { })).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var claim = await volunteer.Served(await volunteer.Claim(need, team));
        (await leader.Get($"{ClaimPath}/{claim.Id}")).ShouldBeOk();
        (await volunteer.Act(claim, "confirm")).ShouldRefuse(HttpStatusCode.Forbidden, "own-claim");
        (await caller.Act(claim, "confirm")).ShouldRefuse(HttpStatusCode.Forbidden, "own-claim");
        (await worker.Act(claim, "confirm")).ShouldRefuse(HttpStatusCode.Forbidden, "not-for-this-need");
        // By a post that publishes, and by an API key, it is still the own group's claim.
        await StreetMembers.Appoint(street.App, both, PostKind.Dispatcher, street.Street);
        (await (await street.App.CallerFor(both)).Act(claim, "confirm")).ShouldRefuse(HttpStatusCode.Forbidden, "own-claim");
        (await leader.Act(claim, "dispute", new { reason = "还差一次" })).ShouldBeOk().Status().ShouldBe("serving");
        claim = (await leader.Get($"{ClaimPath}/{claim.Id}")).ShouldBeOk();
        ((int)claim["disputes"]!, (string)claim["reason"]!).ShouldBe((1, "还差一次"));
        claim = (await volunteer.Act(claim, "report-done")).ShouldBeOk();
        (await leader.Act(claim, "confirm", null)).ShouldBeOk().Status().ShouldBe("confirmed");
        (await volunteer.Act((await volunteer.Get($"{ClaimPath}/{claim.Id}")).ShouldBeOk(), "release", new { reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "claim-confirmed-already");
        (await street.App.Differences()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_API_key_of_who_acts_for_the_claiming_group_does_not_confirm()
    {
        var street = await TestStreet.New();
        var (team, volunteer) = await street.Team();
        await street.Join(team, street.PersonId("dispatcher"), "liaison");
        var key = await StreetMembers.WithKey(street, "dispatcher", PostKind.Dispatcher, street.Street);
        var need = await street.Published();
        var claim = await volunteer.Served(await volunteer.Claim(need, team));
        (await key.Caller.Act(claim, "confirm")).ShouldRefuse(HttpStatusCode.Forbidden, "own-claim");
        (await (await street.Dispatcher()).Act(claim, "confirm")).ShouldRefuse(HttpStatusCode.Forbidden, "own-claim");
        // Who submitted it confirms.
        (await (await street.Worker()).Act(claim, "confirm")).ShouldBeOk();
    }

    [Fact]
    public async Task Of_two_at_once_for_the_last_slot_one_gets_it()
    {
        var street = await TestStreet.New();
        var (worker, officer) = (await street.Worker(), await street.Officer());
        for (var i = 0; i < 5; i++)
        {
            var need = await street.Published();
            var answers = await Task.WhenAll(new[] { worker, officer }.Select(each => each.Post($"{NeedPath}/{need.Id}/claims", new { })));
            answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
            answers.Single(answer => answer.Status != HttpStatusCode.Created).ShouldRefuse(HttpStatusCode.Conflict, "need-taken");
        }
        (await street.App.Differences()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_release_frees_the_slot_and_opens_the_need_again()
    {
        var street = await TestStreet.New();
        var (worker, officer, dispatcher) = (await street.Worker(), await street.Officer(), await street.Dispatcher());
        var need = await street.Published();
        var claim = await officer.Claim(need);
        (await officer.Post($"{NeedPath}/{need.Id}/claims", new { })).ShouldRefuse(HttpStatusCode.Conflict, "need-taken");
        (await worker.Act(claim, "release", new { reason = "x" })).ShouldRefuse(HttpStatusCode.Forbidden, "not-your-claim");
        (await worker.Act(claim, "start")).ShouldRefuse(HttpStatusCode.Forbidden, "not-your-claim");
        (await officer.Act(claim, "release", new { reason = " " })).ShouldFault("/reason", "required");
        (await officer.Post($"{ClaimPath}/{claim.Id}/start", null, 7)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await officer.Post($"{ClaimPath}/{claim.Id}/start", null)).Status.ShouldBe((HttpStatusCode)428);
        var released = (await officer.Act(claim, "release", new { reason = "人手不足" })).ShouldBeOk();
        (released.Status(), (string)released["reason"]!, (await officer.Get($"{NeedPath}/{need.Id}")).Status())
            .ShouldBe(("released", "人手不足", "open"));
        var again = await officer.Claim(need);
        // Who publishes frees a slot too.
        (await dispatcher.Act(again, "release", new { reason = "无人上门" })).ShouldBeOk();
        (await officer.Act(released, "start")).ShouldRefuse(HttpStatusCode.Conflict, "claim-released-already");
        await worker.Claim(need);
        (await worker.Get($"{ClaimPath}?need={need.Id}&status=released&count=true"))["count"]!.GetValue<long>().ShouldBe(2);
        (await worker.Get($"{ClaimPath}?need={need.Id}&mine=true")).Items().Count.ShouldBe(1);
        (await worker.Get($"{NeedPath}/{need.Id}/events")).Items().Select(each => (string)each!["action"]!)
            .ShouldBe(["submit", "publish", "fill", "free", "fill", "free", "fill"]);
        (await street.App.Differences()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_group_claims_once_with_an_offer_of_its_own_and_an_unpublished_need_not_at_all()
    {
        var street = await TestStreet.New();
        var (team, volunteer) = await street.Team();
        var (other, stranger) = await street.Team(name: "企业");
        var (_, elsewhere) = await street.Team(street.OtherGrid);
        var need = await street.Published(new { slots = 3 });
        var offer = (await stranger.Post(OfferPath, new { kind = "service", title = "义诊", groupId = other })).ShouldBeCreated();
        var own = (await volunteer.Post(OfferPath, new { kind = "service", title = "陪护", groupId = team })).ShouldBeCreated();
        Task<Answer> Claim(object body) => volunteer.Post($"{NeedPath}/{need.Id}/claims", body);
        (await Claim(new { groupId = team, offerId = offer.Id })).ShouldFault("/offerId", "unknown-offer", "unknown-offer");
        ((string)(await Claim(new { groupId = team, offerId = own.Id })).ShouldBeCreated()["offerId"]!).ShouldBe(own.Id);
        (await Claim(new { groupId = team })).ShouldRefuse(HttpStatusCode.Conflict, "already-claimed");
        (await elsewhere.Post($"{NeedPath}/{need.Id}/claims", new { })).Status.ShouldBe(HttpStatusCode.NotFound);
        var unpublished = await street.Submitted();
        (await volunteer.Post($"{NeedPath}/{unpublished.Id}/claims", new { groupId = team })).Status.ShouldBe(HttpStatusCode.NotFound);
        (await (await street.Officer()).Post($"{NeedPath}/{unpublished.Id}/claims", new { }))
            .ShouldRefuse(HttpStatusCode.Conflict, "need-not-published");
    }

    [Fact]
    public async Task A_continuing_need_owes_a_record_in_each_cycle_and_stays_taken_until_it_is_closed()
    {
        var clock = TestClock.Starting("2026-03-04T09:00:00");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        var need = await street.Published(new { continuing = true, cycle = "week" });
        var officer = await street.Officer();
        var claim = (await officer.Act(await officer.Claim(need), "start")).ShouldBeOk();
        ((int)claim["owed"]!["cycles"]!, (string)claim["owed"]!["first"]!, (string)claim["owed"]!["last"]!)
            .ShouldBe((1, "2026-03-02", "2026-03-08"));
        clock.Move(TimeSpan.FromDays(7));
        officer = await street.SignedInAgain("officer");
        Task<Answer> Record(object body, long version) => officer.Post($"{ClaimPath}/{claim.Id}/records", body, version);
        (await Record(new { day = "2026-03-12" }, 2)).ShouldFault("/day", "out_of_range");
        (await Record(new { day = "2026-03-03" }, 2)).ShouldFault("/day", "out_of_range");
        ((string)(await Record(new { note = "已上门" }, 2)).ShouldBeCreated()["cycleDay"]!).ShouldBe("2026-03-09");
        claim = (await officer.Get($"{ClaimPath}/{claim.Id}")).ShouldBeOk();
        ((int)claim["owed"]!["cycles"]!, (string)claim["owed"]!["first"]!).ShouldBe((1, "2026-03-02"), "the first week is still owed");
        (await officer.Get($"{NeedPath}?owing=true")).Ids().ShouldBe([need.Id]);
        (await officer.Get($"{ClaimPath}?owing=true&mine=true")).Ids().ShouldBe([claim.Id]);
        (await Record(new { day = "2026-03-05" }, 3)).ShouldBeCreated();
        (await officer.Get($"{ClaimPath}/{claim.Id}"))["owed"].ShouldBeNull();
        (await officer.Get($"{NeedPath}?owing=true")).Ids().ShouldBeEmpty();
        (await officer.Get($"{NeedPath}?owing=false")).Ids().ShouldBe([need.Id]);
        clock.Move(TimeSpan.FromDays(7));
        officer = await street.SignedInAgain("officer");
        var head = await street.SignedInAgain("head3");
        claim = (await officer.Get($"{ClaimPath}/{claim.Id}")).ShouldBeOk();
        ((int)claim["owed"]!["cycles"]!, (string)claim["owed"]!["first"]!).ShouldBe((1, "2026-03-16"));
        claim = (await officer.Act(claim, "report-done")).ShouldBeOk();
        (await Record(new { }, claim.Version)).ShouldRefuse(HttpStatusCode.Conflict, "claim-done-already");
        (await head.Act(claim, "confirm")).ShouldBeOk();
        (await head.Get($"{NeedPath}/{need.Id}")).Status().ShouldBe("taken", "it goes on until it is closed");
        ((string)(await head.ActOn(need, "close")).ShouldBeOk()["closing"]!).ShouldBe("fulfilled");
        (await app.Differences()).ShouldBeEmpty();
    }
}
