using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Needs.Claims;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Needs.Claims;

/// <summary>Releases a claim (放弃), so that its slot is free and the need is open again.</summary>
public sealed class ReleaseClaim(Db db) : ApiEndpoint<Change<ReleaseClaim.Request>, Results<Ok<Claim>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/release");
        Group<ClaimsApiGroup>();
        Operation("Release a claim",
            "By who claimed it, who acts for the group that did, or who publishes in the grid; until it is confirmed.");
        RequiresCapability(Capability.NeedClaim, or: Capability.NeedPublish);
        ProducesProblem(403, "not-your-claim");
        ProducesProblem(409, NeedChanges.ClaimStates);
        RequestExample("""{ "reason": "人手不足" }""");
    }

    /// <summary>Why a claim is released.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters. It is stored encrypted, and only the claim itself shows it.</param>
    public sealed record Request(FreeText Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<Results<Ok<Claim>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write(tx => NeedChanges.Act(tx, Actor, request.Id, request.Version, ClaimAction.Release, request.Body.Reason), ct);
}
