using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Meetings;

/// <summary>Cancels a meeting that is planned.</summary>
public sealed class CancelMeeting(Db db) : ApiEndpoint<Change<CancelMeeting.Request>, Results<Ok<Meeting>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/cancel");
        Group<MeetingsApiGroup>();
        Operation("Cancel a meeting", "Points that were raised before can still become a ticket or a need, or be noted.");
        RequiresCapability(Capability.MeetingManage);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "meeting-already-held", "meeting-closed", "meeting-cancelled");
        RequestExample("""{ "reason": "与下周的联席会合并" }""");
    }

    /// <summary>Why a meeting is cancelled.</summary>
    /// <param name="Reason">The reason, 1 to 1,000 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(1000);
        }
    }

    public override Task<Results<Ok<Meeting>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Meeting>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (meeting, refusal) = await MeetingRules.FindForChange(tx, Actor, request.Id, request.Version, MeetingAction.Cancel);
            if (meeting is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            var after = meeting with { Status = MeetingStatus.Cancelled, EndedAt = tx.Now, EndedReason = request.Body.Reason };
            if (await MeetingStore.Write(tx, Actor, after, "cancel") is { } stale)
                return stale;
            await InvitationNotices.OnChanged(tx, Actor, after);
            return TypedResults.Ok(await MeetingRow.Show(tx, Actor, meeting.Id));
        }, ct);
}
