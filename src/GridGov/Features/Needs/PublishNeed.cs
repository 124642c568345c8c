using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Needs;
using GridGov.Security;

namespace GridGov.Features.Needs;

/// <summary>Publishes a need (发布), so that groups and workers of its grid can claim it.</summary>
public sealed class PublishNeed(Db db)
    : ApiEndpoint<ChangeWithOptionalBody<PublishNeed.Request>, Results<Ok<Need>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/publish");
        Group<NeedsApiGroup>();
        Operation("Publish a need", "It shows to the groups of its grid from then on, without its contact.");
        RequiresCapability(Capability.NeedPublish);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "need-closed", "need-already-published");
        RequestExample("""{ "slots": 2 }""");
    }

    /// <summary>What whoever publishes a need may set.</summary>
    /// <param name="Slots">How many claims it takes, 1 to 1,000; as it was submitted by default.</param>
    /// <param name="ClaimBy">The last day on which it waits for claims without an alert, yyyy-MM-dd; as submitted by default.</param>
    public sealed record Request(int? Slots = null, DateOnly? ClaimBy = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Slots).InclusiveBetween(1, NeedDraft.MaxSlots);
        }
    }

    public override Task<Results<Ok<Need>, NotFound, ProblemHttpResult>> ExecuteAsync(
        ChangeWithOptionalBody<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Need>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (need, refusal) = await NeedChanges.Find(tx, Actor, request.Id, request.Version, NeedAction.Publish);
            if (need is null)
                return TypedResults.NotFound();
            var after = need with
            {
                Slots = request.Body?.Slots ?? need.Slots,
                ClaimBy = request.Body?.ClaimBy ?? need.ClaimBy,
                Status = NeedLifecycle.After(need.Status, NeedAction.Publish).Status,
                PublishedAt = tx.Now,
            };
            return (refusal ?? NeedSubmission.CheckClaimBy(tx, after.ClaimBy)
                ?? await NeedTransition.Write(tx, Actor, after, NeedAction.Publish.ToCode())) is { } refused
                ? refused
                : TypedResults.Ok(await NeedView.Reload(tx, Actor, need.Id));
        }, ct);
}
