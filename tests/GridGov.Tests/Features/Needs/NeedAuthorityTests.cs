using System.Net;
using GridGov.Tests.Features.GoingOut;
using static GridGov.Tests.Features.Needs.NeedSteps;

namespace GridGov.Tests.Features.Needs;

/// <summary>Nobody gets by a detour what they may not do.</summary>
public class NeedAuthorityTests
{
    [Fact]
    public async Task What_the_board_shows_is_edited_by_who_publishes()
    {
        var street = await TestStreet.New();
        var (group, leader) = await street.Team();
        var submitted = await street.Submitted(new { groupId = group }, leader);
        var edited = (await leader.Patch($"{NeedPath}/{submitted.Id}", new { title = "陪护就医两次" }, submitted.Version)).ShouldBeOk();
        var dispatcher = await street.Dispatcher();
        var need = (await dispatcher.Post($"{NeedPath}/{submitted.Id}/publish", new { }, edited.Version)).ShouldBeOk();
        (await leader.Patch($"{NeedPath}/{need.Id}", new { title = "广告", slots = 1000 }, need.Version))
            .ShouldRefuse(HttpStatusCode.Forbidden, "edited-by-publisher");
        (await leader.Allowed($"{NeedPath}/{need.Id}")).ShouldNotContain("edit");
        // Who may not do it learns no version.
        (await leader.Patch($"{NeedPath}/{need.Id}", new { title = "广告" }, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "edited-by-publisher");
        ((string)(await dispatcher.Patch($"{NeedPath}/{need.Id}", new { title = "陪护" }, need.Version)).ShouldBeOk()["title"]!).ShouldBe("陪护");
    }

    [Fact]
    public async Task Who_leaves_the_claiming_group_still_does_not_confirm_its_claim()
    {
        var street = await TestStreet.New();
        var (group, leader) = await street.Team();
        await street.Join(group, street.PersonId("dispatcher"), "liaison");
        var need = await street.Published();
        var claim = await leader.Served(await leader.Claim(need, group));
        var head = await street.Head1();
        var members = (await head.Get($"/v1/memberships?group={group}")).Items();
        var own = members.Single(each => (string)each!["role"]! == "liaison")!;
        (await head.Post($"/v1/memberships/{own["id"]}/end", new { reason = "退出" }, (long)own["version"]!)).ShouldBeOk();
        (await (await street.SignedInAgain("dispatcher")).Act(claim, "confirm")).ShouldRefuse(HttpStatusCode.Forbidden, "own-claim");
        (await head.Act(claim, "confirm")).ShouldBeOk();
    }

    [Fact]
    public async Task Who_leaves_a_group_still_does_not_claim_its_need()
    {
        var street = await TestStreet.New();
        var (owner, leader) = await street.Team(name: "党小组");
        var (team, volunteer) = await street.Team();
        var need = await street.Published(new { groupId = owner }, leader);
        var head = await street.Head1();
        var member = (await head.Get($"/v1/memberships?group={owner}")).Items()[0]!;
        await street.Join(team, GridGov.Data.Id.Parse((string)member["personId"]!, null), "liaison");
        (await head.Post($"/v1/memberships/{member["id"]}/end", new { reason = "退出" }, (long)member["version"]!)).ShouldBeOk();
        (await leader.Post($"{NeedPath}/{need.Id}/claims", new { groupId = team })).ShouldRefuse(HttpStatusCode.Forbidden, "own-need");
        (await volunteer.Post($"{NeedPath}/{need.Id}/claims", new { groupId = team })).ShouldBeCreated();
    }

    [Fact]
    public async Task Days_before_1900_are_refused_by_name()
    {
        var street = await TestStreet.New();
        var (worker, head) = (await street.Worker(), await street.Head1());
        (await worker.Post(NeedPath, Draft(street, new { fromDay = "0001-01-01", toDay = "0001-01-02" }))).ShouldFault("/fromDay", "out_of_range");
        (await head.Post(OfferPath, new { kind = "venue", title = "活动室", grid = street.Grid, fromDay = "0001-01-01" }))
            .ShouldFault("/fromDay", "out_of_range");
    }
}
