using System.IO.Compression;
using System.Text;

namespace GridGov.Fuzz.Mutation;

/// <summary>Generates bodies that the operation cannot read.</summary>
static class BodyMutator
{
    const int JsonLimit = 1024 * 1024;
    const string Boundary = "fuzz-boundary";

    static readonly string[] FileNames =
    [
        "photo.jpg", "../../etc/passwd", "..\\..\\x.exe", "/abs/x.png", "C:\\x.png", "x.png\0.exe", "con", "", ".", "..",
        new('n', 5000), "路.jpg", "a\"b.jpg", "a;b.jpg", "%2e%2e%2fx", "\u202egpj.exe", "x.jpg:stream", "=cmd.csv", "a\tb.png",
    ];

    public static byte[] Mutate(byte[] valid, Random random) => random.Next(28) switch
    {
        0 => [],
        1 => "null"u8.ToArray(),
        2 => "[]"u8.ToArray(),
        3 => "\"\""u8.ToArray(),
        4 => "0"u8.ToArray(),
        5 => [0xef, 0xbb, 0xbf, .. valid],
        6 => valid[..random.Next(valid.Length + 1)],
        7 => [.. valid, .. valid],
        8 => [.. valid, .. "//x"u8],
        9 => JsonGenerator.Deep("[", 10_000, closed: true),
        10 => JsonGenerator.Deep("{\"a\":", 10_000, closed: true),
        11 => JsonGenerator.Deep("[", random.Next(30, 70), closed: true),
        12 => [.. valid.AsSpan(0, Math.Max(0, valid.Length - 1)), .. TextGenerator.Ascii($",\"x\":\"{new string('x', JsonLimit)}\"}}")],
        13 => TextGenerator.Ascii($"{{\"x\":\"{new string('x', random.Next(JsonLimit - 100, JsonLimit - 8))}\"}}"),
        14 => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(valid)),
        15 => Encoding.UTF32.GetBytes(Encoding.UTF8.GetString(valid)),
        16 => Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(valid)),
        17 => Compress(valid),
        18 => TextGenerator.Ascii($"{{{string.Join(',', Enumerable.Range(0, random.Next(1, 50_000)).Select(i => $"\"p{i}\":{i}"))}}}"),
        19 => TextGenerator.Ascii(new string('9', random.Next(1, 200_000))),
        20 => "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"u8.ToArray(),
        21 => "a=b&category=0303&description=x"u8.ToArray(),
        22 => Noise(random),
        23 => FlipBits(valid, random),
        24 => new byte[random.Next(1, 2000)],
        25 => [.. "   \t\r\n"u8, .. valid, .. "\n\n  "u8],
        26 => "{\"__proto__\":{\"x\":1},\"constructor\":{\"prototype\":{}}}"u8.ToArray(),
        _ => JsonGenerator.Fragment(random),
    };

    static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(1, 3000)];
        random.NextBytes(bytes);
        return bytes;
    }

    static byte[] FlipBits(byte[] valid, Random random)
    {
        var bytes = valid.ToArray();
        for (var i = random.Next(1, 4); i > 0 && bytes.Length > 0; i--)
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    static byte[] Compress(byte[] valid)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(valid);
        return stream.ToArray();
    }

    /// <summary>A form with hostile file names, sometimes without its end or with another boundary.</summary>
    public static (string ContentType, byte[] Body) Form(Schema schema, byte[] file, Random random)
    {
        using var stream = new MemoryStream();
        foreach (var (name, property) in schema.Properties.Count > 0 ? schema.Properties : new() { ["file"] = schema })
        {
            var isFile = property.Format == "binary" || name == "file" || property.Items?.Format == "binary";
            var fileName = isFile ? $"; filename=\"{FileNames[random.Next(FileNames.Length)]}\"\r\nContent-Type: image/jpeg" : "";
            Write($"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{fileName}\r\n\r\n");
            stream.Write(isFile ? file : Encoding.UTF8.GetBytes(TextGenerator.OfLength(random, 100)));
            Write("\r\n");
        }
        if (random.Next(8) != 0)
            Write($"--{Boundary}--\r\n");
        return ($"multipart/form-data; boundary={(random.Next(12) == 0 ? "other" : Boundary)}", stream.ToArray());

        void Write(string text) => stream.Write(Encoding.UTF8.GetBytes(text));
    }
}
