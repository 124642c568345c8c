using GridGov.Domain.Files;
using GridGov.Security;
using Microsoft.AspNetCore.DataProtection;

namespace GridGov.Features.Tickets.Attachments;

/// <summary>Tokens of the links by which a page shows a picture; the address has the attachment, the token what of it opens.</summary>
public sealed class AttachmentLinks(IDataProtectionProvider protection, Clock clock)
{
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    readonly SessionLinks links = new(protection, clock, "GridGov.AttachmentLink");

    public (string Address, Instant Expires) Create(
        Id ticket, Id attachment, FileVariant variant, bool withPurpose, Actor actor)
    {
        var (pass, expires) = links.Create(SubjectOf(ticket, attachment, variant, withPurpose), actor.Id, actor.Session, Lifetime);
        return ($"/v1/tickets/{ticket}/attachments/{attachment}/content?variant={variant.ToCode()}&link={pass}", expires);
    }

    /// <returns>
    /// Who made the link, and whether for a purpose that the audit has. Null if the token is invalid, belongs to another content, or has
    /// expired.
    /// </returns>
    public ((Id Person, Id Session) Maker, bool WithPurpose)? Validate(string? pass, Id ticket, Id attachment, FileVariant variant)
    {
        foreach (var withPurpose in new[] { true, false })
        {
            if (links.Validate(pass, SubjectOf(ticket, attachment, variant, withPurpose)) is { } maker)
                return (maker, withPurpose);
        }
        return null;
    }

    static string SubjectOf(Id ticket, Id attachment, FileVariant variant, bool withPurpose) =>
        $"{ticket}/{attachment}/{variant.ToCode()}{(withPurpose ? "/purpose" : "")}";
}
