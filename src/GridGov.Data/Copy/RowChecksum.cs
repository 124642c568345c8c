using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GridGov.Data.Copy;

/// <summary>
/// An order-independent checksum of a table's rows: the sum of the first 128 bits of each row's SHA-256. Values are tagged by
/// kind, so the same integer has the same checksum on both engines.
/// </summary>
sealed class RowChecksum
{
    byte[] row = new byte[4096];
    int length;

    public long Rows { get; private set; }

    public UInt128 Sum { get; private set; }

    public void AddNull() => Reserve(0, 0);

    public void Add(long number) => BinaryPrimitives.WriteInt64BigEndian(Reserve(1, sizeof(long)), number);

    public void Add(double number) => BinaryPrimitives.WriteDoubleBigEndian(Reserve(2, sizeof(double)), number);

    public void Add(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        Add((long)bytes);
        Encoding.UTF8.GetBytes(text, Reserve(3, bytes));
    }

    public void EndRow()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(row.AsSpan(0, length), hash);
        Sum += BinaryPrimitives.ReadUInt128BigEndian(hash);
        Rows++;
        length = 0;
    }

    Span<byte> Reserve(byte kind, int bytes)
    {
        if (row.Length < length + 1 + bytes)
            Array.Resize(ref row, Math.Max(row.Length * 2, length + 1 + bytes));
        row[length] = kind;
        var reserved = row.AsSpan(length + 1, bytes);
        length += 1 + bytes;
        return reserved;
    }
}
