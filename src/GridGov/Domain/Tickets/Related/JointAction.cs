using GridGov.Api;
using GridGov.Security;

namespace GridGov.Domain.Tickets.Related;

/// <summary>A joint action (吹哨报到, 联合执法): departments and roles that were called to a ticket together.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Purpose">What they were called for.</param>
/// <param name="SummonedBy">Who called them.</param>
/// <param name="SummonedAt">When.</param>
/// <param name="Participants">Who was called.</param>
/// <param name="EndedAt">When the last had reported, or it was cancelled.</param>
/// <param name="CancelReason">Why it was cancelled by somebody.</param>
/// <param name="TicketVersion">The ticket's version, to send in If-Match; it is the ETag.</param>
public sealed record JointAction(
    Id Id, JointActionStatus Status, string Purpose, Ticket.PersonRef SummonedBy, Instant SummonedAt,
    IReadOnlyList<JointAction.ParticipantRef> Participants, Instant? EndedAt, string? CancelReason, long TicketVersion) : IVersioned
{
    long IVersioned.Version => TicketVersion;

    /// <summary>Somebody who was called.</summary>
    /// <param name="Person">Who.</param>
    /// <param name="Post">The post in which they were called.</param>
    /// <param name="Role">The service role of that post, if it has one.</param>
    /// <param name="Status">Where they stand.</param>
    /// <param name="ArriveBy">Until when they are to be there.</param>
    /// <param name="Late">They are not there though it is past that instant, or they came after it.</param>
    /// <param name="ArrivedAt">When they were there.</param>
    /// <param name="Result">What they did.</param>
    /// <param name="ReportedAt">When they said so.</param>
    /// <param name="Excuse">Why they need not come, or need not report.</param>
    /// <param name="ExcusedAt">When they were excused.</param>
    public sealed record ParticipantRef(
        Ticket.PersonRef Person, PostKind Post, string? Role, ParticipantStatus Status, Instant ArriveBy, bool Late, Instant? ArrivedAt,
        string? Result, Instant? ReportedAt, string? Excuse, Instant? ExcusedAt);
}

/// <summary>Where a joint action stands.</summary>
public enum JointActionStatus
{
    /// <summary>进行中: somebody has neither reported nor been excused.</summary>
    Open,
    /// <summary>已完成: everybody has reported or is excused.</summary>
    Done,
    /// <summary>已撤销: called off, or the ticket has ended.</summary>
    Cancelled,
}

/// <summary>Where a participant stands.</summary>
public enum ParticipantStatus
{
    /// <summary>已通知: called, and not there yet.</summary>
    Summoned,
    /// <summary>已报到</summary>
    Arrived,
    /// <summary>已反馈: has said what they did.</summary>
    Reported,
    /// <summary>准予不到场</summary>
    Excused,
}
