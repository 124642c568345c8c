using System.Text;

namespace GridGov.Fuzz.Mutation;

/// <summary>Requests that no HTTP library sends. The server may close the connection, but must not fail, hang or add a header.</summary>
sealed class MalformedHttp
{
    static readonly string[] Methods =
        ["HEAD", "OPTIONS", "TRACE", "CONNECT", "FROB", "get", "POST2", "PURGE", "PROPFIND", "QUERY", new('M', 100), "G\u00cbT", ""];

    static readonly string[] Versions = ["HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/3.7", "HTTP/1.10", "http/1.1", "", "HTCPCP/1.0"];

    static readonly string[] Hosts = ["", "a b", "[::1", "evil.example:x", "路", "a,b", "user@host"];

    static readonly string[] ContentLengths = ["-1", "1e3", "+5", "0x10", "99999999999999999999", "2147483648", "5, 5", ""];

    static readonly string[] TransferCodings = ["gzip, chunked", "chunked, chunked", "identity", "xchunked", "chunked;x=1", ""];

    static readonly string[] Chunks =
    [
        "zz\r\n{}\r\n0\r\n\r\n", "-2\r\n{}", "ffffffffffffffff\r\n{}", "2\r\n{}0\r\n\r\n", "\r\n\r\n", "2 \r\n{}\r\n0\r\n\r\n",
        "2;ext=\"x\"\r\n{}\r\n0\r\nX-Injected: yes\r\n\r\n", "0002\r\n{}\r\n00\r\n\r\n",
    ];

    static readonly string[] Expectations = ["100-continue", "x", "100-continue, x"];

    static readonly string[] RawTargetEnds = ["路", "é", " x", "\t", "\u0001", "\0", "\"", "<>", "{}", "|", "\\", "^", "`", "#frag"];

    static readonly string[] Targets =
    [
        "//evil.example/x", "/v1//tickets", "/v1/./tickets", "/v1/../v1/tickets", "/v1/tickets/..;/audit", "/%2e%2e/%2e%2e/etc/passwd",
        "/v1/tickets%2f", "/v1/tickets/", "/V1/TICKETS", "/v1/tickets;x=1", "/v1%00/tickets", "/", "/v1", "/docs/../v1/me",
        "/problems/..%2f", "/openapi/%2e%2e", "/problems/x", "/problems/<script>", "/.env", "/health/ready/x", "v1/tickets", "http://",
        "?", "#",
    ];

    readonly RequestDraft draft;
    readonly Random random;

    MalformedHttp(RequestDraft draft, Random random) => (this.draft, this.random) = (draft, random);

    /// <returns>The bytes, and whether to end the stream after them.</returns>
    public static (byte[] Bytes, bool EndOfStream) Of(RequestDraft draft, Random random) => new MalformedHttp(draft, random).Make();

