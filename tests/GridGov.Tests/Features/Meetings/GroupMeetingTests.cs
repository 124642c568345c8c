using System.Net;
using GridGov.Tests.Features.GoingOut;
using GridGov.Tests.Features.Groups;
using GridGov.Tests.Features.Places;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;
using static GridGov.Tests.Features.Meetings.MeetingSteps;

namespace GridGov.Tests.Features.Meetings;

/// <summary>Who acts for a group, without a post, plans and holds the meetings of that group, and of no other.</summary>
public class GroupMeetingTests
{
    [Theory]
    [InlineData("leader")]
    [InlineData("liaison")]
    public async Task A_meeting_of_the_own_group_is_planned_held_and_closed(string role)
    {
        var street = await TestStreet.New();
        var group = await street.Group();
        var other = await street.Group("乙企业", "enterprise");
        await street.Join(group, "officer", "volunteer");
        var leader = await street.Representative(group, role);
        var hall = (await (await street.Head1()).Post(PlaceSteps.Address,
            new { kind = "venue", name = "党群中心", grid = street.Grid, @public = true })).ShouldBeCreated();
        var planned = (await leader.Post(MeetingPath, Study(street, group, new object[]
        {
            street.Person("officer"), new { name = "王小明" },
        }))).ShouldBeCreated();
        ((string)planned["group"]!["name"]!, (string)planned["status"]!).ShouldBe(("第1网格党小组", "planned"));
        var path = $"{MeetingPath}/{planned.Id}";
        (await leader.AllowedFor(path)).ShouldBe(["edit", "invite", "raise", "hold", "cancel"]);
        ((string)(await leader.Patch(path, new { venue = "", placeId = hall.Id }, 1)).ShouldBeOk()["place"]!["name"]!).ShouldBe("党群中心");
        (await leader.Post($"{path}/attendees", new { invitees = new[] { new { groupId = other.Id } } }, 2)).ShouldBeOk();
        var attendees = await leader.AttendeesOf(planned.Id);
        // Who holds the meeting is shown whose attendance it records; without an account they stay masked.
        attendees.Select(each => (string?)each!["name"]).ShouldBe(["officer", "王**", null]);
        var held = (await leader.Post($"{path}/hold", new
        {
            heldAt = Ago(TimeSpan.FromMinutes(5)),
            attendance = attendees.Select(each => new { attendeeId = (string)each!["id"]!, attendance = "present" }),
        }, 3)).ShouldBeOk();
        var minuted = (await leader.Put($"{path}/minutes", new { text = "已学习。" }, held.Version)).ShouldBeOk();
        var (noted, needed) = (await Raise("车棚"), await Raise("志愿者"));
        (await leader.AllowedFor($"{PointPath}/{noted.Id}")).ShouldBe(["edit", "submit_need", "note"]);
        (await leader.Post($"{PointPath}/{noted.Id}/file-ticket", new { category = "0107" }, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await leader.Post($"{PointPath}/{noted.Id}/note", new { reason = "已答复" }, 1)).ShouldBeOk();
        var need = (await leader.Post($"{PointPath}/{needed.Id}/submit-need", new { kind = "service" }, 1)).ShouldBeOk();
        ((string)(await leader.Get($"/v1/needs/{(string)need["need"]!["id"]!}")).ShouldBeOk()["group"]!["id"]!).ShouldBe(group.Id);
        ((string)(await leader.Post($"{path}/close", null, minuted.Version)).ShouldBeOk()["status"]!).ShouldBe("closed");
        foreach (var address in new[] { path, $"{PointPath}/{noted.Id}" })
        {
            (await (await street.Head1()).Get($"{address}/events")).Items().Select(each => (string?)each!["details"]!["group"])
                .ShouldAllBe(each => each == group.Id);
        }
        (await street.MeetingDifferences(planned.Id, noted.Id, needed.Id)).ShouldBeEmpty();

        async Task<Answer> Raise(string title) =>
            (await leader.Post($"{path}/points", new { title, attendeeId = (string)attendees[0]!["id"]! })).ShouldBeCreated();
    }

    [Fact]
    public async Task What_is_not_the_own_groups_is_refused()
    {
        var street = await TestStreet.New();
        var (own, other) = (await street.Group(), await street.Group("乙企业", "enterprise"));
        var leader = await street.Representative(own);
        async Task<Answer> Plan(Answer group, string? grid = null, object[]? invitees = null) =>
            await leader.Post(MeetingPath, Study(street, group, invitees, grid));
        (await Plan(other)).ShouldFault("/grid", "unknown-grid", "unknown-grid");
        foreach (var grid in new[] { street.NextGrid, street.Street })
            (await Plan(own, grid)).ShouldFault("/grid", "unknown-grid", "unknown-grid");
        (await Plan(own, invitees: [street.Person("officer")])).ShouldFault("/invitees/0/personId", "unknown-person", "unknown-person");
        var house = await street.Place();
        (await leader.Post(MeetingPath, new
        {
            kind = "study", title = "学习", grid = street.Grid, groupId = own.Id, plannedAt = In(TimeSpan.FromHours(1)), placeId = house.Id,
        })).ShouldFault("/placeId", "unknown-place", "unknown-place");

        // A meeting to which the own group is invited is read and not changed; one to which it is not does not exist.
        var invited = await street.Planned("joint", street.Grid, [new { groupId = own.Id }], other.Id);
        var path = $"{MeetingPath}/{invited.Id}";
        (await leader.AllowedFor(path)).ShouldBe(["raise"]);
        foreach (var answer in new[]
        {
            await leader.Patch(path, new { title = "x" }, 1), await leader.Post($"{path}/cancel", new { reason = "x" }, 1),
            await leader.Post($"{path}/hold", new { heldAt = Ago(TimeSpan.FromMinutes(1)) }, 1),
            await leader.Post($"{path}/attendees", new { invitees = new[] { new { name = "x" } } }, 1),
            await leader.Post($"{path}/attendees/unmask", new { purpose = "x" }),
        })
            answer.ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var foreign = await street.Planned("joint", street.Grid, groupId: other.Id);
        (await leader.Patch($"{MeetingPath}/{foreign.Id}", new { title = "x" }, 1)).ShouldBe(HttpStatusCode.NotFound);
        (await leader.Post($"{MeetingPath}/{foreign.Id}/cancel", new { reason = "x" }, 1)).ShouldBe(HttpStatusCode.NotFound);

        // Marks enter assessments, and names without an account are the office's to unmask.
        var mine = (await leader.Post(MeetingPath, new
        {
            kind = "review", title = "评议", grid = street.Grid, groupId = own.Id, plannedAt = Ago(TimeSpan.FromHours(2)),
            heldAt = Ago(TimeSpan.FromHours(1)), invitees = new[] { new { name = "王小明", attendance = "present" } },
        })).ShouldBeCreated();
        (await leader.Put($"{MeetingPath}/{mine.Id}/marks/{street.Grid}", new { score = 100, voters = 9, reason = "x" }, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await leader.Post($"{MeetingPath}/{mine.Id}/attendees/unmask", new { purpose = "x" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await leader.Patch($"{MeetingPath}/{mine.Id}", new { title = "x" }, 9)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await leader.AllowedFor($"{MeetingPath}/{mine.Id}")).ShouldBe(["raise", "set_attendance", "set_minutes", "close"]);
    }

    [Fact]
    public async Task Meetings_of_a_groups_series_are_planned_by_it_and_the_series_is_the_offices()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var own = await street.Group();
        var leader = await street.Representative(own);
        async Task<Answer> Series(string? groupId) => (await head.Post(SeriesPath, new
        {
            kind = "study", title = "学习会", grid = street.Community, cycle = "month", fromDay = "2026-01-01", groupId,
        })).ShouldBeCreated();
        var (series, offices) = (await Series(own.Id), await Series(null));
        (await leader.AllowedFor($"{SeriesPath}/{series.Id}")).ShouldBe(["plan"]);
        (await head.AllowedFor($"{SeriesPath}/{series.Id}")).ShouldBe(["plan", "edit", "end"]);
        var listed = (await leader.Get($"{SeriesPath}/{series.Id}/actions")).ShouldBeOk();
        listed["items"]!.AsArray().Select(each => ((string)each!["href"]!, (string?)each["code"])).ShouldBe(
        [
            ("/v1/meetings", null), ($"{SeriesPath}/{series.Id}", "post-not-allowed"),
            ($"{SeriesPath}/{series.Id}/end", "post-not-allowed"),
        ]);
        ((string)listed["items"]![1]!["detail"]!, (long)listed["version"]!).ShouldBe(
            ((string)(await leader.Patch($"{SeriesPath}/{series.Id}", new { title = "x" }, 1)).Json["detail"]!, 1));
        (await leader.Post($"{SeriesPath}/{series.Id}/end", new { reason = "x" }, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await leader.Post(SeriesPath, new
        {
            kind = "study", title = "x", grid = street.Grid, cycle = "day", fromDay = "2026-01-01", groupId = own.Id,
        })).ShouldFault("/grid", "unknown-grid", "unknown-grid");
        Task<Answer> Plan(Answer of) => leader.Post(MeetingPath, new { seriesId = of.Id, plannedAt = In(TimeSpan.FromHours(1)) });
        ((string)(await Plan(series)).ShouldBeCreated()["grid"]!["code"]!).ShouldBe(street.Community);
        (await Plan(offices)).ShouldFault("/seriesId", "unknown-series", "unknown-series");
        (await leader.Get($"{SeriesPath}/{offices.Id}/actions")).ShouldBe(HttpStatusCode.NotFound);
        (await head.Post($"{SeriesPath}/{series.Id}/end", new { reason = "合并" }, 1)).ShouldBeOk();
        (await Plan(series)).ShouldRefuse(HttpStatusCode.Conflict, "series-ended");
        foreach (var (caller, code) in new[] { (head, "series-ended"), (await street.Supervisor(), "post-not-allowed") })
        {
            (await caller.Get($"{SeriesPath}/{series.Id}/actions")).Items().Select(each => (string?)each!["code"])
                .ShouldAllBe(each => each == code);
        }
    }

    static object Study(TestStreet street, Answer group, object[]? invitees = null, string? grid = null) => new
    {
        kind = "study", title = "学习会", grid = grid ?? street.Grid, groupId = group.Id, plannedAt = In(TimeSpan.FromHours(1)),
        venue = "楼下", invitees,
    };
}
