using GridGov.Api;

namespace GridGov.Domain.Tickets.Related;

/// <summary>A handler's request for more time (延期), or to suspend the ticket (挂账).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Status">Its status.</param>
/// <param name="Reason">The reason of the request.</param>
/// <param name="Until">Of a suspension: the day on which the ticket resumes.</param>
/// <param name="RequestedBy">The handler.</param>
/// <param name="RequestedAt">The time of the request.</param>
/// <param name="DecidedBy">The person who decided.</param>
/// <param name="DecidedAt">The time of the decision, or of lapsing.</param>
/// <param name="DecisionReason">The reason of the decision.</param>
/// <param name="Ticket">The ticket.</param>
/// <param name="TicketVersion">The ticket's version, to send in If-Match; it is the ETag.</param>
public sealed record TicketRequest(
    Id Id, RequestKind Kind, RequestStatus Status, string Reason, DateOnly? Until, Ticket.PersonRef RequestedBy, Instant RequestedAt,
    Ticket.PersonRef? DecidedBy, Instant? DecidedAt, string? DecisionReason, Ticket.MergeRef Ticket, long TicketVersion) : IVersioned
{
    long IVersioned.Version => TicketVersion;
}

/// <summary>The status of a request.</summary>
public enum RequestStatus
{
    /// <summary>待审批</summary>
    Pending,
    /// <summary>已批准</summary>
    Approved,
    /// <summary>已驳回</summary>
    Refused,
    /// <summary>已失效: the ticket changed before the decision.</summary>
    Lapsed,
}
