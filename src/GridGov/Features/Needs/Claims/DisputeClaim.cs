using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Needs.Claims;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Needs.Claims;

/// <summary>Disputes that a claim is done (异议), so that it is served on.</summary>
public sealed class DisputeClaim(Db db) : ApiEndpoint<Change<DisputeClaim.Request>, Results<Ok<Claim>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/dispute");
        Group<ClaimsApiGroup>();
        Operation("Dispute a claim that was reported done", "By whoever may confirm it.");
        RequiresCapability(Capability.NeedSubmit);
        ProducesProblem(403, "own-claim", "not-for-this-need");
        ProducesProblem(409, NeedChanges.ClaimStates);
        RequestExample("""{ "reason": "还差一次上门" }""");
    }

    /// <summary>Why a claim is disputed.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters. It is stored encrypted, and only the claim itself shows it.</param>
    public sealed record Request(FreeText Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<Results<Ok<Claim>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write(tx => NeedChanges.Act(tx, Actor, request.Id, request.Version, ClaimAction.Dispute, request.Body.Reason), ct);
}
