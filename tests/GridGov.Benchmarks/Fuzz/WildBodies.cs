using System.IO.Compression;
using System.Text;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>Bodies that are not what was asked for.</summary>
static class WildBodies
{
    const int JsonLimit = 1024 * 1024;

    /// <param name="right">What would have been right.</param>
    public static byte[] Any(byte[] right, Random random) => random.Next(28) switch
    {
        0 => [],
        1 => "null"u8.ToArray(),
        2 => "[]"u8.ToArray(),
        3 => "\"\""u8.ToArray(),
        4 => "0"u8.ToArray(),
        5 => [0xef, 0xbb, 0xbf, .. right],
        6 => right[..random.Next(right.Length + 1)],
        7 => [.. right, .. right],
        8 => [.. right, .. "//x"u8],
        9 => Hostile.Deep("[", 10_000, closed: true),
        10 => Hostile.Deep("{\"a\":", 10_000, closed: true),
        11 => Hostile.Deep("[", random.Next(30, 70), closed: true),
        12 => [.. right.AsSpan(0, Math.Max(0, right.Length - 1)), .. Hostile.Ascii($",\"x\":\"{new string('x', JsonLimit)}\"}}")],
        13 => Hostile.Ascii($"{{\"x\":\"{new string('x', random.Next(JsonLimit - 100, JsonLimit - 8))}\"}}"),
        14 => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(right)),
        15 => Encoding.UTF32.GetBytes(Encoding.UTF8.GetString(right)),
        16 => Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(right)),
        17 => Compressed(right),
        18 => Hostile.Ascii($"{{{string.Join(',', Enumerable.Range(0, random.Next(1, 50_000)).Select(i => $"\"p{i}\":{i}"))}}}"),
        19 => Hostile.Ascii(new string('9', random.Next(1, 200_000))),
        20 => "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"u8.ToArray(),
        21 => "a=b&category=0303&description=x"u8.ToArray(),
        22 => Noise(random),
        23 => Flipped(right, random),
        24 => new byte[random.Next(1, 2000)],
        25 => [.. "   \t\r\n"u8, .. right, .. "\n\n  "u8],
        26 => "{\"__proto__\":{\"x\":1},\"constructor\":{\"prototype\":{}}}"u8.ToArray(),
        _ => Hostile.Fragment(random),
    };

    static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(1, 3000)];
        random.NextBytes(bytes);
        return bytes;
    }

    static byte[] Flipped(byte[] right, Random random)
    {
        var bytes = right.ToArray();
        for (var i = random.Next(1, 4); i > 0 && bytes.Length > 0; i--)
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    static byte[] Compressed(byte[] right)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(right);
        return stream.ToArray();
    }

    /// <summary>A form with files, whose names want to be somewhere else.</summary>
    /// <param name="file">The contents.</param>
    public static (string ContentType, byte[] Body) Form(Schema schema, byte[] file, Random random)
    {
        string[] names = ["photo.jpg", "../../etc/passwd", "..\\..\\x.exe", "/abs/x.png", "C:\\x.png", "x.png\0.exe", "con", "", ".", "..", new string('n', 5000), "路.jpg", "a\"b.jpg", "a;b.jpg", "%2e%2e%2fx", "\u202egpj.exe", "x.jpg:stream", "=cmd.csv", "a\tb.png"];
        const string Boundary = "fuzz-boundary";
        using var stream = new MemoryStream();
        foreach (var (name, property) in schema.Properties.Count > 0 ? schema.Properties.Select(pair => (pair.Key, pair.Value)) : [("file", schema)])
        {
            var isFile = property.Format == "binary" || name == "file" || property.Items?.Format == "binary";
            Write($"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{(isFile ? $"; filename=\"{names[random.Next(names.Length)]}\"\r\nContent-Type: image/jpeg" : "")}\r\n\r\n");
            if (isFile)
                stream.Write(file);
            else
                Write(Hostile.TextOf(random, 100));
            Write("\r\n");
        }
        if (random.Next(8) != 0)
            Write($"--{Boundary}--\r\n");
        return ($"multipart/form-data; boundary={(random.Next(12) == 0 ? "other" : Boundary)}", stream.ToArray());

        void Write(string text) => stream.Write(Encoding.UTF8.GetBytes(text));
    }
}
