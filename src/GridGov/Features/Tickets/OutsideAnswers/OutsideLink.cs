using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;

namespace GridGov.Features.Tickets.OutsideAnswers;

/// <summary>A link of an outside party that was opened, with its question and its ticket.</summary>
sealed record OutsideLink(OutsideAnswerRow Row, TicketRow Ticket, string CategoryNameEn)
{
    /// <summary>Finds it by the hash of its secret alone, so that a wrong secret takes as long as a right one.</summary>
    public static async Task<OutsideLink?> Find(Tx tx, string token) =>
        await tx.QuerySingle<OutsideAnswerRow>(FindByToken, new { TokenHash = OutsideToken.Hash(token) }) is { } row
        && await TicketRow.Find(tx, row.TicketId, Scope.Everywhere) is { } ticket
            ? new OutsideLink(row, ticket, await tx.QuerySingle<string>(FindCategory, new { ticket.Category }) ?? ticket.CategoryName)
            : null;

    /// <summary>Why it opens no more: it has expired, was revoked, its ticket is confidential or was once, or has ended.</summary>
    /// <returns>The code of the problem; null while it opens.</returns>
    public string? EndAt(Instant now) =>
        now >= Row.ExpiresAt || Row.RevokedAt is not null || Ticket.Confidential || Row.Question.Equals(new FreeText(FreeText.Mask))
            ? "outside-link-ended"
            : Lifecycle.HasEnded(Ticket.Status) ? "outside-ticket-ended"
            : null;

    public OutsideQuestion ToQuestion(Instant now) => new(
        Row.Party.MaskedIf(Ticket.Confidential), Row.Question.MaskedIf(Ticket.Confidential), Ticket.Number, Ticket.CategoryName,
        CategoryNameEn, Ticket.GridName, Ticket.Address?.MaskedIf(Ticket.Confidential), Ticket.PlaceName, Row.AskedAt, Row.ExpiresAt,
        Row.StateAt(now));

    const string FindByToken = OutsideAnswerRow.Select + " WHERE x.token_hash = @TokenHash";

    const string FindCategory = "SELECT name_en FROM categories WHERE code = @Category";
}
