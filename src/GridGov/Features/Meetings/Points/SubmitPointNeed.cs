using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Points;
using GridGov.Domain.Needs;
using GridGov.Security;

namespace GridGov.Features.Meetings.Points;

/// <summary>Submits a point as a need (转需求).</summary>
public sealed class SubmitPointNeed(Db db) : ApiEndpoint<Change<SubmitPointNeed.Request>, Results<Ok<Point>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/submit-need");
        Group<PointsApiGroup>();
        Operation("Submit a point as a need",
            "With the words of the point, in the grid that it concerns. The need is published and claimed like any other.");
        RequiresCapability(Capability.MeetingManage);
        RequiresIdempotencyKey();
        ProducesProblem(400, "unknown-place", "place-retired", "need-group-not-usable", "need-grid-not-usable", "grid-retired");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "point-decided");
        RequestExample("""{ "kind": "service" }""");
    }

    /// <summary>How a point becomes a need.</summary>
    /// <param name="Kind">What is needed.</param>
    /// <param name="GroupId">
    /// The id of the group whose need it is; absent for one of residents, or of the meeting's group where the caller acts for that group.
    /// </param>
    /// <param name="PlaceId">The id of the place where it is.</param>
    /// <param name="Slots">How many claims it takes, 1 to 1,000.</param>
    /// <param name="ClaimBy">The last day on which it waits for claims without an alert, yyyy-MM-dd; by default in 14 days.</param>
    public sealed record Request(NeedKind Kind, Id? GroupId = null, Id? PlaceId = null, int Slots = 1, DateOnly? ClaimBy = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Slots).InclusiveBetween(1, NeedDraft.MaxSlots);
        }
    }

    public override Task<Results<Ok<Point>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Point>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (point, refusal) = await MeetingRules.FindForChange(tx, Actor, request.Id, request.Version, PointAction.SubmitNeed);
            if (point is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            var body = request.Body;
            var (need, notSubmitted) = await NeedSubmission.Submit(tx, Actor, new NeedDraft(body.Kind, point.Title, point.Description,
                point.GridCode, body.PlaceId, body.GroupId ?? MeetingRules.ActsFor(Actor, point.MeetingGrid, point.MeetingGroup),
                Slots: body.Slots, ClaimBy: body.ClaimBy));
            if (need is null)
                return notSubmitted!;
            var after = point with { Status = PointStatus.Need, NeedId = need.Id, DecidedAt = tx.Now };
            if (await PointStore.Write(tx, Actor, after, PointAction.SubmitNeed.ToCode()) is { } stale)
                return stale;
            return TypedResults.Ok(await PointRow.Show(tx, Actor, point.Id));
        }, ct);
}
