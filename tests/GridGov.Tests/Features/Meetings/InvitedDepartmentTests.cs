using System.Net;
using GridGov.Security;
using GridGov.Tests.Features.GoingOut;
using GridGov.Tests.Features.Groups;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;
using static GridGov.Tests.Features.Meetings.MeetingSteps;

namespace GridGov.Tests.Features.Meetings;

/// <summary>A department reads the meetings to which it is invited, and no others of its grids.</summary>
public class InvitedDepartmentTests
{
    const string Petition = "0704";

    [Fact]
    public async Task It_reads_that_meeting_with_agenda_minutes_and_points_and_no_other()
    {
        var street = await TestStreet.New();
        var (head, department) = (await street.Head1(), await street.Department());
        var series = (await head.Post(SeriesPath, new
        {
            kind = "joint", title = "联席会", grid = street.Street, cycle = "month", fromDay = "2026-01-01",
        })).ShouldBeCreated();
        var other = await street.Planned();
        var raised = await street.Raised(other);
        var meeting = (await head.Post(MeetingPath, new
        {
            seriesId = series.Id, agenda = "一、停车", plannedAt = Ago(TimeSpan.FromHours(2)), heldAt = Ago(TimeSpan.FromHours(1)),
            minutes = "已商定。",
            invitees = new[] { street.Person("department", "present"), street.Person("worker", "present") },
        })).ShouldBeCreated();
        var path = $"{MeetingPath}/{meeting.Id}";
        var (plain, petition) = (await street.Raised(meeting, "访客车位", street.Grid), await street.Raised(meeting, "信访", street.Grid));
        (await head.Post($"{PointPath}/{plain.Id}/file-ticket", new { category = "0107" }, 1)).ShouldBeOk();
        (await head.Post($"{PointPath}/{petition.Id}/file-ticket", new { category = Petition }, 1)).ShouldBeOk();

        var read = (await department.Get(path)).ShouldBeOk();
        ((string)read["agenda"]!, (string)read["minutes"]!).ShouldBe(("一、停车", "已商定。"));
        var list = (await department.Get($"{MeetingPath}?count=true")).ShouldBeOk();
        ((long)list["count"]!, (string)list.Items()[0]!["id"]!).ShouldBe((1, meeting.Id));
        // The words of a confidential ticket are in no point, and neither ticket is named to who is no party of it.
        var minutes = (await department.Get($"{path}/minutes")).ShouldBeOk();
        minutes["points"]!.AsArray().Select(each => ((string)each!["title"]!, each["ticket"])).ShouldBe([("访客车位", null), ("涉密事项", null)]);
        (await department.Get(PointPath)).Items().Select(each => (string)each!["id"]!).ShouldBe([plain.Id, petition.Id], ignoreOrder: true);
        (await department.AttendeesOf(meeting.Id)).Select(each => (string?)each!["name"]).ShouldBe(["department", "w***"]);
        (await department.Get($"{path}/events")).ShouldBeOk();
        (await department.AllowedFor(path)).ShouldBe(["raise"]);
        (await department.Post($"{path}/points", new { title = "改造路口" })).ShouldBeCreated();
        (await department.Post($"{path}/close", null, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");

        foreach (var hidden in new[]
        {
            $"{MeetingPath}/{other.Id}", $"{MeetingPath}/{other.Id}/minutes", $"{MeetingPath}/{other.Id}/actions",
            $"{PointPath}/{raised.Id}", $"{SeriesPath}/{series.Id}", $"{SeriesPath}/{series.Id}/cycles", $"{SeriesPath}/{series.Id}/events",
        })
            (await department.Get(hidden)).ShouldBe(HttpStatusCode.NotFound);
        foreach (var empty in new[] { SeriesPath, MarkPath, $"{MeetingPath}?grid={street.Community}&status=planned" })
            (await department.Get(empty)).Items().ShouldBeEmpty(empty);
        var key = await Leaks.StreetMembers.WithKey(street, "department", PostKind.DepartmentHandler, street.Street);
        (await key.Caller.Get(path)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }

    [Fact]
    public async Task It_reads_it_no_more_when_the_invitation_is_taken_back_and_groups_do_not_open_one()
    {
        var street = await TestStreet.New();
        var (head, department) = (await street.Head1(), await street.Department());
        var group = await street.Group();
        var meeting = await street.Planned("joint", street.Street, [street.Person("department"), new { groupId = group.Id }]);
        (await department.Get($"{MeetingPath}/{meeting.Id}")).ShouldBeOk();
        var attendee = (string)(await head.AttendeesOf(meeting.Id))[0]!["id"]!;
        (await head.Delete($"{MeetingPath}/{meeting.Id}/attendees/{attendee}", ("If-Match", "\"1\""))).ShouldBeOk();
        (await department.Get($"{MeetingPath}/{meeting.Id}")).ShouldBe(HttpStatusCode.NotFound);
        (await department.Get(MeetingPath)).Items().ShouldBeEmpty();
    }
}
