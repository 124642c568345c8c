using GridGov.Api;

namespace GridGov.Domain.Tickets.Related;

/// <summary>A supervisor's order on a ticket (督办), with a deadline for the reply.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Instruction">The instruction.</param>
/// <param name="OrderedBy">The supervisor.</param>
/// <param name="OrderedAt">The time of the order.</param>
/// <param name="ReplyBy">The deadline for the reply; a reminder sets a new one.</param>
/// <param name="Late">Whether the reply came after that deadline, or is missing and it has passed.</param>
/// <param name="Reminders">The number of reminders.</param>
/// <param name="RemindedAt">The time of the last reminder.</param>
/// <param name="Reply">The last reply; earlier ones are in the history.</param>
/// <param name="RepliedBy">The person who replied.</param>
/// <param name="RepliedAt">The time of the reply; null while a reply is due.</param>
/// <param name="LiftedAt">The time when it was lifted, or the ticket ended.</param>
/// <param name="LiftedBy">The person who lifted it; absent when the ticket ended.</param>
/// <param name="LiftReason">The reason for lifting it.</param>
/// <param name="TicketVersion">The ticket's version, to send in If-Match; it is the ETag.</param>
public sealed record Supervision(
    Id Id, string Instruction, Ticket.PersonRef OrderedBy, Instant OrderedAt, Instant ReplyBy, bool Late, int Reminders,
    Instant? RemindedAt,
    string? Reply, Ticket.PersonRef? RepliedBy, Instant? RepliedAt, Instant? LiftedAt, Ticket.PersonRef? LiftedBy, string? LiftReason,
    long TicketVersion) : IVersioned
{
    long IVersioned.Version => TicketVersion;
}
