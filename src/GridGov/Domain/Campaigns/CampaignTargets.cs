namespace GridGov.Domain.Campaigns;

/// <summary>The target places of running campaigns.</summary>
static class CampaignTargets
{
    /// <summary>Chooses again whether a place is a target, after it was created, edited, moved or retired.</summary>
    public static Task OnPlaceChanged(Tx tx, Id place) => Task.CompletedTask;
}
