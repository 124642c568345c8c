using GridGov.Api;

namespace GridGov.Domain.Tickets.Related;

/// <summary>The purpose of a call to a reporter.</summary>
public enum ContactKind
{
    /// <summary>响应: to say that the report is being dealt with.</summary>
    Response,
    /// <summary>回访: to ask after the closing whether it is solved and whether they are satisfied.</summary>
    CallBack,
}

/// <summary>A call to a ticket's reporter.</summary>
/// <param name="Kind">The purpose.</param>
/// <param name="Reached">Whether they were reached.</param>
/// <param name="Solved">Whether they say that it is solved; only for an answered call-back.</param>
/// <param name="Satisfied">Whether they are satisfied; only for an answered call-back.</param>
/// <param name="Note">A note; ****** for a confidential ticket.</param>
/// <param name="At">The time of the call.</param>
/// <param name="By">The caller.</param>
/// <param name="TicketVersion">The ticket's version, to send in If-Match; it is the ETag.</param>
public sealed record TicketContact(
    ContactKind Kind, bool Reached, bool? Solved, bool? Satisfied, string? Note, Instant At, Ticket.PersonRef By,
    long TicketVersion) : IVersioned
{
    long IVersioned.Version => TicketVersion;
}
