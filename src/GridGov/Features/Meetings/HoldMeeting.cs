using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Series;
using GridGov.Features.Meetings.Attendees;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Meetings;

/// <summary>Records that a planned meeting was held, and who came.</summary>
public sealed class HoldMeeting(Db db) : ApiEndpoint<Change<HoldMeeting.Request>, Results<Ok<Meeting>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/hold");
        Group<MeetingsApiGroup>();
        Operation("Record that a meeting was held",
            "With the attendance of each who was invited, and of who came without an invitation. It counts in the cycle of the " +
            "series that " +
            "the day lies in on which it was held.");
        RequiresCapability(Capability.MeetingManage);
        ProducesProblem(
            400, "held-in-future", "held-too-long-ago", "attendance-incomplete", "nobody-present", "unknown-attendee", "unknown-person",
            "unknown-group", "invited-twice");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(
            409, "meeting-already-held", "meeting-closed", "meeting-cancelled", "person-disabled", "group-ended", "too-many-attendees");
        RequestExample("""
            { "heldAt": "2026-11-28T15:10:00+08:00", "walkIns": [{ "name": "赵强", "attendance": "present" }], "minutes": "与会企业提出三项议题。" }
            """);
    }

    /// <summary>A held meeting.</summary>
    /// <param name="HeldAt">The time at which it was held, at most 400 days ago.</param>
    /// <param name="Attendance">The attendance of each who was invited.</param>
    /// <param name="WalkIns">Who came without an invitation, each with the attendance present.</param>
    /// <param name="Minutes">The minutes, 1 to 20,000 characters.</param>
    public sealed record Request(
        Instant HeldAt, IReadOnlyList<AttendanceOf>? Attendance = null, IReadOnlyList<Invitee>? WalkIns = null, string? Minutes = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Attendance).Must(list => list is null || list.Count <= AttendeeRow.MaxPerMeeting).WithErrorCode("too_many");
                RuleFor(r => r.WalkIns).InviteeList();
                RuleForEach(r => r.WalkIns).SetValidator(new Invitee.Validator());
                RuleForEach(r => r.WalkIns).Must(each => each is null or { Attendance: Domain.Meetings.Attendance.Present })
                    .WithErrorCode("unknown_code");
                RuleFor(r => r.Minutes).OptionalText(20_000);
            }
        }
    }

    /// <summary>Whether somebody came who was invited.</summary>
    /// <param name="AttendeeId">The id of the attendee.</param>
    /// <param name="Attendance">Whether they came.</param>
    public sealed record AttendanceOf(Id AttendeeId, Attendance Attendance);

    public override Task<Results<Ok<Meeting>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Meeting>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (meeting, refusal) = await MeetingRules.FindForChange(tx, Actor, request.Id, request.Version, MeetingAction.Hold);
            if (meeting is null)
                return TypedResults.NotFound();
            var body = request.Body;
            if ((refusal ?? MeetingRules.CheckHeldAt(tx, body.HeldAt)) is { } refused)
                return refused;
            var attendees = await AttendeeRow.List(tx, meeting.Id);
            if (Check(attendees, body) is { } fault)
                return fault;
            foreach (var each in body.Attendance ?? [])
                await tx.Execute(SetAttendance, new { each.AttendeeId, each.Attendance });
            if (await Invitations.Add(
                tx, Actor, meeting.Id, body.WalkIns ?? [], attendees, "/walkIns", invited: false, held: true) is { } unusable)
            {
                tx.Rollback();
                return unusable;
            }
            var day = tx.DayOf(body.HeldAt);
            var after = meeting with
            {
                Status = MeetingStatus.Held,
                HeldAt = body.HeldAt,
                Day = day,
                Minutes = body.Minutes,
                // The series may have ended since it was planned; then it counts in no cycle.
                CycleDay = meeting.SeriesId is { } series ? (await SeriesRow.Load(tx, series)).CycleOf(day)?.First : null,
            };
            if (await MeetingStore.Write(tx, Actor, after, "hold") is { } stale)
                return stale;
            return TypedResults.Ok(await MeetingRow.Show(tx, Actor, meeting.Id));
        }, ct);

    static ProblemHttpResult? Check(List<AttendeeRow> attendees, Request body)
    {
        var given = new Dictionary<Id, Attendance>();
        foreach (var (i, each) in (body.Attendance ?? []).Index())
        {
            if (!attendees.Exists(attendee => attendee.Id == each.AttendeeId))
                return Problems.At($"/attendance/{i}/attendeeId", "unknown-attendee");
            if (!given.TryAdd(each.AttendeeId, each.Attendance))
                return Problems.At($"/attendance/{i}/attendeeId", "invited-twice");
        }
        return given.Count < attendees.Count ? Problems.At("/attendance", "attendance-incomplete", attendees.Count - given.Count)
            : body.WalkIns is not { Count: > 0 } && !given.ContainsValue(Domain.Meetings.Attendance.Present)
                ? Problems.At("/attendance", "nobody-present")
            : null;
    }

    const string SetAttendance = "UPDATE meeting_attendees SET attendance = @Attendance WHERE id = @AttendeeId";
}
