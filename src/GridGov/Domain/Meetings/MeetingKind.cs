namespace GridGov.Domain.Meetings;

/// <summary>The kind of a meeting.</summary>
public enum MeetingKind
{
    /// <summary>安全例会</summary>
    Safety,
    /// <summary>联席会</summary>
    Joint,
    /// <summary>代表进站</summary>
    Deputies,
    /// <summary>企业圆桌</summary>
    RoundTable,
    /// <summary>居民评议</summary>
    Review,
    /// <summary>学习</summary>
    Study,
    /// <summary>培训</summary>
    Training,
}

/// <summary>The status of a meeting.</summary>
public enum MeetingStatus
{
    /// <summary>计划中</summary>
    Planned,
    /// <summary>已召开</summary>
    Held,
    /// <summary>已办结: what became of each point is known.</summary>
    Closed,
    /// <summary>已取消</summary>
    Cancelled,
}

/// <summary>What became of a point.</summary>
public enum PointStatus
{
    /// <summary>待处理</summary>
    Raised,
    /// <summary>转案卷</summary>
    Ticket,
    /// <summary>转需求</summary>
    Need,
    /// <summary>已记录: noted with a reason.</summary>
    Noted,
}
