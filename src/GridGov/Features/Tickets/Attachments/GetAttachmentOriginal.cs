using GridGov.Api;
using GridGov.Audit;
using GridGov.Domain.Files;
using GridGov.Security;

namespace GridGov.Features.Tickets.Attachments;

/// <summary>A file as it was uploaded, with all that the camera recorded. Each reading is one entry of the audit.</summary>
public sealed class GetAttachmentOriginal(FileStore store, Db db)
    : ApiEndpoint<AttachmentById, Results<FileStreamHttpResult, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/attachments/{attachmentId}/original");
        Group<TicketGroup>();
        Operation("Download an original",
            "Range and If-None-Match are understood. That of a confidential ticket opens only by a link with a purpose (linkAttachment).");
        RequiresCapability(Capability.EvidenceRead);
        ProducesType([.. Enum.GetValues<FileType>().Select(type => type.ToMediaType())]);
        ProducesProblem(403, "attachment-needs-purpose", "not-concerned-with-ticket");
        ProducesProblem(409, "attachment-hidden");
    }

    public override async Task<Results<FileStreamHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(
        AttachmentById request, CancellationToken ct)
    {
        var which = (request.Id, request.AttachmentId);
        var access = await db.Read(tx => AttachmentAccess.Decide(tx, Actor, which, FileVariant.Original, withPurpose: false), ct);
        if (access.Content is not { } content)
            return access.Refusal is { } refusal ? refusal : TypedResults.NotFound();
        // HEAD reads nothing.
        if (!HttpMethods.IsHead(HttpContext.Request.Method))
            await db.Write(tx => Record(tx, content), ct);
        return content.Send(store, HttpContext);
    }

    internal static Task Record(Tx tx, AttachmentContent content, string? purpose = null) =>
        AuditLog.Append(tx, new AuditEntry(
            AuditKind.Unmasking, content.Confidential ? "unmask_attachment" : "read_original", content.GridCode)
        {
            SubjectKind = "attachment",
            Subject = content.Row.Id.ToString(),
            Details = new { Ticket = content.Number, Variant = content.Variant.ToCode(), Purpose = purpose },
        });
}
