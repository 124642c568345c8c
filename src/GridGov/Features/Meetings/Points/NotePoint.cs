using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Points;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Meetings.Points;

/// <summary>Notes a point that becomes neither a ticket nor a need, with the reason.</summary>
public sealed class NotePoint(Db db) : ApiEndpoint<Change<NotePoint.Request>, Results<Ok<Point>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/note");
        Group<PointsApiGroup>();
        Operation("Note a point", "Its answer is the reason, which everybody who reads the meeting is shown.");
        RequiresCapability(Capability.MeetingManage);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "point-decided");
        RequestExample("""{ "reason": "已当场答复：明年列入改造计划。" }""");
    }

    /// <summary>Why a point is only noted.</summary>
    /// <param name="Reason">The reason, 1 to 1,000 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(1000);
        }
    }

    public override Task<Results<Ok<Point>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Point>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (point, refusal) = await MeetingRules.FindForChange(tx, Actor, request.Id, request.Version, PointAction.Note);
            if (point is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            var after = point with { Status = PointStatus.Noted, DecidedAt = tx.Now, DecidedReason = request.Body.Reason };
            if (await PointStore.Write(tx, Actor, after, "note") is { } stale)
                return stale;
            return TypedResults.Ok(await PointRow.Show(tx, Actor, point.Id));
        }, ct);
}
