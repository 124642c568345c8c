using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Needs;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Needs;

/// <summary>Declines a need (不予采纳) that the office does not publish.</summary>
public sealed class DeclineNeed(Db db) : ApiEndpoint<Change<DeclineNeed.Request>, Results<Ok<Need>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/decline");
        Group<NeedsApiGroup>();
        Operation("Decline a need", "Before it is published, or while nobody has claimed it.");
        RequiresCapability(Capability.NeedPublish);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "need-closed", "need-taken", "need-has-claims");
        RequestExample("""{ "reason": "已有同类需求在办" }""");
    }

    /// <summary>Why a need is closed.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    public sealed record Request(FreeText Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<Results<Ok<Need>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Need>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (need, refusal) = await NeedChanges.Find(tx, Actor, request.Id, request.Version, NeedAction.Decline);
            if (need is null)
                return TypedResults.NotFound();
            var (status, closing) = NeedLifecycle.After(need.Status, NeedAction.Decline);
            var after = need with
            {
                Status = status,
                Closing = closing,
                ClosedAt = tx.Now,
                Reason = request.Body.Reason.MaskedIf(confidential: false),
            };
            return (refusal
                ?? await NeedTransition.Write(tx, Actor, after, NeedAction.Decline.ToCode(), Capability.NeedPublish)) is { } refused
                ? refused
                : TypedResults.Ok(await NeedView.Reload(tx, Actor, need.Id));
        }, ct);
}
