using GridGov.Domain.Files;
using GridGov.Domain.Tickets;

namespace GridGov.Features.Tickets.Attachments;

/// <summary>A content that may be opened.</summary>
sealed record AttachmentContent(AttachmentRow Row, string Number, string GridCode, bool Confidential, FileVariant Variant)
{
    public required StoredFile File { get; init; }
    public required FileSecret Secret { get; init; }

    /// <returns>Null where there is no picture.</returns>
    public static async Task<AttachmentContent?> Load(Tx tx, TicketRow ticket, AttachmentRow row, FileVariant variant)
    {
        var file = (await tx.QuerySingle<StoredFile>(StoredFile.Select + " WHERE f.id = @FileId", new { row.FileId }))!;
        return file.LengthOf(variant) is null
            ? null
            : new AttachmentContent(row, ticket.Number, ticket.GridCode, row.Confidential, variant)
            {
                File = file, Secret = await file.OpenSecret(tx),
            };
    }

    /// <summary>The answer, which takes ranges and conditions.</summary>
    public FileStreamHttpResult Send(FileStore store, HttpContext http) =>
        new FileContent(File, Secret, Variant, $"{Number}-{Row.Id}", Row.Id.ToString(), IsStored: !Confidential).Send(store, http);
}
