using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Security;

namespace GridGov.Features.Meetings.Attendees;

/// <summary>Invites people and groups to a meeting that is planned.</summary>
public sealed class InviteToMeeting(Db db)
    : ApiEndpoint<Change<InviteToMeeting.Request>, Results<Ok<Meeting>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/attendees");
        Group<MeetingsApiGroup>();
        Operation("Invite to a meeting",
            "Who is invited and has an account reads the meeting, if a post of theirs reads meetings at all; and so does who acts for an " +
            "invited group. People with an account are notified, and again when the meeting has another time or is cancelled.");
        RequiresCapability(Capability.MeetingManage);
        RequiresIdempotencyKey();
        ProducesProblem(400, "unknown-person", "unknown-group", "invited-twice", "attendance-not-expected");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(
            409, "meeting-already-held", "meeting-closed", "meeting-cancelled", "person-disabled", "group-ended", "too-many-attendees");
        RequestExample("""{ "invitees": [{ "name": "李明", "phone": "13803710002" }] }""");
    }

    /// <summary>Whom to invite.</summary>
    /// <param name="Invitees">1 to 500 people or groups.</param>
    public sealed record Request(IReadOnlyList<Invitee> Invitees)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Invitees).NotEmpty();
                RuleFor(r => r.Invitees).InviteeList();
                RuleForEach(r => r.Invitees).SetValidator(new Invitee.Validator());
            }
        }
    }

    public override Task<Results<Ok<Meeting>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Meeting>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (meeting, refusal) = await MeetingRules.FindForChange(tx, Actor, request.Id, request.Version, MeetingAction.Invite);
            if (meeting is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            var present = await AttendeeRow.List(tx, meeting.Id);
            if (await Invitations.Add(
                tx, Actor, meeting.Id, request.Body.Invitees, present, "/invitees", invited: true, held: false) is { } unusable)
                return unusable;
            if (await MeetingStore.Write(tx, Actor, meeting, "invite", new { request.Body.Invitees.Count }) is { } stale)
                return stale;
            await InvitationNotices.OnInvited(tx, Actor, meeting, request.Body.Invitees.Select(each => each.PersonId).OfType<Id>());
            return TypedResults.Ok(await MeetingRow.Show(tx, Actor, meeting.Id));
        }, ct);
}
