using GridGov.Api;
using GridGov.Domain.Files;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.Attachments;

/// <summary>Makes a link that opens one content of a file for five minutes without an access token, as pages need it.</summary>
public sealed class LinkAttachment(AttachmentLinks links, Db db)
    : ApiEndpoint<LinkAttachment.Input, Results<Ok<LinkAttachment.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/attachments/{attachmentId}/link");
        Group<TicketGroup>();
        Operation("Make a link to a file's content",
            "The link opens as long as the caller may open the content, until it expires or the caller's session ends. A file of a " +
            "confidential ticket needs a purpose, and whoever may unmask the ticket; an original needs the capability " +
            "`evidence_read`. Both are entries of the audit. API keys cannot make links.");
        RequiresCapability(Capability.TicketRead);
        ContainsSecret();
        ProducesProblem(403, "not-for-keys", "post-not-allowed", "attachment-needs-purpose", "not-concerned-with-ticket");
        ProducesProblem(409, "no-picture", "attachment-hidden");
        RequestExample("""{ "variant": "view" }""");
    }

    /// <summary>What the link opens.</summary>
    /// <param name="Variant">The content: thumbnail, view or original.</param>
    /// <param name="Purpose">
    /// For a confidential ticket, the purpose for the audit, 1 to 200 characters; it must not contain texts of the ticket.
    /// </param>
    public sealed record Request(FileVariant Variant, string? Purpose = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Purpose).OptionalText(200);
        }
    }

    /// <summary>A link.</summary>
    /// <param name="Address">The address of the content.</param>
    /// <param name="ExpiresAt">The time at which the link expires.</param>
    public sealed record Response(string Address, Instant ExpiresAt);

    public sealed record Input(Id Id, Id AttachmentId, [FromBody] Request Body);

    public override async Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        if (Actor.Key is not null)
            return Problems.Of("not-for-keys");
        var (variant, purpose) = input.Body;
        var access = await db.Read(
            tx => AttachmentAccess.Decide(tx, Actor, (input.Id, input.AttachmentId), variant, purpose is not null), ct);
        if (access.Content is not { } content)
            return access.Refusal is { } refusal ? refusal : TypedResults.NotFound();
        if (access.IsAudited)
            await db.Write(tx => GetAttachmentOriginal.Record(tx, content, purpose), ct);
        // Only for a confidential ticket was the purpose required, and written to the audit.
        var (address, expires) = links.Create(input.Id, input.AttachmentId, variant, content.Confidential, Actor);
        return TypedResults.Ok(new Response(address, expires));
    }
}
