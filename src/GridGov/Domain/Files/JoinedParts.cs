using System.Globalization;

namespace GridGov.Domain.Files;

/// <summary>The received chunks of an upload, one behind the other.</summary>
/// <param name="row">Names the chunks, each with its length: <c>name:length</c>.</param>
sealed class JoinedParts(FileStore store, StoredFile row, byte[] key) : Stream
{
    readonly Queue<string> parts = new(row.PartNames);
    Stream? current;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (current is not null && await current.ReadAsync(buffer, cancellationToken) is > 0 and var read)
                return read;
            if (!parts.TryDequeue(out var part))
                return 0;
            if (current is not null)
                await current.DisposeAsync();
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            var length = long.Parse(part.AsSpan(colon + 1), CultureInfo.InvariantCulture);
            current = store.Open($"{row.Name}.{part[..colon]}", key, length);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            current?.Dispose();
        base.Dispose(disposing);
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => row.Received;
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Flush() => throw new NotSupportedException();
}
