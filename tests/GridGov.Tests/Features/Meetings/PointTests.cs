using System.Net;
using GridGov.Data;
using GridGov.Tests.Features.GoingOut;
using GridGov.Tests.Features.Groups;
using GridGov.Tests.Leaks;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;
using static GridGov.Tests.Features.Meetings.MeetingSteps;

namespace GridGov.Tests.Features.Meetings;

/// <summary>Points are raised at a meeting, and become a ticket, a need, or are noted with a reason.</summary>
public class PointTests
{
    const string Petition = "0704";

    [Fact]
    public async Task A_point_becomes_a_ticket_a_need_or_is_noted_and_then_the_meeting_can_be_closed()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var meeting = await street.Held("round_table");
        var first = await street.Raised(meeting, grid: street.Grid);
        var second = await street.Raised(meeting, "志愿者");
        var third = await street.Raised(meeting, "大厅面积");
        first.Header("Location").ShouldBe($"{PointPath}/{first.Id}");
        ((int)third["position"]!, (string)second["grid"]!["code"]!, (string)first["grid"]!["code"]!)
            .ShouldBe((3, street.Street, street.Grid));
        (await head.Post($"{MeetingPath}/{meeting.Id}/close", null, 1)).ShouldRefuse(HttpStatusCode.Conflict, "points-undecided");
        (await head.AllowedFor($"{PointPath}/{first.Id}")).ShouldBe(["edit", "file_ticket", "submit_need", "note"]);
        var edited = (await head.Patch($"{PointPath}/{first.Id}", new { title = "访客停车难" }, 1)).ShouldBeOk();
        var filed = (await head.Post($"{PointPath}/{first.Id}/file-ticket", new { category = "0107" }, edited.Version)).ShouldBeOk();
        ((string)filed["status"]!, (string)filed["ticket"]!["status"]!, (bool?)filed["answered"]).ShouldBe(("ticket", "submitted", false));
        var ticket = (await head.Get($"/v1/tickets/{(string)filed["ticket"]!["id"]!}")).ShouldBeOk();
        ((string)ticket["source"]!, (string)ticket["urgency"]!, (string)ticket["description"]!, (string)ticket["grid"]!["code"]!)
            .ShouldBe(("enterprise", "green_channel", "访客停车难：车位不足", street.Grid));
        var submitted = (await head.Post($"{PointPath}/{second.Id}/submit-need", new { kind = "service" }, 1)).ShouldBeOk();
        ((string)submitted["status"]!, (string)submitted["need"]!["status"]!, (bool?)submitted["answered"])
            .ShouldBe(("need", "submitted", false));
        var noted = (await head.Post($"{PointPath}/{third.Id}/note", new { reason = "已当场答复" }, 1)).ShouldBeOk();
        ((string)noted["status"]!, (string)noted["reason"]!, (bool?)noted["answered"]).ShouldBe(("noted", "已当场答复", true));
        (await head.Post($"{PointPath}/{third.Id}/file-ticket", new { category = "0107" }, 2))
            .ShouldRefuse(HttpStatusCode.Conflict, "point-decided");
        (await head.Patch($"{PointPath}/{third.Id}", new { title = "x" }, 2)).ShouldRefuse(HttpStatusCode.Conflict, "point-decided");
        (await head.Post($"{MeetingPath}/{meeting.Id}/close", null, 1)).ShouldBeOk();
        (await head.Post($"{MeetingPath}/{meeting.Id}/points", new { title = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "meeting-closed");
        var history = await head.Get($"{PointPath}/{first.Id}/events");
        history.Items().Select(each => (string)each!["action"]!).ShouldBe(["raise", "edit", "file_ticket"]);
        history.Text.ShouldNotContain("停车");
        history.Text.ShouldNotContain((string)filed["ticket"]!["id"]!);
        (await street.MeetingDifferences(meeting.Id, first.Id, second.Id, third.Id)).ShouldBeEmpty();
        // The invited worker of another grid sees that it became a ticket, and not which.
        var minutes = (await head.Get($"{MeetingPath}/{meeting.Id}/minutes")).ShouldBeOk();
        minutes["answers"]!.ToJsonString().ShouldBe(
            """{"points":3,"decided":3,"answered":1,"unseen":0,"decidedRate":"100 %","answeredRate":"33.33 %"}""");
    }

    [Theory]
    [InlineData("deputies", "deputy", "routine")]
    [InlineData("joint", "member_unit", "routine")]
    [InlineData("study", "meeting", "routine")]
    public async Task The_source_of_the_ticket_is_that_of_the_meeting(string kind, string source, string urgency)
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var point = await street.Raised(await street.Held(kind), grid: street.Grid);
        var filed = (await head.Post($"{PointPath}/{point.Id}/file-ticket", new { category = "0107", urgency }, 1)).ShouldBeOk();
        var ticket = (await head.Get($"/v1/tickets/{(string)filed["ticket"]!["id"]!}")).ShouldBeOk();
        ((string)ticket["source"]!, (string)ticket["urgency"]!).ShouldBe((source, urgency));
    }

