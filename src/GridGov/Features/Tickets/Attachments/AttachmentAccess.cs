using GridGov.Api;
using GridGov.Domain.Files;
using GridGov.Domain.Tickets;
using GridGov.Features.Tickets.PersonalData;
using GridGov.Security;

namespace GridGov.Features.Tickets.Attachments;

/// <summary>Decides whether somebody may open a file of a ticket.</summary>
/// <param name="Content">What may be opened; null for a refusal, and both null for what the caller does not see.</param>
sealed record AttachmentAccess(AttachmentContent? Content, ProblemHttpResult? Refusal)
{
    static readonly AttachmentAccess Nothing = new(null, null);

    public bool IsAudited => Content is { Variant: FileVariant.Original } or { Confidential: true };

    /// <param name="withPurpose">Whether a purpose was stated, without which a file of a confidential ticket stays closed.</param>
    public static async Task<AttachmentAccess> Decide(
        Tx tx, Actor actor, (Id Ticket, Id Attachment) which, FileVariant variant, bool withPurpose)
    {
        if (await TicketRow.Find(tx, which.Ticket, actor.ScopeOf(Capability.TicketRead)) is not { } ticket
            || await AttachmentRow.Find(tx, which.Ticket, which.Attachment) is not { } row)
        {
            return Nothing;
        }
        if (variant == FileVariant.Original
            && await TicketRow.Find(tx, which.Ticket, actor.ScopeOf(Capability.EvidenceRead)) is null)
        {
            return Refuse("post-not-allowed", CapabilityLabels.Of(Capability.EvidenceRead));
        }
        if (row.Confidential)
        {
            // What was hidden stays hidden when the ticket is ordinary again, as its words do.
            if (!ticket.Confidential || !withPurpose)
                return Refuse(ticket.Confidential ? "attachment-needs-purpose" : "attachment-hidden");
            if (await UnmaskTicket.Find(tx, actor, which.Ticket) is null)
                return Refuse("not-concerned-with-ticket");
        }
        if (await AttachmentContent.Load(tx, ticket, row, variant) is { } content)
            return new AttachmentAccess(content, null);
        return Refuse("no-picture");
    }

    static AttachmentAccess Refuse(string code, object? about = null) => new(null, Problems.Of(code, about));
}
