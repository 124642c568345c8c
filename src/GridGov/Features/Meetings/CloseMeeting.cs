using GridGov.Api;
using GridGov.Domain.Meetings;
using GridGov.Security;

namespace GridGov.Features.Meetings;

/// <summary>Closes a held meeting, when something became of each of its points.</summary>
public sealed class CloseMeeting(Db db) : ApiEndpoint<CloseMeeting.Input, Results<Ok<Meeting>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/close");
        Group<MeetingsApiGroup>();
        Operation("Close a meeting", "Afterwards its minutes, attendance and marks stay as they are. Its tickets and needs go on.");
        RequiresCapability(Capability.MeetingManage);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "meeting-not-held", "meeting-closed", "meeting-cancelled", "points-undecided");
    }

    public sealed record Input(Id Id, IfMatch Version);

    public override Task<Results<Ok<Meeting>, NotFound, ProblemHttpResult>> ExecuteAsync(Input request, CancellationToken ct) =>
        db.Write<Results<Ok<Meeting>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (meeting, refusal) = await MeetingRules.FindForChange(tx, Actor, request.Id, request.Version, MeetingAction.Close);
            if (meeting is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            var after = meeting with { Status = MeetingStatus.Closed, EndedAt = tx.Now };
            if (await MeetingStore.Write(tx, Actor, after, "close") is { } stale)
                return stale;
            return TypedResults.Ok(await MeetingRow.Show(tx, Actor, meeting.Id));
        }, ct);
}
