using System.Buffers.Binary;
using System.Text;

namespace GridGov.Domain.Files;

/// <summary>
/// Finds the type of a file by its content, and refuses a file that is of another type too (a polyglot). Names and declared types say
/// nothing.
/// </summary>
static class FileInspection
{
    public const string NotAllowed = "file-type-not-allowed";
    public const string HasOtherContent = "file-has-other-content";
    public const string Unreadable = "file-unreadable";

    const int HeadBytes = 4096;

    /// <summary>A zip's directory ends within its last 22 bytes and a comment of up to 65,535.</summary>
    const int TailBytes = 22 + ushort.MaxValue;

    /// <summary>Readers of PDF look for its beginning here.</summary>
    const int PdfStartBytes = 1024;

    static readonly string[] HeicBrands = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];

    static readonly string[] Mp4Brands =
        ["isom", "iso2", "iso3", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "hvc1", "M4V ", "M4VP", "MSNV", "dash"];

    static readonly string[] Markup = ["<html", "<script", "<svg", "<!doctype", "<?php"];

    /// <returns>The type, or the problem code of the refusal.</returns>
    public static (FileType Type, string? Refusal) Inspect(Stream file)
    {
        var head = Read(file, 0, HeadBytes);
        if (TypeOf(head) is not { } type)
            return (default, NotAllowed);
        var tail = Read(file, Math.Max(0, file.Length - TailBytes), TailBytes);
        if (ContainsZip(tail) || (type != FileType.Pdf && (IsPdf(head) || ContainsMarkup(head))))
            return (type, HasOtherContent);
        return (type, type switch
        {
            FileType.Png => FaultOfPng(file),
            FileType.Webp => FaultOfWebp(head, file.Length),
            FileType.Heic => FaultOfBoxes(file, "meta"),
            FileType.Mp4 => FaultOfBoxes(file, "moov"),
            FileType.Pdf => tail.AsSpan(Math.Max(0, tail.Length - PdfStartBytes)).IndexOf("%%EOF"u8) < 0 ? Unreadable : null,
            // Phones append videos and further pictures to a JPEG, which its readers pass over.
            FileType.Jpeg => null,
        });
    }

    static FileType? TypeOf(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
            return FileType.Jpeg;
        if (head.StartsWith<byte>([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
            return FileType.Png;
        if (head.Length > 12 && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8))
            return FileType.Webp;
        if (head.StartsWith("%PDF-"u8))
            return FileType.Pdf;
        if (head.Length < 12 || !head[4..8].SequenceEqual("ftyp"u8))
            return null;
        var brand = Encoding.Latin1.GetString(head[8..12]);
        return HeicBrands.Contains(brand, StringComparer.Ordinal) ? FileType.Heic
            : Mp4Brands.Contains(brand, StringComparer.Ordinal) ? FileType.Mp4
            : null;
    }

    static bool IsPdf(ReadOnlySpan<byte> head) => head[..Math.Min(head.Length, PdfStartBytes)].IndexOf("%PDF-"u8) >= 0;

    static bool ContainsMarkup(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head);
        return Markup.Any(tag => text.Contains(tag, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether a zip's directory ends here: its signature, and the numbers of its disks, which are 0.</summary>
    static bool ContainsZip(ReadOnlySpan<byte> tail) => tail.IndexOf("PK\u0005\u0006\0\0\0\0"u8) >= 0;

    /// <summary>A PNG is its chunks up to IEND, and nothing behind it.</summary>
    static string? FaultOfPng(Stream file)
    {
        var position = 8L;
        while (position + 12 <= file.Length)
        {
            var start = Read(file, position, 8);
            position += 12 + BinaryPrimitives.ReadUInt32BigEndian(start);
            if (start.AsSpan(4).SequenceEqual("IEND"u8))
                return position == file.Length ? null : position < file.Length ? HasOtherContent : Unreadable;
        }
        return Unreadable;
    }

    static string? FaultOfWebp(ReadOnlySpan<byte> head, long length)
    {
        var end = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) + 8L;
        return end > length ? Unreadable : end + (end % 2) < length ? HasOtherContent : null;
    }

    /// <summary>A file of boxes (ISO 14496-12) is a row of them and nothing else.</summary>
    static string? FaultOfBoxes(Stream file, string required)
    {
        var found = false;
        var position = 0L;
        while (position < file.Length)
        {
            var start = Read(file, position, 16);
            if (start.Length < 8 || start.AsSpan(4, 4).ContainsAnyExceptInRange((byte)' ', (byte)'~'))
                return HasOtherContent;
            found |= Encoding.Latin1.GetString(start, 4, 4) == required;
            var size = (long)BinaryPrimitives.ReadUInt32BigEndian(start);
            // 0 is up to the end; 1 has its size behind the type.
            if (size == 0)
                size = file.Length - position;
            else if (size == 1 && start.Length == 16)
                size = BinaryPrimitives.ReadInt64BigEndian(start.AsSpan(8));
            if (size < 8 || size > file.Length - position)
                return Unreadable;
            position += size;
        }
        return found ? null : Unreadable;
    }

    static byte[] Read(Stream file, long position, int most)
    {
        var bytes = new byte[Math.Max(0, Math.Min(most, file.Length - position))];
        file.Position = position;
        file.ReadExactly(bytes);
        return bytes;
    }
}
