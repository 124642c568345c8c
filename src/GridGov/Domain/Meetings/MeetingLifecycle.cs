namespace GridGov.Domain.Meetings;

/// <summary>What is done with a meeting.</summary>
public enum MeetingAction
{
    /// <summary>修改: edits what is planned.</summary>
    Edit,
    /// <summary>邀请: invites somebody, or takes an invitation back.</summary>
    Invite,
    /// <summary>提出议题: raises a point.</summary>
    Raise,
    /// <summary>召开: records that it was held, and who came.</summary>
    Hold,
    /// <summary>更正出席: corrects whether somebody came.</summary>
    SetAttendance,
    /// <summary>填写纪要: writes its minutes.</summary>
    SetMinutes,
    /// <summary>评议打分: enters the mark of a grid.</summary>
    Mark,
    /// <summary>办结: closes it, when something became of each point.</summary>
    Close,
    /// <summary>取消: cancels it.</summary>
    Cancel,
}

/// <summary>The status table of meetings. It is pure and asks no database.</summary>
static class MeetingLifecycle
{
    /// <summary>The status after an action; null where the status refuses it.</summary>
    public static MeetingStatus? After(MeetingStatus status, MeetingAction action) => (status, action) switch
    {
        (MeetingStatus.Planned, MeetingAction.Edit or MeetingAction.Invite) => status,
        (MeetingStatus.Planned or MeetingStatus.Held, MeetingAction.Raise) => status,
        (MeetingStatus.Planned, MeetingAction.Hold) => MeetingStatus.Held,
        (MeetingStatus.Held, MeetingAction.SetAttendance or MeetingAction.SetMinutes or MeetingAction.Mark) => status,
        (MeetingStatus.Held, MeetingAction.Close) => MeetingStatus.Closed,
        (MeetingStatus.Planned, MeetingAction.Cancel) => MeetingStatus.Cancelled,
        _ => null,
    };

    /// <summary>Why an action is refused; null when it is not.</summary>
    /// <param name="raised">The number of points to which nothing was decided.</param>
    public static string? RefusalOf(MeetingStatus status, MeetingKind kind, long raised, MeetingAction action) =>
        After(status, action) is null ? RefusalOf(status)
        : action == MeetingAction.Mark && kind != MeetingKind.Review ? "meeting-not-a-review"
        : action == MeetingAction.Close && raised > 0 ? "points-undecided"
        : null;

    static string RefusalOf(MeetingStatus status) => status switch
    {
        MeetingStatus.Planned => "meeting-not-held",
        MeetingStatus.Held => "meeting-already-held",
        MeetingStatus.Closed => "meeting-closed",
        MeetingStatus.Cancelled => "meeting-cancelled",
    };
}

/// <summary>What is done with a point.</summary>
public enum PointAction
{
    /// <summary>修改: edits its words, while nothing is decided.</summary>
    Edit,
    /// <summary>转案卷: files it as a ticket.</summary>
    FileTicket,
    /// <summary>转需求: submits it as a need.</summary>
    SubmitNeed,
    /// <summary>记录: notes it, with the reason.</summary>
    Note,
}

/// <summary>The status table of points. It is pure and asks no database.</summary>
static class PointLifecycle
{
    /// <summary>The status after an action; null where the status refuses it.</summary>
    public static PointStatus? After(PointStatus status, PointAction action) => (status, action) switch
    {
        (PointStatus.Raised, PointAction.Edit) => PointStatus.Raised,
        (PointStatus.Raised, PointAction.FileTicket) => PointStatus.Ticket,
        (PointStatus.Raised, PointAction.SubmitNeed) => PointStatus.Need,
        (PointStatus.Raised, PointAction.Note) => PointStatus.Noted,
        _ => null,
    };

    /// <summary>Where a ticket of a meeting's point comes from, and its urgency unless another one is given.</summary>
    public static (TicketSource Source, Urgency? Urgency) OriginOf(MeetingKind kind) => kind switch
    {
        MeetingKind.Deputies => (TicketSource.Deputy, null),
        MeetingKind.RoundTable => (TicketSource.Enterprise, Urgency.GreenChannel),
        MeetingKind.Joint => (TicketSource.MemberUnit, null),
        MeetingKind.Safety or MeetingKind.Review or MeetingKind.Study or MeetingKind.Training => (TicketSource.Meeting, null),
    };
}
