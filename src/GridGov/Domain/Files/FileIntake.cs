namespace GridGov.Domain.Files;

/// <summary>
/// Checks received content, and makes the copies of a picture. Few pictures are decoded at once, because each takes memory.
/// </summary>
public sealed class FileIntake(FileStore store, Clock clock) : IDisposable
{
    const int MaxDecoding = 2;

    readonly SemaphoreSlim decoding = new(MaxDecoding);

    /// <summary>What was found and made.</summary>
    /// <param name="Refusal">The problem code; null when the file is accepted.</param>
    internal sealed record Result(string? Refusal, StoredFile? Row = null, FileSecret? Secret = null);

    /// <param name="row">Its row, with the name of its stored content.</param>
    /// <param name="secret">With the hash of the content.</param>
    internal async Task<Result> Take(StoredFile row, FileSecret secret, CancellationToken ct)
    {
        await using var file = store.Open(row.Name, secret.KeyBytes, row.Length);
        var (type, refusal) = FileInspection.Inspect(file);
        if (refusal is not null)
            return new Result(refusal);
        row = row with { Type = type, Received = row.Length, Parts = "" };
        if (type is FileType.Mp4 or FileType.Pdf)
            return new Result(null, row, secret);
        await decoding.WaitAsync(ct);
        try
        {
            secret = secret with { Camera = CameraRecord.Read(file, type, clock.TimeZone) };
            if (!type.IsPicture())
                return new Result(null, row, secret);
            var (copies, fault) = PictureCopies.Make(file, type);
            if (copies is null)
                return new Result(fault);
            return new Result(null,
                row with
                {
                    Width = copies.Width,
                    Height = copies.Height,
                    ViewLength = copies.View.Length,
                    ThumbnailLength = copies.Thumbnail.Length,
                },
                secret with
                {
                    ViewSha256 = await Write(FileVariant.View, copies.View),
                    ThumbnailSha256 = await Write(FileVariant.Thumbnail, copies.Thumbnail),
                });
        }
        finally
        {
            decoding.Release();
        }

        async Task<string> Write(FileVariant variant, byte[] content)
        {
            using var stream = new MemoryStream(content, writable: false);
            return (await store.Write(StoredFile.NameOf(row.Name, variant), secret.KeyBytes, stream, content.Length, ct))!.Value.Sha256;
        }
    }

    public void Dispose() => decoding.Dispose();
}
