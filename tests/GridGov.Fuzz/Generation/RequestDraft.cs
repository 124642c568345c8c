using System.Text;

namespace GridGov.Fuzz.Generation;

enum RequestKind
{
    /// <summary>Valid by the contract.</summary>
    Valid,

    /// <summary>Valid except for one place.</summary>
    Mutated,

    /// <summary>With several mutations, or a replaced body.</summary>
    Garbled,

    /// <summary>Not valid HTTP.</summary>
    Malformed,
}

/// <summary>A request under construction.</summary>
sealed class RequestDraft(Operation operation, Caller? caller)
{
    public Operation Operation => operation;
    public Caller? Caller => caller;
    public RequestKind Kind { get; set; }
    public string Method { get; set; } = operation.Method;

    /// <summary>The values of the path's parameters, not yet encoded.</summary>
    public string[] PathValues { get; set; } = [];

    /// <summary>The path as it is sent; null when it is the template with its values.</summary>
    public string? RawPath { get; set; }

    /// <summary>Names and values, already encoded.</summary>
    public List<(string Name, string Value)> Query { get; } = [];
    public List<(string Name, string Value)> Headers { get; } = [];
    public JsonTree? Json { get; set; }
    public byte[]? Body { get; set; }
    public string? ContentType { get; set; }
    public bool IsChunked { get; set; }

    /// <summary>Whether another operation, or none, may answer, so that nothing is documented of the response.</summary>
    public bool MayMissOperation { get; set; }

    /// <summary>Whether the body has the properties and codes of the contract's example.</summary>
    public bool FollowsExample { get; set; }

    /// <summary>The mutations, for the report.</summary>
    public List<string> Mutations { get; } = [];

    /// <summary>The choices made, to record whether they work.</summary>
    public List<string> Choices { get; } = [];

    /// <summary>The caller's new password if this succeeds.</summary>
    public string? NewPassword { get; set; }

    public string Target =>
        (RawPath ?? Path()) + (Query.Count == 0 ? "" : "?" + string.Join('&', Query.Select(each => $"{each.Name}={each.Value}")));

    string Path()
    {
        var at = 0;
        return "/" + string.Join('/', operation.Segments.Select(segment => segment[0] == '{' ? Encode(PathValues[at++]) : segment));
    }

    /// <summary>Percent-encoded. Lone surrogates become the invalid UTF-8 that a careless client makes of them.</summary>
    public static string Encode(string text)
    {
        var encoded = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' or '_' or '.' or '~')
                encoded.Append(text[i]);
            else if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                Append(Encoding.UTF8.GetBytes(text.Substring(i++, 2)));
            else if (char.IsSurrogate(text[i]))
                Append([(byte)(0xe0 | (text[i] >> 12)), (byte)(0x80 | ((text[i] >> 6) & 0x3f)), (byte)(0x80 | (text[i] & 0x3f))]);
            else
                Append(Encoding.UTF8.GetBytes(text[i].ToString()));
        }
        return encoded.ToString();

        void Append(byte[] bytes)
        {
            foreach (var each in bytes)
                encoded.Append('%').Append(each.ToString("X2"));
        }
    }

    /// <summary>The whole request. Header values are sent as UTF-8, as careless clients do.</summary>
    /// <param name="requestLine">Replaces the first line.</param>
    /// <param name="moreHeaders">Added before the blank line as it is.</param>
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
        if (IsChunked && body is not null)
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
