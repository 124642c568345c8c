using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Files;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.Attachments;

/// <summary>The picture of a file, for whoever sees the ticket: an upright JPEG without metadata.</summary>
public sealed class GetAttachmentPicture(FileStore store, Db db)
    : ApiEndpoint<GetAttachmentPicture.Input, Results<FileStreamHttpResult, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/attachments/{attachmentId}/picture");
        Group<TicketGroup>();
        Operation("Look at a picture",
            "A copy of at most 1,600 pixels, or 320 as a thumbnail, of a JPEG, PNG or WebP. Range and If-None-Match are understood. That " +
            "of a confidential ticket opens only by a link with a purpose (linkAttachment).");
        RequiresCapability(Capability.TicketRead);
        ProducesType("image/jpeg");
        ProducesProblem(403, "attachment-needs-purpose", "not-concerned-with-ticket");
        ProducesProblem(409, "no-picture", "attachment-hidden");
    }

    public sealed record Query
    {
        /// <summary>The size: view (default) or thumbnail.</summary>
        [FromQuery(Name = "size")] public string? Size { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Size).OneOf(["view", "thumbnail"]);
        }
    }

    public sealed record Input(Id Id, Id AttachmentId, [AsParameters] Query Query);

    public override async Task<Results<FileStreamHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        var variant = input.Query.Size is "thumbnail" ? FileVariant.Thumbnail : FileVariant.View;
        var access = await db.Read(
            tx => AttachmentAccess.Decide(tx, Actor, (input.Id, input.AttachmentId), variant, withPurpose: false), ct);
        return access switch
        {
            { Content: { } content } => content.Send(store, HttpContext),
            { Refusal: { } refusal } => refusal,
            _ => TypedResults.NotFound(),
        };
    }
}
