using GridGov.Api;
using GridGov.Domain.Needs.Claims;
using GridGov.Security;

namespace GridGov.Features.Needs.Claims;

/// <summary>Reports a claim done (报告完成), for somebody else to confirm.</summary>
public sealed class ReportClaimDone(Db db) : ApiEndpoint<ReportClaimDone.Input, Results<Ok<Claim>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/report-done");
        Group<ClaimsApiGroup>();
        Operation("Report a claim done");
        RequiresCapability(Capability.NeedClaim);
        ProducesProblem(403, "not-your-claim");
        ProducesProblem(409, NeedChanges.ClaimStates);
    }

    public sealed record Input(Id Id, IfMatch Version);

    public override Task<Results<Ok<Claim>, NotFound, ProblemHttpResult>> ExecuteAsync(Input request, CancellationToken ct) =>
        db.Write(tx => NeedChanges.Act(tx, Actor, request.Id, request.Version, ClaimAction.ReportDone), ct);
}
