using GridGov.Text;

namespace GridGov.Domain.Tickets;

/// <summary>The names of what is done with tickets, for people.</summary>
static class TicketActionLabels
{
    /// <summary>The name of an event's action; other events than those of the verbs are shown by their code.</summary>
    public static LocalizedText OfEvent(string action) => action == "file" ? new("上报", "Filed")
        : Codes<TicketAction>.TryParse(action, out var known) ? Of(known)
        : new(action, action);

    static LocalizedText Of(TicketAction action) => action switch
    {
        TicketAction.Withdraw => new("撤回", "Withdrawn"),
        TicketAction.Accept => new("立案", "Accepted"),
        TicketAction.Verify => new("派员核实", "Sent to verify"),
        TicketAction.ReportBack => new("核实反馈", "Verified"),
        TicketAction.Reject => new("不予立案", "Rejected"),
        TicketAction.Merge => new("并案", "Merged"),
        TicketAction.Note => new("研判归档", "Noted"),
        TicketAction.SelfHandle => new("自行处置", "Handled on the spot"),
        TicketAction.Dispatch => new("派遣", "Dispatched"),
        TicketAction.Recall => new("收回", "Recalled"),
        TicketAction.Reassign => new("改派", "Reassigned"),
        TicketAction.Split => new("拆分", "Split"),
        TicketAction.Take => new("接单", "Taken"),
        TicketAction.Return => new("退回", "Returned"),
        TicketAction.Resolve => new("处置完成", "Resolved"),
        TicketAction.Suspend => new("挂账", "Suspended"),
        TicketAction.Resume => new("恢复处置", "Resumed"),
        TicketAction.Escalate => new("上报上级", "Escalated"),
        TicketAction.Pass => new("核查通过", "Check passed"),
        TicketAction.Fail => new("核查不通过", "Check failed"),
        TicketAction.Evaluate => new("综合评价", "Evaluated"),
        TicketAction.Cancel => new("作废", "Cancelled"),
        TicketAction.Reopen => new("重新立案", "Reopened"),
        TicketAction.Comment => new("备注", "Commented"),
        TicketAction.RequestExtension => new("申请延期", "Extension requested"),
        TicketAction.RequestSuspension => new("申请挂账", "Suspension requested"),
        TicketAction.ApproveRequest => new("批准申请", "Request approved"),
        TicketAction.RefuseRequest => new("驳回申请", "Request refused"),
        TicketAction.Summon => new("吹哨", "Summoned"),
        TicketAction.Arrive => new("报到", "Arrived"),
        TicketAction.ReportResult => new("反馈", "Result reported"),
        TicketAction.Excuse => new("准予不到场", "Excused"),
        TicketAction.CancelJointAction => new("撤销联合行动", "Joint action cancelled"),
        TicketAction.Supervise => new("督办", "Supervised"),
        TicketAction.Reply => new("督办回复", "Replied"),
        TicketAction.Remind => new("催办", "Reminded"),
        TicketAction.Lift => new("解除督办", "Supervision lifted"),
        TicketAction.Contact => new("联系报告人", "Reporter called"),
        TicketAction.Amend => new("更正", "Amended"),
    };
}
