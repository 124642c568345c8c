namespace GridGov.Domain.Tickets;

/// <summary>An action on a ticket.</summary>
public enum TicketAction
{
    /// <summary>撤回: the filer takes back a report that nobody has accepted.</summary>
    Withdraw,
    /// <summary>立案</summary>
    Accept,
    /// <summary>核实: a worker or inspector is asked to verify the report before the decision.</summary>
    Verify,
    /// <summary>核实反馈: the findings of the verification are reported back.</summary>
    ReportBack,
    /// <summary>不予立案</summary>
    Reject,
    /// <summary>并案: merged into another ticket of the same problem.</summary>
    Merge,
    /// <summary>研判归档: a condition is noted; there is nothing to handle.</summary>
    Note,
    /// <summary>自行处置: the worker on site handles it on the spot.</summary>
    SelfHandle,
    /// <summary>派遣</summary>
    Dispatch,
    /// <summary>收回: the dispatch is taken back before the handler takes the ticket.</summary>
    Recall,
    /// <summary>改派: to another handler at the same level; the handling clock runs on.</summary>
    Reassign,
    /// <summary>拆分: into parts (子单), each a ticket of its own.</summary>
    Split,
    /// <summary>接单</summary>
    Take,
    /// <summary>退回</summary>
    Return,
    /// <summary>处置完成</summary>
    Resolve,
    /// <summary>挂账: suspended until a day.</summary>
    Suspend,
    /// <summary>恢复处置: the suspension ends.</summary>
    Resume,
    /// <summary>上报: to the next level up.</summary>
    Escalate,
    /// <summary>核查通过</summary>
    Pass,
    /// <summary>核查不通过</summary>
    Fail,
    /// <summary>综合评价: the handling of a closed ticket is scored.</summary>
    Evaluate,
    /// <summary>作废</summary>
    Cancel,
    /// <summary>重新立案</summary>
    Reopen,

    /// <summary>备注: a comment in the history.</summary>
    Comment,

    /// <summary>申请延期: the handler requests more time.</summary>
    RequestExtension,
    /// <summary>申请挂账: the handler requests a suspension.</summary>
    RequestSuspension,
    /// <summary>批准申请</summary>
    ApproveRequest,
    /// <summary>驳回申请</summary>
    RefuseRequest,

    /// <summary>吹哨: departments and roles are summoned together.</summary>
    Summon,
    /// <summary>报到: a summoned person arrives.</summary>
    Arrive,
    /// <summary>反馈: a summoned person reports the result.</summary>
    ReportResult,
    /// <summary>准予不到场: a summoned person need not come or need not report.</summary>
    Excuse,
    /// <summary>撤销联合行动</summary>
    CancelJointAction,

    /// <summary>督办: a supervisor's order with a deadline for the reply.</summary>
    Supervise,
    /// <summary>督办回复</summary>
    Reply,
    /// <summary>催办</summary>
    Remind,
    /// <summary>解除督办</summary>
    Lift,

    /// <summary>响应、回访: the reporter is called.</summary>
    Contact,

    /// <summary>更正: what was filed is corrected, such as category, grid, place or description.</summary>
    Amend,
}
