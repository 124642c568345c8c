using GridGov.Domain.Files;
using GridGov.Domain.Tickets;
using Microsoft.Net.Http.Headers;

namespace GridGov.Features.Tickets.Attachments;

/// <summary>A content that may be opened, as it goes out: never run, never guessed at, and by a name that nobody typed.</summary>
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
    public FileStreamHttpResult Send(FileStore store, HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
        // The tag is asked for each time, so that who has lost the right sees nothing any more.
        headers.CacheControl = Confidential ? "private, no-store" : "private, no-cache";
        var disposition = new ContentDispositionHeaderValue(Variant == FileVariant.Original ? "attachment" : "inline");
        disposition.SetHttpFileName(FileName);
        headers.ContentDisposition = disposition.ToString();
        var content = store.Open(StoredFile.NameOf(File.Name, Variant), Secret.KeyBytes, File.LengthOf(Variant)!.Value);
        return TypedResults.Stream(content, MediaType, entityTag: Tag, enableRangeProcessing: true);
    }

    FileType Type => Variant == FileVariant.Original ? Row.Type : FileType.Jpeg;

    string MediaType => Type.ToMediaType();

    string FileName => $"{Number}-{Row.Id}{(Variant == FileVariant.Original ? "" : "-" + Variant.ToCode())}"
        + (Type == FileType.Jpeg ? ".jpg" : "." + Type.ToCode());

    // A content never changes, so its name is its version.
    EntityTagHeaderValue Tag => new($"\"{Row.Id}-{Variant.ToCode()}\"");
}
