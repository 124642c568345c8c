using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Meetings.Attendees;

/// <summary>Corrects whether an attendee of a held meeting came.</summary>
public sealed class SetAttendance(Db db) : ApiEndpoint<SetAttendance.Input, Results<Ok<Meeting>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Put("/{id}/attendees/{attendeeId}");
        Group<MeetingsApiGroup>();
        Operation("Correct an attendance", "While the meeting is held and not closed; an equal value is no change.");
        RequiresCapability(Capability.MeetingManage);
        ProducesProblem(400, "nobody-present");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "meeting-not-held", "meeting-closed", "meeting-cancelled");
        RequestExample("""{ "attendance": "excused" }""");
    }

    /// <summary>An attendance.</summary>
    /// <param name="Attendance">Whether they came.</param>
    [NoValidator]
    public sealed record Request(Attendance Attendance);

    public sealed record Input(Id Id, Id AttendeeId, [FromBody] Request Body, IfMatch Version);

    public override Task<Results<Ok<Meeting>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<Meeting>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (meeting, refusal) = await MeetingRules.FindForChange(tx, Actor, input.Id, input.Version, MeetingAction.SetAttendance);
            if (meeting is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            var attendees = await AttendeeRow.List(tx, meeting.Id);
            if (attendees.Find(each => each.Id == input.AttendeeId) is not { } attendee)
                return TypedResults.NotFound();
            if (attendee.Attendance == input.Body.Attendance)
                return TypedResults.Ok(await MeetingRow.Show(tx, Actor, meeting.Id));
            if (!attendees.Exists(each =>
                (each.Id == attendee.Id ? input.Body.Attendance : each.Attendance) == Attendance.Present))
                return Problems.At("/attendance", "nobody-present");
            await tx.Execute(Set, new { attendee.Id, input.Body.Attendance });
            var details = new { Attendee = attendee.Id.ToString(), input.Body.Attendance };
            if (await MeetingStore.Write(tx, Actor, meeting, "set_attendance", details) is { } stale)
                return stale;
            return TypedResults.Ok(await MeetingRow.Show(tx, Actor, meeting.Id));
        }, ct);

    const string Set = "UPDATE meeting_attendees SET attendance = @Attendance WHERE id = @Id";
}
