using GridGov.Api;

namespace GridGov.Domain.Tickets.Related;

/// <summary>Why a reporter is called.</summary>
public enum ContactKind
{
    /// <summary>响应: to say that it is seen to.</summary>
    Response,
    /// <summary>回访: to ask, after the closing, whether it is solved and whether they are satisfied.</summary>
    CallBack,
}

/// <summary>A call to whoever reported a ticket.</summary>
/// <param name="Kind">Why they were called.</param>
/// <param name="Reached">Whether they were reached.</param>
/// <param name="Solved">What they answered to whether it is solved; of a call-back that reached them.</param>
/// <param name="Satisfied">What they answered to whether they are satisfied; of a call-back that reached them.</param>
/// <param name="Note">What else was said.</param>
/// <param name="At">When it was.</param>
/// <param name="By">Who called.</param>
/// <param name="TicketVersion">The ticket's version, to send in If-Match; it is the ETag.</param>
public sealed record TicketContact(
    ContactKind Kind, bool Reached, bool? Solved, bool? Satisfied, string? Note, Instant At, Ticket.PersonRef By, long TicketVersion) : IVersioned
{
    long IVersioned.Version => TicketVersion;
}
