using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Claims;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Needs;

/// <summary>Withdraws a need (撤回) that is needed no more.</summary>
public sealed class WithdrawNeed(Db db) : ApiEndpoint<Change<WithdrawNeed.Request>, Results<Ok<Need>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/withdraw");
        Group<NeedsApiGroup>();
        Operation("Withdraw a need",
            "By who submitted it or acts for its group, until a claim is confirmed. Claims that go on are released.");
        RequiresCapability(Capability.NeedSubmit);
        ProducesProblem(403, "not-for-this-need");
        ProducesProblem(409, "need-closed", "claim-confirmed-already");
        RequestExample("""{ "reason": "已自行解决" }""");
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
            var (need, refusal) = await NeedChanges.Find(tx, Actor, request.Id, request.Version, NeedAction.Withdraw);
            if (need is null)
                return TypedResults.NotFound();
            var (status, closing) = NeedLifecycle.After(need.Status, NeedAction.Withdraw);
            var after = need with
            {
                Status = status,
                Closing = closing,
                ClosedAt = tx.Now,
                Reason = request.Body.Reason.MaskedIf(confidential: false),
            };
            return (refusal
                ?? await ClaimTransition.ReleaseAll(tx, Actor, need.Id, "该需求已撤回。")
                ?? await NeedTransition.Write(tx, Actor, after, NeedAction.Withdraw.ToCode(), Capability.NeedSubmit)) is { } refused
                ? refused
                : TypedResults.Ok(await NeedView.Reload(tx, Actor, need.Id));
        }, ct);
}
