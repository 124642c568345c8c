using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Campaigns;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Campaigns;

/// <summary>Cancels a campaign that is planned or running.</summary>
public sealed class CancelCampaign(Db db)
    : ApiEndpoint<Change<CancelCampaign.Request>, Results<Ok<Campaign>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/cancel");
        Group<CampaignGroup>();
        Operation("Cancel a campaign", "Its records stay.");
        RequiresCapability(Capability.CampaignManage);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "campaign-ended");
        RequestExample("""{ "reason": "与区里的统一行动合并" }""");
    }

    /// <summary>Why a campaign is cancelled.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<Results<Ok<Campaign>, NotFound, ProblemHttpResult>> ExecuteAsync(
        Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Campaign>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (campaign, refusal) = await CampaignRules.FindForChange(tx, Actor, request.Id, request.Version);
            if (campaign is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            if (await CampaignTransition.Write(tx, Actor, campaign, CampaignAction.Cancel, request.Body.Reason) is { } refused)
                return refused;
            return TypedResults.Ok(await CampaignRow.Reread(tx, Actor, campaign.Id));
        }, ct);
}