    [Fact]
    public async Task What_cannot_be_a_point_is_refused()
    {
        // Its points without events would be differences for tests that verify the shared store.
        await using var app = new App();
        var street = await TestStreet.New(app);
        var head = await street.Head1();
        var meeting = await street.Held(grid: street.Community);
        Task<Answer> Raise(object point) => head.Post($"{MeetingPath}/{meeting.Id}/points", point);
        (await Raise(new { title = " " })).ShouldFault("/title", "required");
        (await Raise(new { title = "x", grid = street.OtherGrid })).ShouldFault("/grid", "grid-outside-meeting", "grid-outside-meeting");
        (await Raise(new { title = "x", grid = street.Community + "777" }))
            .ShouldFault("/grid", "grid-outside-meeting", "grid-outside-meeting");
        (await Raise(new { title = "x", attendeeId = meeting.Id })).ShouldFault("/attendeeId", "unknown-attendee", "unknown-attendee");
        (await (await street.Outsider()).Post($"{MeetingPath}/{meeting.Id}/points", new { title = "x" })).ShouldBe(HttpStatusCode.NotFound);
        (await (await street.Instructor()).Post($"{MeetingPath}/{meeting.Id}/points", new { title = "x" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "not-of-the-meeting");
        var point = await street.Raised(meeting);
        (await (await street.Instructor()).Patch($"{PointPath}/{point.Id}", new { title = "x" }, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "not-the-points-author");
        (await (await street.Supervisor()).Post($"{PointPath}/{point.Id}/note", new { reason = "x" }, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        // Administrators manage meetings, and file no tickets.
        (await (await street.Admin()).Post($"{PointPath}/{point.Id}/file-ticket", new { category = "0107" }, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await head.Post($"{PointPath}/{point.Id}/file-ticket", new { category = "0107" }, 5)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await head.Post($"{PointPath}/{point.Id}/file-ticket", new { category = "99" }, 1))
            .ShouldRefuse(HttpStatusCode.BadRequest, "unknown-category");
        (await (await street.Outsider()).Get($"{PointPath}/{point.Id}")).ShouldBe(HttpStatusCode.NotFound);
        await street.App.Db.Write(async tx =>
        {
            for (var position = 2; position <= 1000; position++)
            {
                await tx.Execute("""
                    INSERT INTO points (id, meeting_id, position, title, grid_code, status, salt, raised_by, raised_at, version)
                    VALUES (@Id, @Meeting, @Position, 'x', @Grid, 'noted', 'AAAAAAAAAAAAAAAAAAAAAA==', @By, 1, 1)
                    """, new
                {
                    Id = tx.NewId(), Meeting = Id.Parse(meeting.Id, null), Position = position, Grid = street.Community,
                    By = street.PersonId("head1"),
                });
            }
        });
        (await Raise(new { title = "x" })).ShouldRefuse(HttpStatusCode.Conflict, "too-many-meeting-points");
    }

    [Fact]
    public async Task Who_acts_for_an_invited_group_and_who_is_invited_raise_points_of_their_own()
    {
        var street = await TestStreet.New();
        var group = await street.Group();
        var representative = await street.Representative(group);
        var meeting = await street.Planned("joint", street.Street,
            [new { groupId = group.Id }, street.Person("worker"), street.Person("head2")]);
        var raised = (await representative.Post($"{MeetingPath}/{meeting.Id}/points", new { title = "场地", grid = street.Grid }))
            .ShouldBeCreated();
        ((string)raised["raisedBy"]!["group"]!["name"]!, (string?)raised["raisedBy"]!["name"]).ShouldBe(("第1网格党小组", null));
        var attendees = await (await street.Head1()).AttendeesOf(meeting.Id);
        (await representative.Post($"{MeetingPath}/{meeting.Id}/points", new { title = "x", attendeeId = (string)attendees[1]!["id"]! }))
            .ShouldFault("/attendeeId", "unknown-attendee", "unknown-attendee");
        (await representative.Patch($"{PointPath}/{raised.Id}", new { title = "活动场地" }, 1)).ShouldBeOk();
        (await representative.AllowedFor($"{PointPath}/{raised.Id}")).ShouldBe(["edit"]);
        var own = (await (await street.Worker()).Post($"{MeetingPath}/{meeting.Id}/points", new { title = "路灯" })).ShouldBeCreated();
        ((string)own["raisedBy"]!["name"]!).ShouldBe("worker");
        (await representative.Patch($"{PointPath}/{own.Id}", new { title = "x" }, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "not-the-points-author");
        (await representative.Get($"{PointPath}?group={group.Id}")).Items().Count.ShouldBe(1);
        var events = (await representative.Get($"{PointPath}/{raised.Id}/events")).Items();
        ((string)events[0]!["details"]!["group"]!).ShouldBe(group.Id);
        (await (await street.Head1()).Delete($"{MeetingPath}/{meeting.Id}/attendees/{(string)attendees[0]!["id"]!}", ("If-Match", "\"1\"")))
            .ShouldRefuse(HttpStatusCode.Conflict, "attendee-raised-points");
        // Its points can be decided after the meeting was cancelled.
        (await (await street.Head1()).Post($"{MeetingPath}/{meeting.Id}/cancel", new { reason = "x" }, 1)).ShouldBeOk();
        var filed = (await (await street.Head1()).Post($"{PointPath}/{own.Id}/file-ticket", new { category = "0107" }, 1)).ShouldBeOk();
        filed["ticket"].ShouldNotBeNull();
        var seen = (await representative.Get($"{PointPath}/{own.Id}")).ShouldBeOk();
        ((string)seen["status"]!, seen["ticket"], seen["answered"]).ShouldBe(("ticket", null, null));
        (await street.MeetingDifferences(meeting.Id, raised.Id, own.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_point_of_a_confidential_ticket_keeps_no_words_and_names_the_ticket_to_its_readers_alone()
    {
        const string Word = "zz8pointword";
        await using var app = new App();
        var street = await TestStreet.New(app);
        var head = await street.Head1();
        var meeting = await street.Held("deputies", street.Grid);
        Task<Answer> Raise() => head.Post($"{MeetingPath}/{meeting.Id}/points",
            new { title = Word, description = Word }, key: "raise-" + Word.Length);
        var point = (await Raise()).ShouldBeCreated();
        var filed = (await head.Post($"{PointPath}/{point.Id}/file-ticket", new { category = Petition }, 1)).ShouldBeOk();
        ((string)filed["title"]!, (string?)filed["description"]).ShouldBe(("涉密事项", null));
        filed["ticket"].ShouldNotBeNull("a head reads confidential tickets");
        var worker = await street.Worker();
        var seen = (await worker.Get($"{PointPath}/{point.Id}")).ShouldBeOk();
        ((string)seen["status"]!, seen["ticket"], seen["answered"]).ShouldBe(("ticket", null, null));
        (await head.Get($"{PointPath}?q={Word}")).Items().ShouldBeEmpty();
        (await Raise()).Text.ShouldNotContain(Word);
        // One that is amended into a confidential category later.
        var other = (await head.Post($"{MeetingPath}/{meeting.Id}/points", new { title = Word, description = Word })).ShouldBeCreated();
        var plain = (await head.Post($"{PointPath}/{other.Id}/file-ticket", new { category = "0107" }, 1)).ShouldBeOk();
        ((string)plain["title"]!, (await worker.Get($"{PointPath}/{other.Id}"))["ticket"] is null).ShouldBe((Word, false));
        var ticket = (string)plain["ticket"]!["id"]!;
        (await head.Post($"/v1/tickets/{ticket}/amend", new { category = Petition, reason = "信访" }, 1)).ShouldBeOk();
        var hidden = (await worker.Get($"{PointPath}/{other.Id}")).ShouldBeOk();
        ((string)hidden["title"]!, hidden["description"], hidden["ticket"]).ShouldBe(("涉密事项", null, null));
        (await head.Get($"{PointPath}/{other.Id}/events")).Items().Select(each => (string)each!["action"]!)
            .ShouldBe(["raise", "file_ticket", "hide"]);
        // One that became a need before.
        var needed = (await head.Post($"{MeetingPath}/{meeting.Id}/points", new { title = Word })).ShouldBeCreated();
        var need = (await head.Post($"{PointPath}/{needed.Id}/submit-need", new { kind = "service" }, 1)).ShouldBeOk();
        var needId = (string)need["need"]!["id"]!;
        (await head.Post($"/v1/needs/{needId}/file-ticket", new { category = Petition }, 1)).ShouldBeOk();
        ((string)(await head.Get($"{PointPath}/{needed.Id}")).ShouldBeOk()["title"]!).ShouldBe("涉密事项");
        (await DatabaseDump.Of(app, [])).Where(row => row.Contains(Word, StringComparison.Ordinal)
            && !row.StartsWith("journal:", StringComparison.Ordinal))
            .ShouldBeEmpty();
        (await app.Differences()).ShouldBeEmpty();
    }
}
