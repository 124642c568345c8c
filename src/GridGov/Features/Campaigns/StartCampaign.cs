using GridGov.Api;
using GridGov.Domain.Campaigns;
using GridGov.Security;

namespace GridGov.Features.Campaigns;

/// <summary>Starts a campaign on one of its days.</summary>
public sealed class StartCampaign(Db db) : ApiEndpoint<StartCampaign.Input, Results<Ok<Campaign>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/start");
        Group<CampaignGroup>();
        Operation("Start a campaign", "Its target places are chosen now, and kept up to date as places change.");
        RequiresCapability(Capability.CampaignManage);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "campaign-already-running", "campaign-ended", "campaign-outside-its-days", "too-many-targets");
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
            if (await CampaignTransition.Write(tx, Actor, campaign, CampaignAction.Start) is { } refused)
                return refused;
            return TypedResults.Ok(await CampaignRow.Reread(tx, Actor, campaign.Id));
        }, ct);
}
