using System.Buffers.Binary;
using System.Text;
using SkiaSharp;

namespace GridGov.Tests.Features.Uploads;

/// <summary>Pictures made for tests, each JPEG with other bytes, and EXIF written by hand.</summary>
static class TestPhoto
{
    static int made;

    /// <summary>A JPEG, wider than high, whose left half is red and whose right half is blue.</summary>
    public static byte[] Jpeg(int width = 64, int height = 40)
    {
        var jpeg = Encode(width, height, SKEncodedImageFormat.Jpeg);
        // A comment that no other has.
        var number = Encoding.ASCII.GetBytes(Interlocked.Increment(ref made).ToString("D8"));
        return [.. jpeg[..2], 0xFF, 0xFE, 0, 10, .. number, .. jpeg[2..]];
    }

    public static byte[] Encode(int width, int height, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.Blue);
            using var red = new SKPaint { Color = SKColors.Red };
            canvas.DrawRect(0, 0, width / 2f, height, red);
        }
        using var data = bitmap.Encode(format, 95);
        return data.ToArray();
    }

    /// <summary>A JPEG with where, when and which way up it was taken.</summary>
    /// <param name="taken">In the form of EXIF: 2026:11:18 15:20:00.</param>
    public static byte[] WithExif(double lng, double lat, string taken, ushort orientation = 1, byte[]? jpeg = null)
    {
        jpeg ??= Jpeg();
        var exif = Exif(lng, lat, taken, orientation);
        byte[] segment = [0xFF, 0xE1, (byte)((exif.Length + 2) >> 8), (byte)(exif.Length + 2), .. exif];
        return [.. jpeg[..2], .. segment, .. jpeg[2..]];
    }

    static byte[] Exif(double lng, double lat, string taken, ushort orientation)
    {
        var tiff = new List<byte>();
        tiff.AddRange("II*\0"u8.ToArray());
        Int(8);
        const int exifAt = 8 + 2 + (3 * 12) + 4;
        const int gpsAt = exifAt + 2 + (2 * 12) + 4;
        const int dataAt = gpsAt + 2 + (4 * 12) + 4;
        Short(3);
        Entry(0x0112, 3, 1, orientation);
        Entry(0x8769, 4, 1, exifAt);
        Entry(0x8825, 4, 1, gpsAt);
        Int(0);
        Short(2);
        Entry(0x9003, 2, 20, dataAt);
        Entry(0x9011, 2, 7, dataAt + 20);
        Int(0);
        Short(4);
        Entry(1, 2, 2, 'N');
        Entry(2, 5, 3, dataAt + 28);
        Entry(3, 2, 2, 'E');
        Entry(4, 5, 3, dataAt + 52);
        Int(0);
        tiff.AddRange(Encoding.ASCII.GetBytes(taken + "\0"));
        tiff.AddRange("+08:00\0\0"u8.ToArray());
        Degrees(lat);
        Degrees(lng);
        return [.. "Exif\0\0"u8, .. tiff];

        void Degrees(double value)
        {
            var whole = (int)value;
            var minutes = (int)((value - whole) * 60);
            Rational(whole, 1);
            Rational(minutes, 1);
            Rational((int)Math.Round((value - whole - (minutes / 60.0)) * 3600 * 10_000), 10_000);
        }

        void Rational(int over, int under)
        {
            Int(over);
            Int(under);
        }

        void Entry(ushort tag, ushort type, int count, int value)
        {
            Short(tag);
            Short(type);
            Int(count);
            Int(value);
        }

        void Short(ushort value)
        {
            var bytes = new byte[2];
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
            tiff.AddRange(bytes);
        }

        void Int(int value)
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            tiff.AddRange(bytes);
        }
    }
}
