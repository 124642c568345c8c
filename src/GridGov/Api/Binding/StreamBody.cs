using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace GridGov.Api.Binding;

/// <summary>
/// A body that the operation reads itself, as it arrives, because it is too long to be held. An Idempotency-Key does not see it, so the
/// query has its hash.
/// </summary>
public sealed record StreamBody(Stream Content)
{
    public const string Binary = "application/octet-stream";
    public const string Multipart = "multipart/form-data";

    /// <summary>What multipart/form-data adds to the content at most.</summary>
    public const int MultipartBytes = 16 * 1024;

    const int MaxBoundary = 70;

    /// <exception cref="BadHttpRequestException">A multipart body has no part.</exception>
    public static async ValueTask<StreamBody> Read(HttpContext http)
    {
        var request = http.Request;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals(Multipart, StringComparison.OrdinalIgnoreCase))
            return new StreamBody(request.Body);
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary);
        if (boundary.Length is 0 or > MaxBoundary)
            throw Unreadable();
        var reader = new MultipartReader(boundary.ToString(), request.Body) { HeadersLengthLimit = MultipartBytes };
        return new StreamBody(new OnlyPart(reader, await NextPart(reader, http.RequestAborted) ?? throw Unreadable()));
    }

    static async Task<Stream?> NextPart(MultipartReader reader, CancellationToken ct)
    {
        try
        {
            return (await reader.ReadNextSectionAsync(ct))?.Body;
        }
        catch (Exception e) when (e is InvalidDataException || (e is IOException and not BadHttpRequestException))
        {
            throw Unreadable(e);
        }
    }

    static BadHttpRequestException Unreadable(Exception? e = null) => new("The multipart body cannot be read.", e!);

    /// <summary>The only part of a multipart body; a cut body and a second part are unreadable.</summary>
    sealed class OnlyPart(MultipartReader reader, Stream part) : Stream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read;
            try
            {
                read = await part.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception e) when (e is InvalidDataException || (e is IOException and not BadHttpRequestException))
            {
                throw Unreadable(e);
            }
            if (read == 0 && buffer.Length > 0 && await NextPart(reader, cancellationToken) is not null)
                throw Unreadable();
            return read;
        }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override void Flush() => throw new NotSupportedException();
    }
}
