using GridGov.Api;
using GridGov.Domain.Meetings;
using GridGov.Security;

namespace GridGov.Features.Meetings.Attendees;

/// <summary>Takes back an invitation to a meeting that is planned.</summary>
public sealed class WithdrawInvitation(Db db)
    : ApiEndpoint<WithdrawInvitation.Input, Results<Ok<Meeting>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Delete("/{id}/attendees/{attendeeId}");
        Group<MeetingsApiGroup>();
        Operation("Take back an invitation", "Only before the meeting, and not of who has raised a point.");
        RequiresCapability(Capability.MeetingManage);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "meeting-already-held", "meeting-closed", "meeting-cancelled", "attendee-raised-points");
    }

    public sealed record Input(Id Id, Id AttendeeId, IfMatch Version);

    public override Task<Results<Ok<Meeting>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<Meeting>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (meeting, refusal) = await MeetingRules.FindForChange(tx, Actor, input.Id, input.Version, MeetingAction.Invite);
            if (meeting is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            if (await tx.QuerySingle<long>(CountPoints, new { Id = input.AttendeeId }) > 0)
                return Problems.Of("attendee-raised-points");
            if (await tx.Execute(Remove, new { Id = input.AttendeeId, Meeting = meeting.Id }) == 0)
                return TypedResults.NotFound();
            var details = new { Attendee = input.AttendeeId.ToString() };
            if (await MeetingStore.Write(tx, Actor, meeting, "withdraw_invitation", details) is { } stale)
                return stale;
            return TypedResults.Ok(await MeetingRow.Show(tx, Actor, meeting.Id));
        }, ct);

    const string CountPoints = "SELECT count(*) FROM points WHERE attendee_id = @Id";

    const string Remove = "DELETE FROM meeting_attendees WHERE id = @Id AND meeting_id = @Meeting";
}
