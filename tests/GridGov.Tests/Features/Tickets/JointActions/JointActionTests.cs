using System.Net;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Security;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Features.Tickets.JointActions;

public class JointActionTests
{
    static object Who(TestStreet street, string who) => new { personId = street.PersonId(who).ToString() };

    static async Task<Answer> Now(TestStreet street, Answer ticket) =>
        (await (await street.Supervisor()).Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk();

    /// <summary>Calls the department, and the officer of the role in the ticket's grid.</summary>
    static async Task<(Answer Joint, Answer Ticket)> Summoned(TestStreet street, Answer ticket, params object[] participants)
    {
        var joint = (await (await street.Dispatcher()).Do(ticket, "joint-actions", new
        {
            purpose = "断电后修剪",
            participants = participants.Length > 0 ? participants : [Who(street, "department"), new { role = "urban_management" }],
        })).ShouldBeCreated();
        return (joint, await Now(street, ticket));
    }

    [Fact]
    public async Task The_ticket_is_resolved_only_after_all_called_departments_and_roles_have_reported()
    {
        var street = await TestStreet.New();
        var (joint, ticket) = await Summoned(street, await street.Processing());
        joint["participants"]!.AsArray().Select(p => (string)p!["person"]!["name"]!).ShouldBe(["department", "officer"]);
        joint["participants"]!.AsArray().Select(p => (string)p!["status"]!).ShouldBe(["summoned", "summoned"]);
        ((string)ticket["jointAction"]!["id"]!).ShouldBe(joint.Id);
        ((string)ticket["status"]!).ShouldBe("processing");

        var officer = await street.Officer();
        var department = await street.Department();
        var path = $"joint-actions/{joint.Id}";
        var refusal = (await officer.Do(ticket, "resolve", new { result = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "participants-missing");
        ((string)refusal["detail"]!).ShouldContain("department");
        ((string)refusal["detail"]!).ShouldContain("officer");
        (await officer.Do(ticket, $"{path}/report", new { result = "x" })).ShouldRefuse(HttpStatusCode.Conflict, "not-arrived-yet");
        (await (await street.Instructor()).Do(ticket, $"{path}/arrive")).ShouldRefuse(HttpStatusCode.Forbidden, "not-summoned");

        (await officer.Do(ticket, $"{path}/arrive")).ShouldBeOk();
        ticket = await Now(street, ticket);
        (await officer.Do(ticket, $"{path}/arrive")).ShouldRefuse(HttpStatusCode.Conflict, "already-arrived");
        (await officer.Do(ticket, $"{path}/report", new { result = "已修剪" })).ShouldBeOk();
        ticket = await Now(street, ticket);
        (await officer.Do(ticket, $"{path}/report", new { result = "x" })).ShouldRefuse(HttpStatusCode.Conflict, "participant-finished");
        refusal = (await officer.Do(ticket, "resolve", new { result = "x" })).ShouldRefuse(HttpStatusCode.Conflict, "participants-missing");
        ((string)refusal["detail"]!).ShouldNotContain("officer");

        (await department.Do(ticket, $"{path}/arrive")).ShouldBeOk();
        ticket = await Now(street, ticket);
        var done = (await department.Do(ticket, $"{path}/report", new { result = "已断电" })).ShouldBeOk();
        ((string)done["status"]!).ShouldBe("done");
        done["endedAt"].ShouldNotBeNull();
        ticket = await Now(street, ticket);
        ticket["jointAction"].ShouldBeNull();
        (await department.Do(ticket, $"{path}/arrive")).ShouldRefuse(HttpStatusCode.Conflict, "no-open-joint-action");
        (await officer.Do(ticket, "resolve", new { result = "隐患消除" })).ShouldBeOk();

        var events = (await (await street.Supervisor()).Get($"/v1/tickets/{ticket.Id}/events"))["items"]!.AsArray();
        events.Select(e => (string)e!["action"]!).TakeLast(6)
            .ShouldBe(["summon", "arrive", "report_result", "arrive", "report_result", "resolve"]);
    }

    [Fact]
    public async Task A_participant_is_excused_by_another_person_with_a_reason()
    {
        var street = await TestStreet.New();
        var (joint, ticket) = await Summoned(street, await street.Accepted());
        var dispatcher = await street.Dispatcher();
        var path = $"joint-actions/{joint.Id}/excuse";
        (await dispatcher.Do(ticket, path, new { personId = street.PersonId("department").ToString(), reason = "" }))
            .ShouldFault("/reason", "required");
        (await dispatcher.Do(ticket, path, new { personId = street.PersonId("worker").ToString(), reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "not-a-participant");
        (await (await street.Department()).Do(ticket, path, new { personId = street.PersonId("department").ToString(), reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var excused = (await dispatcher.Do(ticket, path, new { personId = street.PersonId("department").ToString(), reason = "无需断电" }))
            .ShouldBeOk();
        ((string)excused["participants"]![0]!["status"]!).ShouldBe("excused");
        ((string)excused["participants"]![0]!["excuse"]!).ShouldBe("无需断电");
        ((string)excused["status"]!).ShouldBe("open");
        ticket = await Now(street, ticket);
        (await dispatcher.Do(ticket, path, new { personId = street.PersonId("department").ToString(), reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "participant-finished");
        ((string)(await dispatcher.Do(ticket, path, new { personId = street.PersonId("officer").ToString(), reason = "x" }))
            .ShouldBeOk()["status"]!).ShouldBe("done");
    }

    [Fact]
    public async Task Nobody_excuses_themselves()
    {
        var street = await TestStreet.New();
        await street.App.Db.Write(tx => TestStreet.Appoint(tx, street.PersonId("department"), PostKind.Dispatcher, street.County));
        var (joint, ticket) = await Summoned(street, await street.Accepted());
        (await (await street.Department())
            .Do(ticket, $"joint-actions/{joint.Id}/excuse", new { personId = street.PersonId("department").ToString(), reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "own-excuse");
    }

    [Fact]
    public async Task Only_people_with_a_post_for_the_tickets_grid_are_called_and_each_once()
    {
        var street = await TestStreet.New();
        var ticket = await street.Accepted();
        var dispatcher = await street.Dispatcher();
        await Refused("participant-outside-grid", Who(street, "otherOfficer"));
        await Refused("participant-outside-grid", Who(street, "worker"));
        await Refused("participant-outside-grid", Who(street, "outsider"));
        await Refused("role-vacant", new { role = "culture" });
        await Refused("participant-twice", Who(street, "officer"), new { role = "urban_management" });
        (await dispatcher.Do(ticket, "joint-actions", new { purpose = "x", participants = Array.Empty<object>() }))
            .ShouldFault("/participants", "required");
        (await dispatcher.Do(ticket, "joint-actions", new { purpose = "x", participants = new object[] { new { } } }))
            .ShouldFault("/participants/0", "required");
        (await (await street.Officer()).Do(ticket, "joint-actions", new { purpose = "x", participants = new[] { Who(street, "officer") } }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await Now(street, ticket)).Version.ShouldBe(ticket.Version);
        (await (await street.Supervisor()).Get($"/v1/tickets/{ticket.Id}/joint-actions"))["items"]!.AsArray()
            .ShouldBeEmpty("nothing is written on refusal");

        async Task Refused(string code, params object[] participants) =>
            (await dispatcher.Do(ticket, "joint-actions", new { purpose = "x", participants })).ShouldRefuse(HttpStatusCode.Conflict, code);
    }

    [Fact]
    public async Task A_ticket_has_one_joint_action_at_a_time_which_can_be_cancelled()
    {
        var street = await TestStreet.New();
        var (joint, ticket) = await Summoned(street, await street.Processing());
        var head = await street.Head3();
        (await head.Do(ticket, "joint-actions", new { purpose = "x", participants = new[] { Who(street, "officer") } }))
            .ShouldRefuse(HttpStatusCode.Conflict, "joint-action-open");
        (await (await street.Officer()).Do(ticket, $"joint-actions/{joint.Id}/cancel", new { reason = "x" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var cancelled = (await head.Do(ticket, $"joint-actions/{joint.Id}/cancel", new { reason = "已自行处置" })).ShouldBeOk();
        ((string)cancelled["status"]!).ShouldBe("cancelled");
        ((string)cancelled["cancelReason"]!).ShouldBe("已自行处置");
        ticket = await Now(street, ticket);
        (await (await street.Officer()).Do(ticket, "resolve", new { result = "已办" })).ShouldBeOk();

        var one = (await head.Get($"/v1/tickets/{ticket.Id}/joint-actions/{joint.Id}")).ShouldBeOk();
        ((string)one["status"]!).ShouldBe("cancelled");
        (await head.Get($"/v1/tickets/{(await street.File()).Id}/joint-actions/{joint.Id}"))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Outsider()).Get($"/v1/tickets/{ticket.Id}/joint-actions")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task The_tickets_end_cancels_the_joint_action_and_none_begins_before_the_establishment()
    {
        var street = await TestStreet.New();
        var (joint, ticket) = await Summoned(street, await street.Processing());
        (await (await street.Dispatcher()).Do(ticket, "cancel", new { reason = "误报" })).ShouldBeOk()["jointAction"].ShouldBeNull();
        ((string)(await (await street.Supervisor()).Get($"/v1/tickets/{ticket.Id}/joint-actions/{joint.Id}"))["status"]!)
            .ShouldBe("cancelled");
        (await (await street.Dispatcher())
            .Do(await street.File(), "joint-actions", new { purpose = "x", participants = new[] { Who(street, "officer") } }))
            .ShouldRefuse(HttpStatusCode.Conflict, "action-not-allowed-in-status");
    }

    [Fact]
    public async Task Participants_of_urgent_tickets_arrive_within_half_an_hour_or_are_shown_as_late()
    {
        var street = await TestStreet.New();
        var filed = (await (await street.Worker())
            .Post("/v1/tickets", new { category = "0303", description = "树碰高压线", urgency = "urgent" })).ShouldBeCreated();
        var accepted = (await (await street.Dispatcher()).Do(filed, "accept")).ShouldBeOk();
        var (joint, ticket) = await Summoned(street, accepted, Who(street, "department"), Who(street, "officer"));
        var summonedAt = DateTimeOffset.Parse((string)joint["summonedAt"]!);
        DateTimeOffset.Parse((string)joint["participants"]![0]!["arriveBy"]!).ShouldBe(summonedAt.AddMinutes(30));
        ticket["jointAction"]!["participants"]!.AsArray().ShouldAllBe(p => !(bool)p!["late"]!);

        await street.App.Db.Write(tx =>
            tx.Execute("UPDATE joint_participants SET arrive_by = @Past WHERE joint_action_id = @Id AND person_id = @Person",
            new { Past = tx.Now.Milliseconds - 60_000, Id = IdOf(joint.Id), Person = street.PersonId("department") }));
        var late = await Now(street, ticket);
        late["jointAction"]!["participants"]!.AsArray().Select(p => (bool)p!["late"]!).ShouldBe([true, false]);
        var arrived = (await (await street.Department()).Do(late, $"joint-actions/{joint.Id}/arrive")).ShouldBeOk();
        ((bool)arrived["participants"]![0]!["late"]!).ShouldBeTrue("who came late stays to have come late");
        // Lateness changes with time and not with the version, so the response is never 304.
        (await (await street.Supervisor()).Get($"/v1/tickets/{ticket.Id}", ("If-None-Match", $"\"{ticket.Version + 1}\""))).ShouldBeOk();
    }

    [Theory]
    [InlineData("routine", 4)]
    [InlineData("green_channel", 2)]
    public async Task Participants_of_other_tickets_arrive_within_working_hours(string urgency, int hours)
    {
        var street = await TestStreet.New();
        var filed = (await (await street.Worker()).Post("/v1/tickets", new { category = "0107", description = "树倾斜", urgency }))
            .ShouldBeCreated();
        var (joint, _) = await Summoned(street, (await (await street.Dispatcher()).Do(filed, "accept")).ShouldBeOk(),
            Who(street, "department"));
        var calendar = await street.App.Db.Read(async tx => await WorkingCalendars.Load(tx, street.Grid));
        var from = GridGov.Data.Instant.Of(DateTimeOffset.Parse((string)joint["summonedAt"]!));
        var to = GridGov.Data.Instant.Of(DateTimeOffset.Parse((string)joint["participants"]![0]!["arriveBy"]!));
        calendar.Between(from, to).ShouldBe(hours * 3_600_000L);
    }
}
