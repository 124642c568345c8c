using Microsoft.Net.Http.Headers;

namespace GridGov.Domain.Files;

/// <summary>A content as it goes out: never run, never guessed at, and by a name that nobody typed.</summary>
/// <param name="Name">The name of the file without its ending.</param>
/// <param name="Tag">Names the content; it never changes.</param>
/// <param name="IsStored">Whether the caller may keep it, and ask each time whether it may still be shown.</param>
sealed record FileContent(StoredFile File, FileSecret Secret, FileVariant Variant, string Name, string Tag, bool IsStored)
{
    /// <summary>The answer, which takes ranges and conditions.</summary>
    public FileStreamHttpResult Send(FileStore store, HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
        // The tag is asked for each time, so that who has lost the right sees nothing any more.
        headers.CacheControl = IsStored ? "private, no-cache" : "private, no-store";
        var disposition = new ContentDispositionHeaderValue(Variant == FileVariant.Original ? "attachment" : "inline");
        disposition.SetHttpFileName(FileName);
        headers.ContentDisposition = disposition.ToString();
        var content = store.Open(StoredFile.NameOf(File.Name, Variant), Secret.KeyBytes, File.LengthOf(Variant)!.Value);
        return TypedResults.Stream(content, Type.ToMediaType(), entityTag: new EntityTagHeaderValue($"\"{Tag}-{Variant.ToCode()}\""),
            enableRangeProcessing: true);
    }

    FileType Type => Variant == FileVariant.Original ? File.Type!.Value : FileType.Jpeg;

    string FileName => $"{Name}{(Variant == FileVariant.Original ? "" : "-" + Variant.ToCode())}"
        + (Type == FileType.Jpeg ? ".jpg" : "." + Type.ToCode());
}
