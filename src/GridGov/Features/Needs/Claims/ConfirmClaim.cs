using GridGov.Api;
using GridGov.Domain.Needs.Claims;
using GridGov.Security;

namespace GridGov.Features.Needs.Claims;

/// <summary>Confirms that a claim is done (确认).</summary>
public sealed class ConfirmClaim(Db db) : ApiEndpoint<ConfirmClaim.Input, Results<Ok<Claim>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/confirm");
        Group<ClaimsApiGroup>();
        Operation("Confirm a claim",
            "By who publishes in the grid, submitted the need or acts for its group; never by who claimed it, nor by anybody who acts " +
            "for the group that did. With the last slot the need is fulfilled, unless it continues.");
        RequiresCapability(Capability.NeedSubmit);
        ProducesProblem(403, "own-claim", "not-for-this-need");
        ProducesProblem(409, NeedChanges.ClaimStates);
    }

    public sealed record Input(Id Id, IfMatch Version);

    public override Task<Results<Ok<Claim>, NotFound, ProblemHttpResult>> ExecuteAsync(Input request, CancellationToken ct) =>
        db.Write(tx => NeedChanges.Act(tx, Actor, request.Id, request.Version, ClaimAction.Confirm), ct);
}
