using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Files;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.Attachments;

/// <summary>The content of a file, opened by a link.</summary>
public sealed class OpenAttachment(AttachmentLinks links, FileStore store, Db db)
    : ApiEndpoint<OpenAttachment.Input, Results<FileStreamHttpResult, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/attachments/{attachmentId}/content");
        Group<TicketGroup>();
        Operation("Open a file by its link", "What the link's maker may open at the time. Range and If-None-Match are understood.");
        AllowAnonymous();
        ContainsSecret();
        ProducesType([.. Enum.GetValues<FileType>().Select(type => type.ToMediaType())]);
        ProducesProblem(403, "link-not-valid");
    }

    public sealed record Query
    {
        /// <summary>The content: thumbnail, view or original, as the link has it.</summary>
        [FromQuery(Name = "variant")] public string? Variant { get; init; }

        /// <summary>The link's token.</summary>
        [FromQuery(Name = "link")] public string? Link { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Variant).OneOf(Codes<FileVariant>.All);
        }
    }

    public sealed record Input(Id Id, Id AttachmentId, [AsParameters] Query Query);

    public override async Task<Results<FileStreamHttpResult, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        var variant = Codes<FileVariant>.Parse(input.Query.Variant ?? FileVariant.View.ToCode());
        if (links.Validate(input.Query.Link, input.Id, input.AttachmentId, variant) is not var (maker, withPurpose))
            return Problems.Of("link-not-valid");
        var access = await db.Read(async tx => await SessionLinks.LoadActor(tx, maker) is { } actor
            // A ticket that has become confidential since asks for a new link.
            ? await AttachmentAccess.Decide(tx, actor, (input.Id, input.AttachmentId), variant, withPurpose)
            : null, ct);
        if (access?.Content is not { } content)
            return Problems.Of("link-not-valid");
        // A page of another origin that the deployment allows shows it as a picture; who has no link gets nothing.
        HttpContext.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return content.Send(store, HttpContext);
    }
}
