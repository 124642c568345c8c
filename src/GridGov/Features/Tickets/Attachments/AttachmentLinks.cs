using GridGov.Domain.Files;
using GridGov.Security;
using Microsoft.AspNetCore.DataProtection;

namespace GridGov.Features.Tickets.Attachments;

/// <summary>Tokens of the links by which a page shows a picture; the address has the attachment, the token what of it opens.</summary>
public sealed class AttachmentLinks(IDataProtectionProvider protection, Clock clock)
{
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    readonly SessionLinks links = new(protection, clock, "GridGov.AttachmentLink");

    public (string Address, Instant Expires) Create(Id ticket, Id attachment, FileVariant variant, Actor actor)
    {
        var (pass, expires) = links.Create(SubjectOf(ticket, attachment, variant), actor.Id, actor.Session, Lifetime);
        return ($"/v1/tickets/{ticket}/attachments/{attachment}/content?variant={variant.ToCode()}&link={pass}", expires);
    }

    /// <returns>Null if the token is invalid, belongs to another content, or has expired.</returns>
    public (Id Person, Id Session)? Validate(string? pass, Id ticket, Id attachment, FileVariant variant) =>
        links.Validate(pass, SubjectOf(ticket, attachment, variant));

    static string SubjectOf(Id ticket, Id attachment, FileVariant variant) => $"{ticket}/{attachment}/{variant.ToCode()}";
}
