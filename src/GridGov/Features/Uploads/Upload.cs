using GridGov.Domain.Files;

namespace GridGov.Features.Uploads;

/// <summary>An upload of the caller. It is removed a day after it began, unless it was attached.</summary>
/// <param name="Id">Its id, by which it is attached.</param>
/// <param name="Length">The length of the whole file in bytes.</param>
/// <param name="Offset">The number of bytes that have arrived, which is where the next chunk begins.</param>
/// <param name="Complete">Whether the file has arrived, was checked, and can be attached.</param>
/// <param name="ContentType">The type of the file, by its content; null until it is complete.</param>
/// <param name="ExpiresAt">The time at which it is removed, unless it was attached.</param>
public sealed record Upload(Id Id, long Length, long Offset, bool Complete, string? ContentType, Instant ExpiresAt)
{
    /// <summary>The header with <see cref="Offset"/>, which a HEAD request reads.</summary>
    public const string OffsetHeader = "Upload-Offset";

    internal static Upload Of(StoredFile row) => new(
        row.Id, row.Length, row.Received, row.IsComplete, row.Type?.ToMediaType(), row.CreatedAt + StoredFile.UploadLifetime);
}
