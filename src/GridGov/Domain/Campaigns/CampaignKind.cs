namespace GridGov.Domain.Campaigns;

/// <summary>The kind of a campaign (行动).</summary>
public enum CampaignKind
{
    /// <summary>日巡查</summary>
    Patrol,
    /// <summary>敲门行动</summary>
    Visit,
    /// <summary>问卷</summary>
    Survey,
    /// <summary>排查</summary>
    Inspection,
    /// <summary>派送</summary>
    Delivery,
}

/// <summary>The status of a campaign.</summary>
public enum CampaignStatus
{
    /// <summary>计划中: everything of it can be edited.</summary>
    Planned,
    /// <summary>进行中: records are made in it.</summary>
    Running,
    /// <summary>已结束</summary>
    Closed,
    /// <summary>已取消</summary>
    Cancelled,
}

/// <summary>How often a campaign wants its places visited.</summary>
public enum CampaignCycle
{
    /// <summary>一次: once in all its days.</summary>
    Once,
    /// <summary>每日</summary>
    Day,
    /// <summary>每周: from Monday on.</summary>
    Week,
    /// <summary>每月</summary>
    Month,
    /// <summary>每季度</summary>
    Quarter,
}

/// <summary>What was found at a place or point.</summary>
public enum RecordOutcome
{
    /// <summary>见到: somebody was met.</summary>
    Met,
    /// <summary>无人: nobody was there, so the place still waits for a visit.</summary>
    Absent,
    /// <summary>拒访: somebody refused the visit.</summary>
    Refused,
    /// <summary>正常: everything was in order.</summary>
    InOrder,
    /// <summary>发现问题: something was found.</summary>
    Finding,
    /// <summary>已送达: something was handed over.</summary>
    HandedOver,
}

/// <summary>How a round ended.</summary>
public enum RoundEnding
{
    /// <summary>结束: by the person.</summary>
    Finished,
    /// <summary>自动结束: at midnight, because the person did not finish it.</summary>
    Lapsed,
}
