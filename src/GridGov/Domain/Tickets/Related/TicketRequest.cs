using GridGov.Api;

namespace GridGov.Domain.Tickets.Related;

/// <summary>What a handler asked for: more time (延期), or to put the ticket off (挂账).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What is asked for.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Reason">Why.</param>
/// <param name="Until">Of a suspension: the day on which the ticket is to go on.</param>
/// <param name="RequestedBy">Who asks.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="DecidedBy">Who decided.</param>
/// <param name="DecidedAt">When it was decided, or lapsed.</param>
/// <param name="DecisionReason">Why it was decided so.</param>
/// <param name="Ticket">The ticket.</param>
/// <param name="TicketVersion">The ticket's version, to send in If-Match; it is the ETag.</param>
public sealed record TicketRequest(
    Id Id, RequestKind Kind, RequestStatus Status, string Reason, DateOnly? Until, Ticket.PersonRef RequestedBy, Instant RequestedAt,
    Ticket.PersonRef? DecidedBy, Instant? DecidedAt, string? DecisionReason, Ticket.MergeRef Ticket, long TicketVersion) : IVersioned
{
    long IVersioned.Version => TicketVersion;
}

/// <summary>Where a request stands.</summary>
public enum RequestStatus
{
    /// <summary>待审批</summary>
    Pending,
    /// <summary>已批准</summary>
    Approved,
    /// <summary>已驳回</summary>
    Refused,
    /// <summary>已失效: the ticket went on before it was decided.</summary>
    Lapsed,
}
