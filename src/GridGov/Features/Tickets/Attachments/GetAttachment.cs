using GridGov.Api;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Features.Tickets.Attachments;

public sealed record AttachmentById(Id Id, Id AttachmentId);

/// <summary>What a file of a ticket is.</summary>
public sealed class GetAttachment(Db db) : ApiEndpoint<AttachmentById, Results<Ok<Attachment>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/attachments/{attachmentId}");
        Group<TicketGroup>();
        Operation("Get a file's description");
        RequiresCapability(Capability.TicketRead);
    }

    public override Task<Results<Ok<Attachment>, NotFound>> ExecuteAsync(AttachmentById request, CancellationToken ct) =>
        db.Read<Results<Ok<Attachment>, NotFound>>(async tx => await TicketView.Find(tx, Actor, request.Id) is not null
            && await AttachmentRow.Find(tx, request.Id, request.AttachmentId) is { } row
                ? TypedResults.Ok(row.ToAttachment())
                : TypedResults.NotFound(), ct);
}
