using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GridGov.Data.Copy;

/// <summary>
/// A checksum of a table's rows in whatever order they come: the sum of the first 128 bits of each row's SHA-256. Values
/// count by what they are, so that an integer of one engine equals the same integer of another.
/// </summary>
sealed class RowChecksum
{
    byte[] row = new byte[4096];
    int length;

    public long Rows { get; private set; }

    public UInt128 Sum { get; private set; }

    public void AddNull() => Mark(0, 0);

    public void Add(long number) => BinaryPrimitives.WriteInt64BigEndian(Mark(1, sizeof(long)), number);

    public void Add(double number) => BinaryPrimitives.WriteDoubleBigEndian(Mark(2, sizeof(double)), number);

    public void Add(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        Add((long)bytes);
        Encoding.UTF8.GetBytes(text, Mark(3, bytes));
    }

    /// <summary>The values added since the last call were one row.</summary>
    public void EndRow()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(row.AsSpan(0, length), hash);
        Sum += BinaryPrimitives.ReadUInt128BigEndian(hash);
        Rows++;
        length = 0;
    }

    Span<byte> Mark(byte kind, int bytes)
    {
        if (row.Length < length + 1 + bytes)
            Array.Resize(ref row, Math.Max(row.Length * 2, length + 1 + bytes));
        row[length] = kind;
        var place = row.AsSpan(length + 1, bytes);
        length += 1 + bytes;
        return place;
    }
}