    (byte[] Bytes, bool EndOfStream) Make() => random.Next(34) switch
    {
        0 => WithHeader("folded header", "X-Folded: a\r\n b\r\n"),
        1 => WithHeader("bare line feed", "X-A: a\nX-Injected: yes\r\n"),
        2 => WithHeader("NUL in a header", "X-A: a\0b\r\n"),
        3 => Bytes("invalid UTF-8 in a header",
            [.. Ascii($"GET {draft.Target} HTTP/1.1\r\nHost: x\r\nX-A: "), .. TextGenerator.InvalidUtf8(random), .. "\r\n\r\n"u8]),
        4 => WithHeader("very long header", $"X-A: {new string('x', random.Next(10_000, 40_000))}\r\n"),
        5 => WithHeader("many headers", string.Concat(Enumerable.Range(0, random.Next(60, 300)).Select(i => $"X-{i}: {i}\r\n"))),
        6 => WithTarget("very long target",
            $"{draft.Target}{(draft.Target.Contains('?') ? '&' : '?')}q={new string('x', random.Next(4_000, 20_000))}"),
        7 => WithLine("unknown method", $"{Any(Methods)} {draft.Target} HTTP/1.1"),
        8 => WithTarget("absolute target", $"http://evil.example{draft.Target}"),
        9 => WithLine("asterisk", "OPTIONS * HTTP/1.1"),
        10 => WithLine("unknown version", $"GET {draft.Target} {Any(Versions)}"),
        11 => Bytes("no Host", Ascii($"GET {draft.Target} HTTP/1.1\r\n\r\n")),
        12 => WithHeader("two Hosts", "Host: evil.example\r\n"),
        13 => Bytes("invalid Host", Encoding.UTF8.GetBytes($"GET {draft.Target} HTTP/1.1\r\nHost: {Any(Hosts)}\r\n\r\n")),
        14 => WithHeader("two lengths", "Content-Length: 3\r\n"),
        15 => Bytes("length and chunks", draft.ToBytes(moreHeaders: "Transfer-Encoding: chunked\r\n"), end: true),
        16 => Bytes("invalid length",
            Ascii($"POST {draft.Target} HTTP/1.1\r\nHost: x\r\nContent-Length: {Any(ContentLengths)}\r\n\r\n{{}}"), end: true),
        17 => Bytes("invalid transfer coding", Ascii($"POST {draft.Target} HTTP/1.1\r\nHost: x\r\n"
            + $"Transfer-Encoding: {Any(TransferCodings)}\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n"), end: true),
        18 => Bytes("invalid chunk", Ascii($"POST {draft.Target} HTTP/1.1\r\nHost: x\r\n{Credentials()}"
            + $"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{Any(Chunks)}")),
        19 => Bytes("cut off", draft.ToBytes() is var valid ? valid[..random.Next(1, valid.Length)] : [], end: true),
        20 => Bytes("body cut off", Ascii($"POST {draft.Target} HTTP/1.1\r\nHost: x\r\n{Credentials()}Content-Type: application/json\r\n"
            + $"Content-Length: 1000\r\nIdempotency-Key: cut{random.Next()}\r\n\r\n{{\"description\":\""), end: true),
        21 => WithHeader("expectation", $"Expect: {Any(Expectations)}\r\n"),
        22 => WithTarget("raw bytes in the target", draft.Target + Any(RawTargetEnds)),
        23 => WithTarget("injection in the target", $"{draft.Target}?x=%0d%0aX-Injected:%20yes%0d%0a%0d%0a<html>"),
        24 => WithTarget("another target", Any(Targets)),
        25 => Bytes("TLS hello", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03], end: true),
        26 => Bytes("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0"u8.ToArray(), end: true),
        27 => Bytes("noise", [.. Enumerable.Range(0, random.Next(1, 500)).Select(_ => (byte)random.Next(256)), .. "\r\n\r\n"u8], end: true),
        28 => Bytes("blank lines first", [.. "\r\n\r\n"u8, .. draft.ToBytes()]),
        29 => Bytes("two at once", [.. draft.ToBytes(), .. "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"u8]),
        30 => WithHeader("space before the colon", "X-A : a\r\n"),
        31 => WithHeader("no name", ": a\r\n"),
        32 => WithHeader("two credentials", "Authorization: Bearer x\r\n"),
        _ => WithHeader("two keys", "Idempotency-Key: a\r\nIdempotency-Key: b\r\nIf-Match: \"1\"\r\nIf-Match: \"2\"\r\n"),
    };

    T Any<T>(T[] options) => options[random.Next(options.Length)];

    static byte[] Ascii(string text) => TextGenerator.Ascii(text);

    (byte[], bool) WithHeader(string mutation, string header) => Bytes(mutation, draft.ToBytes(moreHeaders: header));

    (byte[], bool) WithTarget(string mutation, string target) => WithLine(mutation, $"GET {target} HTTP/1.1");

    (byte[], bool) WithLine(string mutation, string requestLine) => Bytes(mutation, draft.ToBytes(requestLine));

    (byte[], bool) Bytes(string mutation, byte[] bytes, bool end = false)
    {
        draft.Mutations.Add(mutation);
        return (bytes, end);
    }

    string Credentials() =>
        draft.Headers.Find(header => header.Name == "Authorization") is { Value: { } value } ? $"Authorization: {value}\r\n" : "";
}
