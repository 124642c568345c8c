using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Domain.PublicReports;

/// <summary>A step of a report in words for the public.</summary>
public enum PublicStep
{
    /// <summary>已收到</summary>
    Received,
    /// <summary>正在核实</summary>
    BeingVerified,
    /// <summary>已受理</summary>
    Accepted,
    /// <summary>正在办理</summary>
    BeingHandled,
    /// <summary>已办理，待核查</summary>
    Done,
    /// <summary>已办结: checked and closed.</summary>
    Closed,
    /// <summary>重新办理</summary>
    Reopened,
    /// <summary>与其他反映一并办理: known from elsewhere, and handled together with it.</summary>
    HandledTogether,
    /// <summary>已登记备案: noted, without anything to be done.</summary>
    Recorded,
    /// <summary>不予受理</summary>
    NotAccepted,
}

/// <summary>What a step of a ticket says to the public; a pure function of the act and the status after it.</summary>
static class PublicSteps
{
    public static PublicStep Of(string action, TicketStatus to) => to switch
    {
        TicketStatus.Submitted when action == TicketAction.ReportBack.ToCode() => PublicStep.BeingVerified,
        TicketStatus.Submitted => PublicStep.Received,
        TicketStatus.Verifying => PublicStep.BeingVerified,
        TicketStatus.Accepted when action == TicketAction.Reopen.ToCode() => PublicStep.Reopened,
        TicketStatus.Accepted => PublicStep.Accepted,
        TicketStatus.Dispatched or TicketStatus.Returned or TicketStatus.Processing or TicketStatus.Suspended or TicketStatus.Rework =>
            PublicStep.BeingHandled,
        TicketStatus.Resolved => PublicStep.Done,
        TicketStatus.Closed => PublicStep.Closed,
        TicketStatus.Merged => PublicStep.HandledTogether,
        TicketStatus.Noted => PublicStep.Recorded,
        TicketStatus.Rejected or TicketStatus.Cancelled => PublicStep.NotAccepted,
    };

    public static LocalizedText LabelOf(PublicStep step) => step switch
    {
        PublicStep.Received => new("已收到", "Received"),
        PublicStep.BeingVerified => new("正在现场核实", "Being verified on the spot"),
        PublicStep.Accepted => new("已受理", "Accepted"),
        PublicStep.BeingHandled => new("正在办理", "Being handled"),
        PublicStep.Done => new("已办理，待核查", "Done, to be checked"),
        PublicStep.Closed => new("已核查办结", "Checked and closed"),
        PublicStep.Reopened => new("已重新办理", "Opened again"),
        PublicStep.HandledTogether => new("与其他反映一并办理", "Handled together with another report"),
        PublicStep.Recorded => new("已登记备案", "Recorded"),
        PublicStep.NotAccepted => new("不予受理", "Not accepted"),
    };
}
