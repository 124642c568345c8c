using GridGov.Domain.Tickets;

namespace GridGov.Features.Tickets.Attachments;

/// <summary>Whether a ticket's category wants a photo of afterwards (处置后照片), without which the ticket is not resolved.</summary>
static class AfterPhoto
{
    public const string Missing = TicketVerbs.AfterPhotoMissing;

    /// <summary>A handling that failed its check needs a photo from after that check.</summary>
    public static async Task<bool> IsMissing(Tx tx, TicketRow ticket) =>
        await tx.QuerySingle<int?>(FindMissing, new { ticket.Id, ticket.Category }) is not null;

    const string FindMissing = """
        SELECT 1
          FROM categories c
         WHERE c.code = @Category AND c.requires_after_photo = 1
           AND NOT EXISTS (SELECT 1 FROM ticket_attachments x
                            WHERE x.ticket_id = @Id AND x.kind = 'after'
                              AND x.attached_at > coalesce((SELECT max(k.at) FROM ticket_checks k
                                                             WHERE k.ticket_id = @Id AND k.action = 'fail'), 0))
        """;
}
