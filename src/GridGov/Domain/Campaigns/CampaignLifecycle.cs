namespace GridGov.Domain.Campaigns;

/// <summary>What is done with a campaign as a whole.</summary>
enum CampaignAction
{
    /// <summary>修改: edits it.</summary>
    Edit,
    /// <summary>启动: starts it.</summary>
    Start,
    /// <summary>结束: closes it.</summary>
    Close,
    /// <summary>取消: cancels it.</summary>
    Cancel,
}

/// <summary>The status table of campaigns. It is pure and asks no database.</summary>
static class CampaignLifecycle
{
    /// <summary>The status after an action; null where the status refuses it.</summary>
    public static CampaignStatus? After(CampaignStatus status, CampaignAction action) => (status, action) switch
    {
        (CampaignStatus.Planned or CampaignStatus.Running, CampaignAction.Edit) => status,
        (CampaignStatus.Planned, CampaignAction.Start) => CampaignStatus.Running,
        (CampaignStatus.Running, CampaignAction.Close) => CampaignStatus.Closed,
        (CampaignStatus.Planned or CampaignStatus.Running, CampaignAction.Cancel) => CampaignStatus.Cancelled,
        _ => null,
    };

    /// <summary>Why a status refuses an action.</summary>
    public static string RefusalOf(CampaignStatus status) => status switch
    {
        CampaignStatus.Planned => "campaign-not-running",
        CampaignStatus.Running => "campaign-already-running",
        CampaignStatus.Closed or CampaignStatus.Cancelled => "campaign-ended",
    };

    /// <summary>What happens to a campaign by itself on a day: it starts on its first one and closes after its last one.</summary>
    public static CampaignAction? DueOn(CampaignStatus status, DateOnly from, DateOnly to, DateOnly day) => status switch
    {
        CampaignStatus.Planned when day > to => CampaignAction.Cancel,
        CampaignStatus.Planned when day >= from => CampaignAction.Start,
        CampaignStatus.Running when day > to => CampaignAction.Close,
        _ => null,
    };
}
