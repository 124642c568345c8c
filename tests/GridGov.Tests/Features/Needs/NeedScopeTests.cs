using System.Net;
using GridGov.Tests.Features.GoingOut;
using GridGov.Tests.Features.Places;
using static GridGov.Tests.Features.Needs.NeedSteps;

namespace GridGov.Tests.Features.Needs;

/// <summary>Who acts for a group reads its own needs and claims, and what is published in its grid, without contacts and doors.</summary>
public class NeedScopeTests
{
    [Fact]
    public async Task A_representative_reads_the_own_needs_and_the_published_ones_of_the_grid()
    {
        var street = await TestStreet.New();
        var (team, leader) = await street.Team(street.Community);
        var (_, next) = await street.Team(street.NextGrid);
        var (_, elsewhere) = await street.Team(street.OtherGrid);
        var submitted = await street.Submitted();
        var published = await street.Published();
        var own = await street.Submitted(new { groupId = team, grid = street.NextGrid }, leader);
        (await leader.Get(NeedPath)).Ids().ShouldBe([own.Id, published.Id]);
        (await leader.Get($"{NeedPath}?count=true&grid={street.Grid}"))["count"]!.GetValue<long>().ShouldBe(1, "the filter narrows");
        (await leader.Get($"{NeedPath}?mine=true")).Ids().ShouldBe([own.Id]);
        (await leader.Get($"{NeedPath}/{submitted.Id}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await next.Get(NeedPath)).Ids().ShouldBeEmpty("neither of its grid nor published");
        (await elsewhere.Get($"{NeedPath}/{published.Id}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await (await street.Worker()).Get(NeedPath)).Ids().ShouldBe([published.Id, submitted.Id]);
        (await (await street.Outsider()).Get(NeedPath)).Ids().ShouldBeEmpty();
        (await (await street.Department()).Get(NeedPath)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await leader.Post(NeedPath, Draft(street, new { groupId = team, grid = street.OtherGrid })))
            .ShouldFault("/grid", "need-grid-not-usable", "need-grid-not-usable");
        (await leader.Post(NeedPath, Draft(street))).ShouldFault("/grid", "need-grid-not-usable", "need-grid-not-usable");
        // Who sees it only because it is published does not see who submitted it, nor its history.
        var seen = (await leader.Get($"{NeedPath}/{published.Id}")).ShouldBeOk();
        (seen["submittedBy"], seen["contact"], (bool)seen["hasContact"]!).ShouldBe((null, null, true));
        (await leader.Get($"{NeedPath}/{published.Id}/events")).ShouldRefuse(HttpStatusCode.Forbidden, "not-for-this-need");
        (await leader.Get($"{NeedPath}/{own.Id}/events")).Items()[0]!["details"]!["actsFor"]!.GetValue<string>().ShouldBe(team);
        // The end of the membership ends it at once.
        var membership = (await (await street.Head1()).Get($"/v1/memberships?group={team}")).Items()[0]!;
        (await (await street.Head1()).Post($"/v1/memberships/{membership["id"]}/end", new { reason = "换届" }, (long)membership["version"]!))
            .ShouldBeOk();
        (await leader.Get(NeedPath)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }

    [Fact]
    public async Task Another_groups_claim_is_seen_on_ones_own_need_only()
    {
        var street = await TestStreet.New();
        var (owner, leader) = await street.Team(name: "党小组");
        var (team, volunteer) = await street.Team();
        var (_, third) = await street.Team(name: "企业");
        var need = await street.Published(new { groupId = owner }, leader);
        var claim = await volunteer.Claim(need, team);
        foreach (var (caller, sees) in new[] { (leader, true), (volunteer, true), (third, false), (await street.Worker(), true) })
        {
            (await caller.Get(ClaimPath)).Ids().Contains(claim.Id, StringComparer.Ordinal).ShouldBe(sees);
            (await caller.Get($"{ClaimPath}/{claim.Id}")).Status.ShouldBe(sees ? HttpStatusCode.OK : HttpStatusCode.NotFound);
            (await caller.Get($"{ClaimPath}/{claim.Id}/records")).Status.ShouldBe(sees ? HttpStatusCode.OK : HttpStatusCode.NotFound);
            (await caller.Get($"{ClaimPath}/{claim.Id}/actions")).Status.ShouldBe(sees ? HttpStatusCode.OK : HttpStatusCode.NotFound);
            (await caller.Get($"{ClaimPath}/{claim.Id}/events")).Status.ShouldBe(sees ? HttpStatusCode.OK : HttpStatusCode.NotFound);
        }
        ((int)(await third.Get($"{NeedPath}/{need.Id}")).ShouldBeOk()["filled"]!).ShouldBe(1, "that it is taken shows");
    }

    [Fact]
    public async Task The_contact_and_the_door_are_for_the_office_the_own_group_and_who_serves()
    {
        var street = await TestStreet.New();
        var (team, volunteer) = await street.Team();
        var (_, third) = await street.Team(name: "企业");
        var (door, venue) = (await street.Place("2单元501"), await street.Place("活动室", "venue"));
        (await (await street.Head1()).Patch($"/v1/places/{venue.Id}", new { @public = true }, 1)).ShouldBeOk();
        var need = await street.Published(new { placeId = door.Id, slots = 2 });
        Task<Answer> Unmask(Caller caller) => caller.Post($"{NeedPath}/{need.Id}/contact/unmask", new { purpose = "约定时间" });
        (await Unmask(volunteer)).ShouldRefuse(HttpStatusCode.Forbidden, "not-for-this-need");
        (await volunteer.Get($"{NeedPath}/{need.Id}"))["place"].ShouldBeNull();
        (await volunteer.Get($"{NeedPath}?place={door.Id}")).Items().ShouldBeEmpty();
        (await (await street.Worker()).Get($"{NeedPath}?place={door.Id}")).Ids().ShouldBe([need.Id]);
        (await Unmask(await street.Officer())).ShouldRefuse(HttpStatusCode.Forbidden, "not-for-this-need");
        var claim = await volunteer.Claim(need, team);
        (await Unmask(volunteer)).ShouldRefuse(HttpStatusCode.Forbidden, "not-for-this-need");
        claim = (await volunteer.Act(claim, "start")).ShouldBeOk();
        var told = (await Unmask(volunteer)).ShouldBeOk();
        ((string)told["name"]!, (string)told["phone"]!).ShouldBe(("王小明", Phone));
        var seen = (await volunteer.Get($"{NeedPath}/{need.Id}")).ShouldBeOk();
        ((string)seen["place"]!["name"]!, (string)seen["contact"]!["phone"]!).ShouldBe(("2单元501", "138****0001"));
        (await third.Get($"{NeedPath}/{need.Id}"))["place"].ShouldBeNull();
        (await Unmask(third)).ShouldRefuse(HttpStatusCode.Forbidden, "not-for-this-need");
        (await Unmask(await street.Dispatcher())).ShouldBeOk();
        (await (await street.Worker()).Get(NeedPath)).Text.ShouldNotContain("138****", Case.Sensitive, "no list has a contact");
        (await volunteer.Act(claim, "release", new { reason = "x" })).ShouldBeOk();
        (await Unmask(volunteer)).ShouldRefuse(HttpStatusCode.Forbidden, "not-for-this-need");
        (await street.ActionsIn("need", need.Id)).Count(action => action == "unmask_need_contact").ShouldBe(2);
        var open = await street.Published(new { placeId = venue.Id, contact = (object?)null });
        ((string)(await third.Get($"{NeedPath}/{open.Id}"))["place"]!["name"]!).ShouldBe("活动室");
        (await (await street.Dispatcher()).Post($"{NeedPath}/{open.Id}/contact/unmask", new { purpose = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "no-contact");
    }

    [Fact]
    public async Task Offers_are_seen_by_the_groups_of_their_grid_and_changed_by_who_makes_them()
    {
        var street = await TestStreet.New();
        var (team, leader) = await street.Team(street.Street);
        var (_, other) = await street.Team(street.Street, "企业");
        var (_, below) = await street.Team(street.Grid, "党小组");
        var head = await street.Head1();
        var offer = (await leader.Post(OfferPath, new { kind = "venue", title = "会议室", groupId = team, hours = "周末", quantity = 40 }))
            .ShouldBeCreated();
        ((string)offer["grid"]!["code"]!, (string)offer["fromDay"]!).ShouldBe((street.Street, GoingOutSteps.Today.Text()));
        (await other.Get($"{OfferPath}/{offer.Id}")).ShouldBeOk()["createdBy"].ShouldBeNull();
        (await below.Get($"{OfferPath}/{offer.Id}")).Status.ShouldBe(HttpStatusCode.NotFound, "it lies above its grid");
        (await other.Patch($"{OfferPath}/{offer.Id}", new { quantity = 1 }, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "not-for-this-offer");
        (await leader.Patch($"{OfferPath}/{offer.Id}", new { quantity = 50, toDay = "2020-01-01" }, 1))
            .ShouldFault("/toDay", "out_of_range");
        (await leader.Patch($"{OfferPath}/{offer.Id}", new { quantity = 50 }, 9)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        ((int)(await leader.Patch($"{OfferPath}/{offer.Id}", new { quantity = 50 }, 1)).ShouldBeOk()["quantity"]!).ShouldBe(50);
        (await other.Post(OfferPath, new { kind = "venue", title = "x", groupId = team }))
            .ShouldFault("/groupId", "need-group-not-usable", "need-group-not-usable");
        (await (await street.Worker()).Post(OfferPath, new { kind = "venue", title = "x" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await head.Post(OfferPath, new { kind = "venue", title = "x" })).ShouldFault("/grid", "grid-needed", "grid-needed");
        (await head.Get($"{OfferPath}?kind=venue&grid={street.Street}&day={GoingOutSteps.Today.Text()}&q=会议&group={team}&count=true")).Ids()
            .ShouldBe([offer.Id]);
        (await head.Get($"{OfferPath}?day=2020-01-01")).Items().ShouldBeEmpty();
        (await head.Post($"{OfferPath}/{offer.Id}/withdraw", null, 2)).ShouldBeOk();
        (await head.Post($"{OfferPath}/{offer.Id}/withdraw", null, 3)).ShouldRefuse(HttpStatusCode.Conflict, "offer-withdrawn");
        (await head.Get(OfferPath)).Items().ShouldBeEmpty();
        (await head.Get(OfferPath + "?withdrawn=true")).Ids().ShouldBe([offer.Id]);
        (await street.App.NeedDifferences()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Matches_are_ranked_with_reasons_and_tell_nothing_of_a_door()
    {
        var street = await TestStreet.New();
        var (team, leader) = await street.Team(street.Street);
        var head = await street.Head1();
        var near = await street.Place("近", "venue", position: new { lng = 113.6501, lat = 34.75 });
        var far = await street.Place("远", "venue", position: new { lng = 113.67, lat = 34.75 });
        var door = await street.Place("2单元501", position: new { lng = 113.65, lat = 34.75 });
        async Task<string> Offer(object body) => (await head.Post(OfferPath, body)).ShouldBeCreated().Id;
        var wide = await Offer(new { kind = "service", title = "全街道", grid = street.Street });
        var farther = await Offer(new { kind = "service", title = "远处", placeId = far.Id });
        var nearer = await Offer(new { kind = "service", title = "近处", placeId = near.Id });
        await Offer(new { kind = "goods", title = "别类", grid = street.Grid });
        await Offer(new { kind = "service", title = "别处", grid = street.OtherGrid });
        await Offer(new { kind = "service", title = "过期", grid = street.Grid, fromDay = "2020-01-01", toDay = "2020-12-31" });
        var need = await street.Published(new { placeId = door.Id, fromDay = GoingOutSteps.Today.Text() });
        var matches = (await head.Get($"{NeedPath}/{need.Id}/offers")).Items();
        matches.Select(each => (string)each!["offer"]!["id"]!).ShouldBe([nearer, farther, wide]);
        ((int)matches[0]!["metres"]!).ShouldBeInRange(8, 10);
        matches[0]!["reasons"]!.AsArray().Select(each => (string)each!["code"]!)
            .ShouldBe(["same_kind", "same_grid", "days_overlap", "near"]);
        ((string)matches[0]!["reasons"]![3]!["zh"]!).ShouldStartWith("相距");
        (await leader.Get($"{NeedPath}/{need.Id}/offers")).Items()
            .ShouldAllBe(each => each!["metres"] == null, "the door is not shown to it");
        var needs = (await head.Get($"{OfferPath}/{nearer}/needs")).Items();
        needs.Select(each => (string)each!["need"]!["id"]!).ShouldBe([need.Id]);
        ((int)needs[0]!["metres"]!).ShouldBeInRange(8, 10);
        (await leader.Get($"{OfferPath}/{nearer}/needs")).Items()[0]!["metres"].ShouldBeNull();
        (await head.Get($"{OfferPath}?near=113.65,34.75,500")).Ids().ShouldBe([nearer]);
        (await head.Get($"{OfferPath}?near=113.65")).ShouldFault("/near", "wrong_format");
        await leader.Claim(need, team);
        (await head.Get($"{OfferPath}/{nearer}/needs")).Items().ShouldBeEmpty("a taken need waits for nobody");
    }
}
