using GridGov.Api;
using GridGov.Security;

namespace GridGov.Domain.Tickets.Related;

/// <summary>A joint action (吹哨报到, 联合执法): departments and roles summoned to a ticket together.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status">Its status.</param>
/// <param name="Purpose">Its purpose.</param>
/// <param name="SummonedBy">The person who summoned them.</param>
/// <param name="SummonedAt">The time of the summons.</param>
/// <param name="Participants">The summoned people.</param>
/// <param name="EndedAt">The time of the last report, or of the cancellation.</param>
/// <param name="CancelReason">The reason of a cancellation by a person.</param>
/// <param name="TicketVersion">The ticket's version, to send in If-Match; it is the ETag.</param>
public sealed record JointAction(
    Id Id, JointActionStatus Status, string Purpose, Ticket.PersonRef SummonedBy, Instant SummonedAt,
    IReadOnlyList<JointAction.ParticipantRef> Participants, Instant? EndedAt, string? CancelReason, long TicketVersion) : IVersioned
{
    long IVersioned.Version => TicketVersion;

    /// <summary>A summoned person.</summary>
    /// <param name="Person">The person.</param>
    /// <param name="Post">The post in which they were summoned.</param>
    /// <param name="Role">The service role of that post, if it has one.</param>
    /// <param name="Status">Their status.</param>
    /// <param name="ArriveBy">The deadline for arriving.</param>
    /// <param name="Late">Whether they arrived after that deadline, or have not arrived and it has passed.</param>
    /// <param name="ArrivedAt">The time of arrival.</param>
    /// <param name="Result">The result that they reported.</param>
    /// <param name="ReportedAt">The time of the report.</param>
    /// <param name="Excuse">The reason why they need not come, or need not report.</param>
    /// <param name="ExcusedAt">The time of the excuse.</param>
    public sealed record ParticipantRef(
        Ticket.PersonRef Person, PostKind Post, string? Role, ParticipantStatus Status, Instant ArriveBy, bool Late, Instant? ArrivedAt,
        string? Result, Instant? ReportedAt, string? Excuse, Instant? ExcusedAt);
}

/// <summary>The status of a joint action.</summary>
public enum JointActionStatus
{
    /// <summary>进行中: some participants have neither reported nor been excused.</summary>
    Open,
    /// <summary>已完成: all participants have reported or are excused.</summary>
    Done,
    /// <summary>已撤销: cancelled, or the ticket has ended.</summary>
    Cancelled,
}

/// <summary>The status of a participant.</summary>
public enum ParticipantStatus
{
    /// <summary>已通知: summoned, not arrived yet.</summary>
    Summoned,
    /// <summary>已报到</summary>
    Arrived,
    /// <summary>已反馈: has reported the result.</summary>
    Reported,
    /// <summary>准予不到场</summary>
    Excused,
}
