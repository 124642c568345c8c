using GridGov.Api;
using GridGov.Domain.Needs.Claims;
using GridGov.Security;

namespace GridGov.Features.Needs.Claims;

/// <summary>Begins to serve a claim (开始服务).</summary>
public sealed class StartClaim(Db db) : ApiEndpoint<StartClaim.Input, Results<Ok<Claim>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/start");
        Group<ClaimsApiGroup>();
        Operation("Start to serve a claim");
        RequiresCapability(Capability.NeedClaim);
        ProducesProblem(403, "not-your-claim");
        ProducesProblem(409, NeedChanges.ClaimStates);
    }

    public sealed record Input(Id Id, IfMatch Version);

    public override Task<Results<Ok<Claim>, NotFound, ProblemHttpResult>> ExecuteAsync(Input request, CancellationToken ct) =>
        db.Write(tx => NeedChanges.Act(tx, Actor, request.Id, request.Version, ClaimAction.Start), ct);
}
