using System.Net;
using GridGov.Tests.Features.Needs;
using GridGov.Tests.Features.Places;
using static GridGov.Tests.Features.Needs.NeedSteps;

namespace GridGov.Tests.Features.Offers;

/// <summary>What may be done with an offer, its history, and what of it can be removed.</summary>
public class OfferTests
{
    [Fact]
    public async Task The_actions_say_what_editing_and_withdrawing_would_answer()
    {
        var street = await TestStreet.New();
        var (team, leader) = await street.Team(street.Street);
        var (_, other) = await street.Team(street.Street, "企业");
        var (_, below) = await street.Team(street.Grid, "党小组");
        var offer = (await leader.Post(OfferPath, new { kind = "venue", title = "会议室", groupId = team })).ShouldBeCreated();
        var path = $"{OfferPath}/{offer.Id}";
        foreach (var (caller, refusal) in new[]
        {
            (other, "not-for-this-offer"), (await street.Supervisor(), "post-not-allowed"), (leader, null), (await street.Head1(), null),
        })
        {
            var actions = (await caller.Get(path + "/actions")).ShouldBeOk();
            ((long)actions["version"]!).ShouldBe(1);
            actions["items"]!.AsArray().Select(item => $"{item!["action"]} {item["href"]} {item["allowed"]} {item["code"]}")
                .ShouldBe([$"edit {path} {(refusal is null ? "true" : "false")} {refusal}",
                    $"withdraw {path}/withdraw {(refusal is null ? "true" : "false")} {refusal}"]);
            actions["items"]!.AsArray().ShouldAllBe(item => (item!["detail"] == null) == (refusal == null));
            if (refusal is null)
                continue;
            // Who may not do it learns no version.
            (await caller.Patch(path, new { hours = "周末" }, 9)).ShouldRefuse(HttpStatusCode.Forbidden, refusal);
            (await caller.Post(path + "/withdraw", null, 9)).ShouldRefuse(HttpStatusCode.Forbidden, refusal);
        }
        (await below.Get(path + "/actions")).Status.ShouldBe(HttpStatusCode.NotFound, "it lies above its grid");
        (await (await street.Department()).Get(path + "/actions")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await leader.Post(path + "/withdraw", null, 9)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await leader.Post(path + "/withdraw", null, 1)).ShouldBeOk();
        (await leader.Get(path + "/actions")).Items().Select(item => $"{item!["allowed"]} {item["code"]}")
            .ShouldBe(["false offer-withdrawn", "false offer-withdrawn"]);
        (await leader.Patch(path, new { hours = "周末" }, 2)).ShouldRefuse(HttpStatusCode.Conflict, "offer-withdrawn");
    }

    [Fact]
    public async Task The_history_is_for_who_reads_the_offer_by_a_post_or_as_the_own_one()
    {
        var street = await TestStreet.New();
        var (team, leader) = await street.Team(street.Street);
        var (_, other) = await street.Team(street.Street, "企业");
        var offer = (await leader.Post(OfferPath, new { kind = "venue", title = "会议室", groupId = team })).ShouldBeCreated();
        var path = $"{OfferPath}/{offer.Id}/events";
        (await leader.Patch($"{OfferPath}/{offer.Id}", new { hours = "周末全天", quantity = 40 }, 1)).ShouldBeOk();
        (await leader.Patch($"{OfferPath}/{offer.Id}", new { quantity = 40 }, 2)).ShouldBeOk().Version.ShouldBe(2, "no change");
        (await (await street.Head1()).Post($"{OfferPath}/{offer.Id}/withdraw", null, 2)).ShouldBeOk();
        foreach (var caller in new[] { leader, await street.Head1(), await street.Supervisor() })
        {
            var events = await caller.Get(path);
            events.Items().Select(each => $"{each!["action"]} {each["version"]} {each["post"]}")
                .ShouldBe(["create 1 ", "edit 2 ", "withdraw 3 grid_head"]);
            ((string)events.Items()[0]!["details"]!["actsFor"]!).ShouldBe(team);
            events.Text.ShouldNotContain("会议室");
            events.Text.ShouldNotContain("周末");
        }
        (await other.Get(path)).ShouldRefuse(HttpStatusCode.Forbidden, "not-for-this-offer");
        (await (await street.Outsider()).Get(path)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await (await street.Department()).Get(path)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await leader.Get(path + "?cursor=x")).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
        var page = (await leader.Get(path + "?limit=2")).ShouldBeOk();
        (page.Items().Count, (await leader.Get($"{path}?limit=2&cursor={page["next"]}")).Items().Count).ShouldBe((2, 1));
        (await street.App.NeedDifferences()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_empty_text_and_a_quantity_of_0_remove_what_an_offer_can_be_without()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var place = await street.Place("活动室", "venue");
        var offer = (await head.Post(OfferPath, new
        {
            kind = "venue", title = "会议室", description = "可坐四十人", grid = street.Grid, placeId = place.Id, fromDay = "2026-03-01",
            toDay = "2026-12-31", hours = "周末", quantity = 1,
        })).ShouldBeCreated();
        Task<Answer> Edit(object changes, long version) => head.Patch($"{OfferPath}/{offer.Id}", changes, version);
        (await Edit(new { quantity = -1 }, 1)).ShouldFault("/quantity", "out_of_range");
        (await Edit(new { toDay = "2026-02-28" }, 1)).ShouldFault("/toDay", "out_of_range");
        (await Edit(new { toDay = "x" }, 1)).ShouldFault("/toDay", "wrong_format");
        (await Edit(new { placeId = "x" }, 1)).ShouldFault("/placeId", "wrong_format");
        (await Edit(new { placeId = street.PersonId("worker").ToString() }, 1)).ShouldFault("/placeId", "unknown-place", "unknown-place");
        (await Edit(new { hours = " " }, 1)).ShouldFault("/hours", "required");
        (await Edit(new { title = "" }, 1)).ShouldFault("/title", "required");
        var edited = (await Edit(new { description = "", placeId = "", toDay = "", hours = "", quantity = 0 }, 1)).ShouldBeOk();
        (edited["description"], edited["place"], edited["toDay"], edited["hours"], edited["quantity"])
            .ShouldBe((null, null, null, null, null));
        ((string)edited["fromDay"]!, (string)edited["title"]!, edited.Version).ShouldBe(("2026-03-01", "会议室", 2));
        (await Edit(new { hours = "", quantity = 0 }, 2)).ShouldBeOk().Version.ShouldBe(2, "there is nothing left");
        edited = (await Edit(new { placeId = place.Id, toDay = "2027-01-31" }, 2)).ShouldBeOk();
        ((string)edited["place"]!["id"]!, (string)edited["toDay"]!).ShouldBe((place.Id, "2027-01-31"));
        (await street.App.NeedDifferences()).ShouldBeEmpty();
    }
}
