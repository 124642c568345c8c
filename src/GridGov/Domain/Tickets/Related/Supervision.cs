using GridGov.Api;

namespace GridGov.Domain.Tickets.Related;

/// <summary>A supervisor's order on a ticket (督办), to be replied to by an instant.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Instruction">What is ordered.</param>
/// <param name="OrderedBy">Who ordered it.</param>
/// <param name="OrderedAt">When.</param>
/// <param name="ReplyBy">Until when it wants its reply; a reminder sets it anew.</param>
/// <param name="Late">It has no reply though it is past that instant, or the reply came after it.</param>
/// <param name="Reminders">How often it was reminded of.</param>
/// <param name="RemindedAt">When it was reminded of last.</param>
/// <param name="Reply">The last reply; earlier ones are in the history.</param>
/// <param name="RepliedBy">Who replied.</param>
/// <param name="RepliedAt">When; null while a reply is wanted.</param>
/// <param name="LiftedAt">When it was lifted, or the ticket ended.</param>
/// <param name="LiftedBy">Who lifted it; absent when the ticket's end did.</param>
/// <param name="LiftReason">Why it was lifted.</param>
/// <param name="TicketVersion">The ticket's version, to send in If-Match; it is the ETag.</param>
public sealed record Supervision(
    Id Id, string Instruction, Ticket.PersonRef OrderedBy, Instant OrderedAt, Instant ReplyBy, bool Late, int Reminders, Instant? RemindedAt,
    string? Reply, Ticket.PersonRef? RepliedBy, Instant? RepliedAt, Instant? LiftedAt, Ticket.PersonRef? LiftedBy, string? LiftReason,
    long TicketVersion) : IVersioned
{
    long IVersioned.Version => TicketVersion;
}
