namespace GridGov.Domain.Notifications;

/// <summary>The kind of a notification.</summary>
public enum NotificationKind
{
    /// <summary>派遣给我</summary>
    Assigned,
    /// <summary>请我核实</summary>
    VerificationAsked,
    /// <summary>被退回: what I dispatched came back.</summary>
    Returned,
    /// <summary>被收回: what was dispatched to me was taken back.</summary>
    Recalled,
    /// <summary>被改派: what I had goes to another handler.</summary>
    Reassigned,
    /// <summary>更正: what I handle, or what came to my grid, was amended.</summary>
    Amended,
    /// <summary>子单办结: all parts of what I handle are done.</summary>
    PartsDone,
    /// <summary>移交给我: tickets of another person, which I carry on with.</summary>
    HandedOverToMe,
    /// <summary>已移交: my tickets went to another person.</summary>
    HandedOver,
    /// <summary>核查不通过</summary>
    CheckFailed,
    /// <summary>黄灯: 80 % of the limit are used.</summary>
    Yellow,
    /// <summary>红灯: the limit is used up.</summary>
    Red,
    /// <summary>上报到本级</summary>
    Escalated,
    /// <summary>挂账</summary>
    Suspended,
    /// <summary>恢复处置</summary>
    Resumed,
    /// <summary>待审批: a request that I may decide.</summary>
    RequestMade,
    /// <summary>申请已批准</summary>
    RequestApproved,
    /// <summary>申请被驳回</summary>
    RequestRefused,
    /// <summary>吹哨: called to a joint action.</summary>
    Summoned,
    /// <summary>联合行动已撤销</summary>
    JointActionCancelled,
    /// <summary>未按时报到</summary>
    ArrivalLate,
    /// <summary>督办</summary>
    Supervised,
    /// <summary>催办</summary>
    Reminded,
    /// <summary>督办已回复</summary>
    Replied,
    /// <summary>督办逾期未回复</summary>
    ReplyLate,
    /// <summary>群众反映没解决: the public asks that a closed ticket be reopened, which I may decide.</summary>
    ReopeningAsked,
    /// <summary>外部单位已答复: an outside party answered what was asked about a ticket.</summary>
    OutsideAnswered,
    /// <summary>任命待确认: an appointment that I may confirm.</summary>
    ConfirmationAsked,
    /// <summary>账号待确认: posts rest, because somebody else gave access to the account; I may confirm them.</summary>
    AccountConfirmationAsked,
    /// <summary>任命已确认</summary>
    AppointmentConfirmed,
    /// <summary>任命未予确认</summary>
    AppointmentRefused,
    /// <summary>账号登录方式被重设: somebody else gave access to my account.</summary>
    AccessGiven,
    /// <summary>例会未召开: a cycle of a series of meetings that I manage ended without one.</summary>
    MeetingMissed,
    /// <summary>会议邀请: I am invited to a meeting.</summary>
    MeetingInvited,
    /// <summary>会议变更: a meeting to which I am invited has another time, or was cancelled.</summary>
    MeetingChanged,
    /// <summary>需求无人认领: a slot of a need that I publish is free after its last day for claims.</summary>
    NeedUnclaimed,
}

public static class NotificationKinds
{
    /// <summary>Whether quiet hours hold it back, unless its ticket is urgent.</summary>
    public static bool IsRoutine(NotificationKind kind) => kind is not (NotificationKind.Red or NotificationKind.Summoned
        or NotificationKind.ArrivalLate or NotificationKind.Supervised or NotificationKind.Reminded or NotificationKind.ReplyLate
        or NotificationKind.AccessGiven);

    /// <summary>Whether those of a day that are not read yet are shown as one.</summary>
    public static bool IsDigested(NotificationKind kind) => kind is NotificationKind.Yellow or NotificationKind.ConfirmationAsked;
}
