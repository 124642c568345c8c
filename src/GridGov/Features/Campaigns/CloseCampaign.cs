using GridGov.Api;
using GridGov.Domain.Campaigns;
using GridGov.Security;

namespace GridGov.Features.Campaigns;

/// <summary>Closes a running campaign.</summary>
public sealed class CloseCampaign(Db db) : ApiEndpoint<CloseCampaign.Input, Results<Ok<Campaign>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/close");
        Group<CampaignGroup>();
        Operation("Close a campaign", "Records that were made before are still taken.");
        RequiresCapability(Capability.CampaignManage);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "campaign-not-running", "campaign-ended");
    }

    public sealed record Input(Id Id, IfMatch Version);

    public override Task<Results<Ok<Campaign>, NotFound, ProblemHttpResult>> ExecuteAsync(Input request, CancellationToken ct) =>
        db.Write<Results<Ok<Campaign>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (campaign, refusal) = await CampaignRules.FindForChange(tx, Actor, request.Id, request.Version);
            if (campaign is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            if (await CampaignTransition.Write(tx, Actor, campaign, CampaignAction.Close) is { } refused)
                return refused;
            return TypedResults.Ok(await CampaignRow.Reread(tx, Actor, campaign.Id));
        }, ct);
}
