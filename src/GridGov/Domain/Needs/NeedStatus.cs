namespace GridGov.Domain.Needs;

/// <summary>The status of a need.</summary>
public enum NeedStatus
{
    /// <summary>已提交: not published yet.</summary>
    Submitted,
    /// <summary>待认领: published, with a free slot.</summary>
    Open,
    /// <summary>已认领: claims fill its slots.</summary>
    Taken,
    /// <summary>已办结</summary>
    Closed,
}

/// <summary>Why a need is closed.</summary>
public enum NeedClosing
{
    /// <summary>已实现: all of its claims were confirmed.</summary>
    Fulfilled,
    /// <summary>已转案卷: it became a ticket.</summary>
    Ticket,
    /// <summary>已撤回: by who submitted it.</summary>
    Withdrawn,
    /// <summary>未采纳: the office does not publish it.</summary>
    Declined,
}

/// <summary>The status of a claim.</summary>
public enum ClaimStatus
{
    /// <summary>已认领</summary>
    Claimed,
    /// <summary>服务中</summary>
    Serving,
    /// <summary>已完成: reported done by who claimed it.</summary>
    Done,
    /// <summary>已确认</summary>
    Confirmed,
    /// <summary>已放弃: the slot is free again.</summary>
    Released,
}
