namespace GridGov.Domain;

/// <summary>The status of a ticket (案卷).</summary>
public enum TicketStatus
{
    /// <summary>已上报: filed, not yet decided on.</summary>
    Submitted,
    /// <summary>核实中: being verified before the decision.</summary>
    Verifying,
    /// <summary>已立案: established; it counts from now on.</summary>
    Accepted,
    /// <summary>已派遣: dispatched to a handler who has not taken it yet.</summary>
    Dispatched,
    /// <summary>已退回: returned by the handler.</summary>
    Returned,
    /// <summary>处置中: being handled.</summary>
    Processing,
    /// <summary>挂账: suspended until a day.</summary>
    Suspended,
    /// <summary>已处置待核查: handled, waiting for the check.</summary>
    Resolved,
    /// <summary>返工: the check failed.</summary>
    Rework,
    /// <summary>已结案: checked and closed.</summary>
    Closed,
    /// <summary>不予立案: not established.</summary>
    Rejected,
    /// <summary>作废: cancelled.</summary>
    Cancelled,
    /// <summary>并案: merged into another ticket.</summary>
    Merged,
    /// <summary>研判归档: a condition that was noted.</summary>
    Noted,
}

/// <summary>The kind of a problem.</summary>
public enum TicketKind
{
    /// <summary>事件: an event.</summary>
    Event,
    /// <summary>部件: a component in the street that is broken or missing.</summary>
    Component,
    /// <summary>社情: a social condition.</summary>
    Condition,
}

/// <summary>The two programmes that the street reports on.</summary>
public enum Programme
{
    /// <summary>社情类</summary>
    SocialConditions,
    /// <summary>七个领域类</summary>
    SevenFields,
}

/// <summary>The urgency, which determines the time limits.</summary>
public enum Urgency
{
    /// <summary>一般</summary>
    Routine,
    /// <summary>紧急</summary>
    Urgent,
    /// <summary>绿色通道: an enterprise's or an official's fast track.</summary>
    GreenChannel,
}

/// <summary>The decision on a report (有效上报).</summary>
public enum ReportDecision
{
    /// <summary>有效: it was accepted, handled on the spot, or noted.</summary>
    Valid,
    /// <summary>无效: it was rejected.</summary>
    Invalid,
}

/// <summary>The source of a ticket.</summary>
public enum TicketSource
{
    /// <summary>日巡查</summary>
    Patrol,
    /// <summary>敲门走访</summary>
    Visit,
    /// <summary>居民</summary>
    Resident,
    /// <summary>企业诉求</summary>
    Enterprise,
    /// <summary>人大代表</summary>
    Deputy,
    /// <summary>共建单位</summary>
    MemberUnit,
    /// <summary>热线</summary>
    Hotline,
    /// <summary>部门</summary>
    Department,
    /// <summary>Open311</summary>
    Open311,
    /// <summary>导入</summary>
    Import,
    /// <summary>会议</summary>
    Meeting,
    /// <summary>需求</summary>
    Need,
    /// <summary>组织</summary>
    Group,
    /// <summary>群众</summary>
    Public,
}

/// <summary>The seven stages (七个环节) of national digital city management, and the end outside them.</summary>
public enum TicketStage
{
    /// <summary>信息收集</summary>
    Collect,
    /// <summary>案卷建立</summary>
    Establish,
    /// <summary>任务派遣</summary>
    Dispatch,
    /// <summary>任务处理</summary>
    Handle,
    /// <summary>处理反馈</summary>
    FeedBack,
    /// <summary>核查结案</summary>
    Check,
    /// <summary>综合评价</summary>
    Evaluate,
    /// <summary>Left the seven stages: rejected, cancelled, merged or noted.</summary>
    End,
}

/// <summary>The kind of a handler's request.</summary>
public enum RequestKind
{
    /// <summary>延期: adds the original limit once more.</summary>
    Extension,
    /// <summary>挂账: suspends the ticket until a day, with its clock paused.</summary>
    Suspension,
}

/// <summary>The four clocks of a ticket, each with a limit of its category.</summary>
public enum ClockStage
{
    /// <summary>受理: from filing to the decision.</summary>
    Accept,
    /// <summary>派遣: from the decision, a return or an escalation to the dispatch.</summary>
    Dispatch,
    /// <summary>处置: from the dispatch or a failed check to the report that it is done; paused while suspended.</summary>
    Handle,
    /// <summary>核查: from that report to the check.</summary>
    Check,
}
