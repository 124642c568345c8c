using System.Net;
using System.Text.Json.Nodes;
using GridGov.Tests.Features.GoingOut;
using GridGov.Tests.Features.Groups;
using GridGov.Tests.Features.Places;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;
using static GridGov.Tests.Features.Meetings.MeetingSteps;

namespace GridGov.Tests.Features.Meetings;

/// <summary>Meetings are planned, held with attendance, closed or cancelled by who manages meetings in their grid.</summary>
public class MeetingTests
{
    [Fact]
    public async Task A_meeting_is_planned_held_with_attendance_and_closed_with_its_history()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var meeting = await street.Planned(invitees:
            [street.Person("worker"), street.Person("head2"), new { name = "王小明", phone = "13803710001" }]);
        meeting.Header("Location").ShouldBe($"{MeetingPath}/{meeting.Id}");
        ((string)meeting["status"]!, (long)meeting["attendees"]!["invited"]!).ShouldBe(("planned", 3));
        (await head.AllowedFor($"{MeetingPath}/{meeting.Id}")).ShouldBe(["edit", "invite", "raise", "hold", "cancel"]);
        var edited = (await head.Patch($"{MeetingPath}/{meeting.Id}", new { title = "消防例会", agenda = "", venue = "一楼" }, 1)).ShouldBeOk();
        ((string)edited["title"]!, (string?)edited["agenda"], (string)edited["venue"]!).ShouldBe(("消防例会", null, "一楼"));
        (await head.Patch($"{MeetingPath}/{meeting.Id}", new { title = "消防例会" }, 2)).ShouldBeOk().Version.ShouldBe(2);
        (await head.Post($"{MeetingPath}/{meeting.Id}/attendees", new { invitees = new[] { street.Person("officer") } }, 2)).ShouldBeOk();
        var attendees = await head.AttendeesOf(meeting.Id);
        attendees.Select(each => ((string?)each!["name"], (string?)each["phone"], (bool)each["invited"]!)).ShouldBe(
            [("worker", null, true), ("head2", null, true), ("王**", "138****0001", true), ("officer", null, true)]);
        string Attendee(int i) => (string)attendees[i]!["id"]!;
        (await head.Delete($"{MeetingPath}/{meeting.Id}/attendees/{Attendee(3)}", ("If-Match", "\"3\""))).ShouldBeOk();
        (await head.Delete($"{MeetingPath}/{meeting.Id}/attendees/{Attendee(3)}", ("If-Match", "\"4\""))).ShouldBe(HttpStatusCode.NotFound);
        object Attendance(params string[] values) => new
        {
            heldAt = Ago(TimeSpan.FromMinutes(5)), minutes = "已传达。",
            attendance = values.Select((each, i) => new { attendeeId = Attendee(i), attendance = each }),
            walkIns = new[] { new { name = "赵强", attendance = "present" } },
        };
        (await head.Post($"{MeetingPath}/{meeting.Id}/hold", Attendance("present", "excused"), 4))
            .ShouldFault("/attendance", "attendance-incomplete", "attendance-incomplete");
        var held = (await head.Post($"{MeetingPath}/{meeting.Id}/hold", Attendance("present", "excused", "absent"), 4)).ShouldBeOk();
        (held["attendees"]!.ToJsonString(), (string)held["minutes"]!).ShouldBe(
            ("""{"invited":3,"present":2,"absent":1,"excused":1,"walkIns":1}""", "已传达。"));
        (await head.AllowedFor($"{MeetingPath}/{meeting.Id}")).ShouldBe(["raise", "set_attendance", "set_minutes", "close"]);
        (await head.Put($"{MeetingPath}/{meeting.Id}/attendees/{Attendee(2)}", new { attendance = "excused" }, held.Version)).ShouldBeOk();
        (await head.Put($"{MeetingPath}/{meeting.Id}/minutes", new { text = "已传达，已部署。" }, held.Version + 1)).ShouldBeOk();
        (await head.Post($"{MeetingPath}/{meeting.Id}/hold", Attendance("present"), held.Version + 2))
            .ShouldRefuse(HttpStatusCode.Conflict, "meeting-already-held");
        var closed = (await head.Post($"{MeetingPath}/{meeting.Id}/close", null, held.Version + 2)).ShouldBeOk();
        ((string)closed["status"]!, closed["endedAt"] is null).ShouldBe(("closed", false));
        (await head.Put($"{MeetingPath}/{meeting.Id}/minutes", new { text = "x" }, closed.Version))
            .ShouldRefuse(HttpStatusCode.Conflict, "meeting-closed");
        (await head.AllowedFor($"{MeetingPath}/{meeting.Id}")).ShouldBeEmpty();
        var history = await head.Get($"{MeetingPath}/{meeting.Id}/events");
        history.Items().Select(each => (string)each!["action"]!).ShouldBe(
            ["plan", "edit", "invite", "withdraw_invitation", "hold", "set_attendance", "set_minutes", "close"]);
        foreach (var word in new[] { "传达", "王小明", "13803710001", "赵强", "消防", "一楼" })
            history.Text.ShouldNotContain(word);
        (await street.MeetingDifferences(meeting.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_a_meeting_is_refused()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var worker = street.Person("worker");
        async Task<Answer> Plan(object changes)
        {
            var body = System.Text.Json.JsonSerializer.SerializeToNode(new
            {
                kind = "safety", title = "例会", grid = street.Street, plannedAt = In(TimeSpan.FromHours(1)),
            })!.AsObject();
            foreach (var (name, value) in System.Text.Json.JsonSerializer.SerializeToNode(changes)!.AsObject())
                body[name] = value?.DeepClone();
            return await head.Post(MeetingPath, body);
        }

        (await Plan(new { plannedAt = Ago(TimeSpan.FromDays(2)) }))
            .ShouldFault("/plannedAt", "past-without-attendance", "past-without-attendance");
        (await Plan(new { plannedAt = In(TimeSpan.FromDays(5000)) })).ShouldFault("/plannedAt", "out_of_range");
        (await Plan(new { heldAt = Ago(TimeSpan.FromHours(1)) })).ShouldFault("/invitees", "nobody-present", "nobody-present");
        (await Plan(new { heldAt = Ago(TimeSpan.FromHours(1)), invitees = new[] { street.Person("head2", "absent") } }))
            .ShouldFault("/invitees", "nobody-present", "nobody-present");
        (await Plan(new { heldAt = Ago(TimeSpan.FromHours(1)), invitees = new[] { street.Person("head2", "present"), worker } }))
            .ShouldFault("/invitees", "attendance-incomplete", "attendance-incomplete");
        (await Plan(new { heldAt = In(TimeSpan.FromHours(1)), invitees = new[] { street.Person("head2", "present") } }))
            .ShouldFault("/heldAt", "held-in-future", "held-in-future");
        (await Plan(new { heldAt = Ago(TimeSpan.FromDays(401)), invitees = new[] { street.Person("head2", "present") } }))
            .ShouldFault("/heldAt", "held-too-long-ago", "held-too-long-ago");
        (await Plan(new { invitees = new[] { street.Person("head2", "present") } }))
            .ShouldFault("/invitees/0/attendance", "attendance-not-expected", "attendance-not-expected");
        (await Plan(new { invitees = new[] { worker, worker.DeepClone() } })).ShouldFault("/invitees/1", "invited-twice", "invited-twice");
        (await Plan(new { invitees = new[] { street.Person("outsider") } }))
            .ShouldFault("/invitees/0/personId", "unknown-person", "unknown-person");
        (await Plan(new { invitees = new[] { new { phone = "13803710001" } } })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await Plan(new { invitees = new[] { new JsonObject { ["personId"] = street.PersonId("head2").ToString(), ["name"] = "x" } } }))
            .ShouldFault("/invitees/0/name", "not_together");
        (await Plan(new { invitees = Enumerable.Range(0, 501).Select(i => new { name = $"人{i}" }) })).ShouldFault("/invitees", "too_many");
        (await Plan(new { minutes = "x" })).ShouldFault("/minutes", "not_together");
        (await Plan(new { grid = TestStreet.OutsideGrid })).ShouldFault("/grid", "unknown-grid", "unknown-grid");
        (await Plan(new { placeId = street.PersonId("worker").ToString() })).ShouldFault("/placeId", "unknown-place", "unknown-place");
        (await Plan(new { title = (string?)null })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await (await street.Worker()).Post(MeetingPath,
            new { kind = "safety", title = "x", grid = street.Grid, plannedAt = In(TimeSpan.Zero) }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Head3()).Post(MeetingPath, new
        {
            kind = "safety", title = "x", grid = street.Street, plannedAt = In(TimeSpan.FromHours(1)),
        })).ShouldFault("/grid", "unknown-grid", "unknown-grid");
        var meeting = (await Plan(new { })).ShouldBeCreated();
        (await head.Post($"{MeetingPath}/{meeting.Id}/close", null, 1)).ShouldRefuse(HttpStatusCode.Conflict, "meeting-not-held");
        (await head.Post($"{MeetingPath}/{meeting.Id}/close", null)).Status.ShouldBe((HttpStatusCode)428);
        (await head.Post($"{MeetingPath}/{meeting.Id}/cancel", new { reason = "x" }, 9)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await head.Put($"{MeetingPath}/{meeting.Id}/minutes", new { text = "x" }, 1))
            .ShouldRefuse(HttpStatusCode.Conflict, "meeting-not-held");
        (await head.Post($"{MeetingPath}/{meeting.Id}/hold", new { heldAt = Ago(TimeSpan.FromMinutes(1)) }, 1))
            .ShouldFault("/attendance", "nobody-present", "nobody-present");
        (await head.Post($"{MeetingPath}/{meeting.Id}/hold", new
        {
            heldAt = Ago(TimeSpan.FromMinutes(1)), attendance = new[] { new { attendeeId = meeting.Id, attendance = "present" } },
        }, 1)).ShouldFault("/attendance/0/attendeeId", "unknown-attendee", "unknown-attendee");
        ((string)(await head.Post($"{MeetingPath}/{meeting.Id}/cancel", new { reason = "合并" }, 1)).ShouldBeOk()["endedReason"]!)
            .ShouldBe("合并");
        (await head.Post($"{MeetingPath}/{meeting.Id}/cancel", new { reason = "x" }, 2))
            .ShouldRefuse(HttpStatusCode.Conflict, "meeting-cancelled");
    }

    [Fact]
    public async Task It_is_read_in_its_grid_by_who_is_invited_and_by_who_acts_for_an_invited_group()
    {
        var street = await TestStreet.New();
        var group = await street.Group();
        var representative = await street.Representative(group);
        var meeting = await street.Planned("joint", street.Street, [new { groupId = group.Id }, street.Person("worker"),
            new { name = "王小明" }]);
        foreach (var who in new[] { "head1", "instructor", "supervisor", "admin", "worker" })
            (await (await street.As(who)).Get($"{MeetingPath}/{meeting.Id}")).ShouldBeOk();
        foreach (var who in new[] { "head2", "otherWorker", "department", "outsider" })
        {
            (await (await street.As(who)).Get($"{MeetingPath}/{meeting.Id}")).ShouldBe(HttpStatusCode.NotFound);
            (await (await street.As(who)).Get(MeetingPath)).Items().ShouldBeEmpty();
        }
        (await (await street.As("head1")).AttendeesOf(meeting.Id)).Select(each => (string?)each!["name"]).ShouldBe([null, "worker", "王**"]);
        // Who reads it by an invitation alone is shown the own name whole, and others masked.
        (await (await street.Worker()).AttendeesOf(meeting.Id)).Select(each => (string?)each!["name"]).ShouldBe([null, "worker", "王**"]);
        (await representative.AttendeesOf(meeting.Id)).Select(each => ((string?)each!["name"], (string?)each["group"]?["name"]))
            .ShouldBe([(null, "第1网格党小组"), ("w***", null), ("王**", null)]);
        (await representative.Get($"{MeetingPath}?group={group.Id}&count=true")).ShouldBeOk()["count"]!.GetValue<long>().ShouldBe(1);
        (await representative.AllowedFor($"{MeetingPath}/{meeting.Id}")).ShouldBe(["raise"]);
        (await representative.Post($"{MeetingPath}/{meeting.Id}/cancel", new { reason = "x" }, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await representative.Post(MeetingPath,
            new { kind = "joint", title = "x", grid = street.Grid, plannedAt = In(TimeSpan.FromHours(1)) }))
            .ShouldFault("/grid", "unknown-grid", "unknown-grid");
        var other = await street.Planned();
        (await representative.Get($"{MeetingPath}/{other.Id}")).ShouldBe(HttpStatusCode.NotFound);
        // The invitation ends with the attendee.
        var invited = (string)(await (await street.Head1()).AttendeesOf(meeting.Id))[0]!["id"]!;
        (await (await street.Head1()).Delete($"{MeetingPath}/{meeting.Id}/attendees/{invited}", ("If-Match", "\"1\""))).ShouldBeOk();
        (await representative.Get($"{MeetingPath}/{meeting.Id}")).ShouldBe(HttpStatusCode.NotFound);
        (await street.MeetingDifferences(meeting.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Lists_are_filtered_paged_and_exported_and_names_are_unmasked_for_a_purpose()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var first = await street.Held("study", street.Community);
        var second = await street.Planned("safety", street.Grid, [new { name = "=王小明", phone = "13803710001" }]);
        string[] Ids(Answer list) => [.. list.Items().Select(each => (string)each!["id"]!)];
        Ids(await head.Get(MeetingPath)).ShouldBe([second.Id, first.Id], ignoreOrder: true);
        var page = await head.Get($"{MeetingPath}?limit=1&count=true");
        ((long)page["count"]!, page["next"] is null).ShouldBe((2, false));
        Ids(await head.Get($"{MeetingPath}?limit=1&cursor={(string)page["next"]!}")).ShouldBe(Ids(await head.Get(MeetingPath))[1..]);
        Ids(await head.Get($"{MeetingPath}?kind=study&status=held&grid={street.Community}&q=传达")).ShouldBe([first.Id]);
        Ids(await head.Get($"{MeetingPath}?from={Today.AddDays(-400).Text()}&to={Today.AddDays(-2).Text()}")).ShouldBeEmpty();
        Ids(await head.Get($"{MeetingPath}?grid={street.Grid}&q=消防 会议室")).ShouldBe([second.Id]);
        (await head.Get(MeetingPath)).Items().ShouldAllBe(each => each!["minutes"] == null && each["agenda"] == null);
        (await head.Get($"{MeetingPath}?lang=zh")).ShouldFault("/lang", "only-in-export", "only-in-export");
        (await head.Get($"{MeetingPath}?limit=5", ("Accept", "text/csv"))).ShouldFault("/limit", "not-in-export", "not-in-export");
        var csv = (await head.Get($"{MeetingPath}?lang=zh&grid={street.Street}", ("Accept", "text/csv"))).Text;
        csv.ShouldContain("会议标识,日期,类型,会议,状态");
        csv.Split('\n').Length.ShouldBe(4);
        (await head.Get(MeetingPath, ("Accept", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))
            .Status.ShouldBe(HttpStatusCode.OK);
        var named = (await head.Post($"{MeetingPath}/{second.Id}/attendees/unmask", new { purpose = "通知改期" })).ShouldBeOk();
        named["items"]!.AsArray().Select(each => ((string)each!["name"]!, (string)each["phone"]!)).ShouldBe([("=王小明", "13803710001")]);
        (await street.ActionsIn("meeting", second.Id)).ShouldBe(["unmask_attendees"]);
        (await (await street.Supervisor()).Post($"{MeetingPath}/{second.Id}/attendees/unmask", new { purpose = "x" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }
}
