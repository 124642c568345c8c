using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Features.Tickets.Attachments;

/// <summary>The files of a ticket, oldest first.</summary>
public sealed class ListAttachments(Db db) : ApiEndpoint<ById, Results<Ok<ListAttachments.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/attachments");
        Group<TicketGroup>();
        Operation("List the files of a ticket", "At most 100; those of tickets that were merged into it are with these tickets.");
        RequiresCapability(Capability.TicketRead);
    }

    /// <summary>The files of a ticket.</summary>
    /// <param name="Items">The files, oldest first.</param>
    public sealed record Response(IReadOnlyList<Attachment> Items);

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx => await TicketView.Find(tx, Actor, request.Id) is null
            ? TypedResults.NotFound()
            : TypedResults.Ok(new Response((await AttachmentRow.List(tx, request.Id)).ConvertAll(row => row.ToAttachment()))), ct);
}
