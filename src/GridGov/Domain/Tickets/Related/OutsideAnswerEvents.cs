using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Domain.Tickets.Related;

/// <summary>The events of a ticket's history about an outside party. They leave the ticket's status and version as they are.</summary>
static class OutsideAnswerEvents
{
    public const string Ask = "ask_outside";
    public const string Open = "open_outside";
    public const string Answer = "answer_outside";
    public const string Revoke = "revoke_outside";

    public static Task Append(
        Tx tx, TicketRow ticket, string action, OutsideAnswerRow answer, Id? actor, Post? post, object? payload = null) =>
        Journal.Append(tx, new JournalEntry(Journal.Ticket, ticket.Id.ToString(), ticket.GridCode, action, actor, ticket.Version)
        {
            Post = post?.Kind,
            Payload = payload ?? new { OutsideAnswer = answer.Id.ToString() },
        });
}
