using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Domain.Campaigns;

/// <summary>The only place where the status of a campaign changes.</summary>
static class CampaignTransition
{
    /// <param name="actor">Null for what the days bring by themselves.</param>
    /// <returns>The refusal; null when it is done.</returns>
    public static async Task<ProblemHttpResult?> Write(
        Tx tx, Actor? actor, CampaignRow campaign, CampaignAction action, string? reason = null)
    {
        if (CampaignLifecycle.After(campaign.Status, action) is not { } status)
            return Problems.Of(CampaignLifecycle.RefusalOf(campaign.Status));
        CampaignTargets.Started? started = null;
        if (action == CampaignAction.Start)
        {
            if (tx.Today < campaign.FromDay || tx.Today > campaign.ToDay)
                return Problems.Of("campaign-outside-its-days", $"{campaign.FromDay:yyyy-MM-dd}", $"{campaign.ToDay:yyyy-MM-dd}");
            var grids = (await CampaignRow.ListGrids(tx, [campaign.Id]))[campaign.Id].Select(grid => grid.Code).ToList();
            started = await CampaignTargets.Start(tx, campaign.Id, grids, PlaceFilter.Read(campaign.Target));
            if (started is null)
                return Problems.Of("too-many-targets", CampaignTargets.MaxTargets);
        }
        var ended = status is CampaignStatus.Closed or CampaignStatus.Cancelled ? tx.Now : (Instant?)null;
        if (await tx.Execute(Update, new { campaign.Id, campaign.Version, Status = status, EndedAt = ended, EndedReason = reason }) == 0)
            return Problems.StaleVersion();
        await Journal.Append(tx, campaign.Event(action.ToCode(), actor,
            started is null ? null : new { started.Places, Targets = started.Hash }, reason));
        return null;
    }

    const string Update = """
        UPDATE campaigns
           SET status = @Status, ended_at = @EndedAt, ended_reason = @EndedReason, version = version + 1
         WHERE id = @Id AND version = @Version
        """;
}
