using System.Security.Cryptography;
using System.Text;

namespace GridGov.Encryption;

/// <summary>
/// A file that is encrypted in segments (AES-256-GCM), so that it is written as a stream and read from any position. Each segment is
/// bound to the file's place and to its number; a cut at a segment's end shows by the length, which the reader knows.
/// </summary>
static class EncryptedFile
{
    public const int KeyBytes = 32;

    internal const int SegmentBytes = 64 * 1024;

    /// <summary>Nonce and tag of a segment.</summary>
    const int Overhead = 12 + 16;

    internal const int StoredSegmentBytes = SegmentBytes + Overhead;

    /// <param name="most">The length beyond which nothing more is read.</param>
    /// <returns>Length and SHA-256 (hexadecimal) of the content; null when it is longer.</returns>
    public static async Task<(long Length, string Sha256)?> Write(
        Stream content, Stream target, byte[] key, string place, long most, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var segment = new byte[SegmentBytes];
        var length = 0L;
        for (var number = 0L; ; number++)
        {
            var read = await content.ReadAtLeastAsync(segment, SegmentBytes, throwOnEndOfStream: false, ct);
            length += read;
            if (length > most)
                return null;
            if (read > 0)
            {
                hash.AppendData(segment, 0, read);
                await target.WriteAsync(Cipher.Encrypt(key, segment.AsSpan(0, read), PlaceOf(place, number)), ct);
            }
            if (read < SegmentBytes)
                return (length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
    }

    /// <summary>The length of the encrypted file.</summary>
    public static long StoredLength(long length) => length + ((length + SegmentBytes - 1) / SegmentBytes * Overhead);

    internal static byte[] PlaceOf(string place, long number) => Encoding.UTF8.GetBytes($"files/{place}/{number}");
}

/// <summary>The content of an <see cref="EncryptedFile"/>, decrypted while it is read.</summary>
/// <param name="file">The encrypted file, which can be sought in.</param>
/// <param name="length">The length of the content.</param>
sealed class EncryptedFileReader(Stream file, byte[] key, string place, long length) : Stream
{
    byte[] segment = [];
    long loaded = -1;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;
    public override long Position { get; set; }

    /// <exception cref="DecryptionException">The file was changed or cut.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (Position >= length || buffer.Length == 0)
            return 0;
        if (loaded != NumberAtPosition)
        {
            file.Position = NumberAtPosition * EncryptedFile.StoredSegmentBytes;
            var stored = new byte[StoredBytes];
            Open(stored.AsSpan(0, file.ReadAtLeast(stored, stored.Length, throwOnEndOfStream: false)));
        }
        return Copy(buffer);
    }

    /// <exception cref="DecryptionException">The file was changed or cut.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= length || buffer.Length == 0)
            return 0;
        if (loaded != NumberAtPosition)
        {
            file.Position = NumberAtPosition * EncryptedFile.StoredSegmentBytes;
            var stored = new byte[StoredBytes];
            var read = await file.ReadAtLeastAsync(stored, stored.Length, throwOnEndOfStream: false, cancellationToken);
            Open(stored.AsSpan(0, read));
        }
        return Copy(buffer.Span);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    long NumberAtPosition => Position / EncryptedFile.SegmentBytes;

    int StoredBytes =>
        (int)(EncryptedFile.StoredLength(Math.Min(EncryptedFile.SegmentBytes, length - (NumberAtPosition * EncryptedFile.SegmentBytes))));

    void Open(ReadOnlySpan<byte> stored)
    {
        var number = NumberAtPosition;
        segment = stored.Length == StoredBytes && Cipher.Decrypt(key, stored, EncryptedFile.PlaceOf(place, number)) is { } plain
            ? plain
            : throw new DecryptionException("files/" + place);
        loaded = number;
    }

    int Copy(Span<byte> buffer)
    {
        var from = (int)(Position % EncryptedFile.SegmentBytes);
        var count = Math.Min(buffer.Length, segment.Length - from);
        segment.AsSpan(from, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
