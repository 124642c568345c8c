using System.Buffers;
using System.IO.Pipelines;

namespace GridGov.Features.Tickets.Export;

/// <summary>
/// A stream into a pipe for what writes at once and does not wait (a zip archive ends its entries so): it only takes, and
/// whoever owns the pipe sends it off from time to time, which is what waits for the reader.
/// </summary>
sealed class PipeWriterStream(PipeWriter pipe) : Stream
{
    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer) => pipe.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // See above: not this one's to do.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
