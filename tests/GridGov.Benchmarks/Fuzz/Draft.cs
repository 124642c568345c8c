using System.Text;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>How a request was meant.</summary>
enum Manner
{
    /// <summary>As the contract wants it.</summary>
    Right,

    /// <summary>Right but for one place.</summary>
    Bent,

    /// <summary>Several things wrong, or everything.</summary>
    Wild,

    /// <summary>Wrong as HTTP already.</summary>
    Broken,
}

/// <summary>A request under construction.</summary>
sealed class Draft(Operation operation, Caller? caller)
{
    public Operation Operation => operation;
    public Caller? Caller => caller;
    public Manner Manner { get; set; }
    public string Method { get; set; } = operation.Method;

    /// <summary>The values of the path's parameters, not yet encoded.</summary>
    public string[] At { get; set; } = [];

    /// <summary>The path as it is sent; null: the template with its values.</summary>
    public string? OddPath { get; set; }

    /// <summary>Names and values, encoded already.</summary>
    public List<(string Name, string Value)> Query { get; } = [];
    public List<(string Name, string Value)> Headers { get; } = [];
    public JsonTree? Json { get; set; }
    public byte[]? Body { get; set; }
    public string? ContentType { get; set; }
    public bool Chunked { get; set; }

    /// <summary>Another operation, or none, may answer: nothing is known of what it may say.</summary>
    public bool Astray { get; set; }

    /// <summary>The body follows the contract's example: the same properties, and its codes, but things that exist.</summary>
    public bool LikeExample { get; set; }

    /// <summary>What was done to it, for people.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>What was chosen, to remember whether it worked.</summary>
    public List<string> Choices { get; } = [];

    /// <summary>The password that the caller has from now on if this succeeds.</summary>
    public string? NextPassword { get; set; }

    public string QueryText => Query.Count == 0 ? "" : "?" + string.Join('&', Query.Select(each => $"{each.Name}={each.Value}"));

    public string Target => (OddPath ?? PathText()) + QueryText;

    string PathText()
    {
        var at = 0;
        return "/" + string.Join('/', operation.Segments.Select(segment => segment[0] == '{' ? Encoded(At[at++]) : segment));
    }

    /// <summary>Percent-encoded; halves of pairs as the bytes that a careless program makes of them.</summary>
    public static string Encoded(string text)
    {
        var encoded = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' or '_' or '.' or '~')
                encoded.Append(text[i]);
            else if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                Bytes(Encoding.UTF8.GetBytes(text.Substring(i++, 2)));
            else if (char.IsSurrogate(text[i]))
                Bytes([(byte)(0xe0 | (text[i] >> 12)), (byte)(0x80 | ((text[i] >> 6) & 0x3f)), (byte)(0x80 | (text[i] & 0x3f))]);
            else
                Bytes(Encoding.UTF8.GetBytes(text[i].ToString()));
        }
        return encoded.ToString();

        void Bytes(byte[] bytes)
        {
            foreach (var each in bytes)
                encoded.Append('%').Append(each.ToString("X2"));
        }
    }

    /// <summary>The whole request. Header values go in UTF-8, as clients send them that do not know better.</summary>
    /// <param name="requestLine">Another first line than the right one.</param>
    /// <param name="moreHeaders">What stands before the blank line as it is.</param>
    public byte[] ToBytes(string? requestLine = null, string? moreHeaders = null)
    {
        var body = Body ?? Json?.ToBytes();
        var head = new StringBuilder(requestLine ?? $"{Method} {Target} HTTP/1.1").Append("\r\n");
        if (!Headers.Exists(header => header.Name == "Host"))
            head.Append("Host: 127.0.0.1\r\n");
        foreach (var (name, value) in Headers)
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        if (ContentType is not null)
            head.Append("Content-Type: ").Append(ContentType).Append("\r\n");
        head.Append(moreHeaders);
        if (Chunked && body is not null)
        {
            head.Append("Transfer-Encoding: chunked\r\n");
            body = InChunks(body);
        }
        else if (body is not null || Method is not "GET")
        {
            head.Append("Content-Length: ").Append(body?.Length ?? 0).Append("\r\n");
        }
        return [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), .. body ?? []];
    }

    static byte[] InChunks(byte[] body)
    {
        var chunks = new List<byte>(body.Length + 64);
        var size = Math.Max(1, body.Length / 3);
        for (var at = 0; at < body.Length; at += size)
        {
            var length = Math.Min(size, body.Length - at);
            chunks.AddRange(Encoding.ASCII.GetBytes($"{length:x}\r\n"));
            chunks.AddRange(body.AsSpan(at, length));
            chunks.AddRange("\r\n"u8);
        }
        chunks.AddRange("0\r\n\r\n"u8);
        return [.. chunks];
    }
}
