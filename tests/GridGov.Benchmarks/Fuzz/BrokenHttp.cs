using System.Text;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>What no HTTP library sends. The server may answer without a problem's body, or close; it may not err, hang, or let a header in.</summary>
static class BrokenHttp
{
    /// <summary>The bytes, and whether nothing more comes and the server is told so.</summary>
    public static (byte[] Bytes, bool EndOfStream) Of(Draft draft, Random random)
    {
        var right = draft.ToBytes();
        var target = draft.Target;
        switch (random.Next(34))
        {
            case 0: return Line("folded header", more: "X-Folded: a\r\n b\r\n");
            case 1: return Line("bare line feed", more: "X-A: a\nX-Injected: yes\r\n");
            case 2: return Line("NUL in a header", more: "X-A: a\0b\r\n");
            case 3: return Bytes("invalid UTF-8 in a header", [.. Hostile.Ascii($"GET {target} HTTP/1.1\r\nHost: x\r\nX-A: "), .. Hostile.InvalidUtf8(random), .. "\r\n\r\n"u8]);
            case 4: return Line("very long header", more: $"X-A: {new string('x', random.Next(10_000, 40_000))}\r\n");
            case 5: return Line("many headers", more: string.Concat(Enumerable.Range(0, random.Next(60, 300)).Select(i => $"X-{i}: {i}\r\n")));
            case 6: return Line("very long target", $"GET {target}{(target.Contains('?') ? '&' : '?')}q={new string('x', random.Next(4_000, 20_000))} HTTP/1.1");
            case 7: return Line("odd method", $"{new[] { "HEAD", "OPTIONS", "TRACE", "CONNECT", "FROB", "get", "POST2", "PURGE", "PROPFIND", "QUERY", new string('M', 100), "G\u00cbT", "" }[random.Next(13)]} {target} HTTP/1.1");
            case 8: return Line("absolute target", $"GET http://evil.example{target} HTTP/1.1");
            case 9: return Line("asterisk", $"OPTIONS * HTTP/1.1");
            case 10: return Line("odd version", $"GET {target} {new[] { "HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/3.7", "HTTP/1.10", "http/1.1", "", "HTCPCP/1.0" }[random.Next(8)]}");
            case 11: return Bytes("no Host", Hostile.Ascii($"GET {target} HTTP/1.1\r\n\r\n"));
            case 12: return Line("two Hosts", more: "Host: evil.example\r\n");
            case 13: return Bytes("odd Host", Encoding.UTF8.GetBytes($"GET {target} HTTP/1.1\r\nHost: {new[] { "", "a b", "[::1", "evil.example:x", "路", "a,b", "user@host" }[random.Next(7)]}\r\n\r\n"));
            case 14: return Line("two lengths", more: "Content-Length: 3\r\n");
            case 15: return Bytes("length and chunks", draft.ToBytes(moreHeaders: "Transfer-Encoding: chunked\r\n"), end: true);
            case 16: return Bytes("odd length", Hostile.Ascii($"POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: {new[] { "-1", "1e3", "+5", "0x10", "99999999999999999999", "2147483648", "5, 5", "" }[random.Next(8)]}\r\n\r\n{{}}"), end: true);
            case 17: return Bytes("odd transfer coding", Hostile.Ascii($"POST {target} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: {new[] { "gzip, chunked", "chunked, chunked", "identity", "xchunked", "chunked;x=1", "" }[random.Next(6)]}\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n"), end: true);
            case 18: return Bytes("odd chunk", Hostile.Ascii($"POST {target} HTTP/1.1\r\nHost: x\r\n{Credentials(draft)}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{new[] { "zz\r\n{}\r\n0\r\n\r\n", "-2\r\n{}", "ffffffffffffffff\r\n{}", "2\r\n{}0\r\n\r\n", "2;ext=\"x\"\r\n{}\r\n0\r\nX-Injected: yes\r\n\r\n", "\r\n\r\n", "2 \r\n{}\r\n0\r\n\r\n", "0002\r\n{}\r\n00\r\n\r\n" }[random.Next(8)]}"));
            case 19: return Bytes("cut off", right[..random.Next(1, right.Length)], end: true);
            case 20: return Bytes("body cut off", [.. Hostile.Ascii($"POST {target} HTTP/1.1\r\nHost: x\r\n{Credentials(draft)}Content-Type: application/json\r\nContent-Length: 1000\r\nIdempotency-Key: cut{random.Next()}\r\n\r\n{{\"description\":\"")], end: true);
            case 21: return Line("expects something", more: $"Expect: {new[] { "100-continue", "x", "100-continue, x" }[random.Next(3)]}\r\n");
            case 22: return Line("raw bytes in the target", $"GET {target}{new[] { "路", "é", " x", "\t", "\u0001", "\0", "\"", "<>", "{}", "|", "\\", "^", "`", "#frag" }[random.Next(14)]} HTTP/1.1");
            case 23: return Line("injection in the target", $"GET {target}?x=%0d%0aX-Injected:%20yes%0d%0a%0d%0a<html> HTTP/1.1");
            case 24: return Line("odd path", $"GET {new[] { "//evil.example/x", "/v1//tickets", "/v1/./tickets", "/v1/../v1/tickets", "/v1/tickets/..;/audit", "/%2e%2e/%2e%2e/etc/passwd", "/v1/tickets%2f", "/v1/tickets/", "/V1/TICKETS", "/v1/tickets;x=1", "/v1%00/tickets", "/", "/v1", "/docs/../v1/me", "/problems/..%2f", "/openapi/%2e%2e", "/problems/x", "/problems/<script>", "/.env", "/health/ready/x", "v1/tickets", "http://", "?", "#" }[random.Next(24)]} HTTP/1.1");
            case 25: return Bytes("TLS hello", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03], end: true);
            case 26: return Bytes("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0"u8.ToArray(), end: true);
            case 27: return Bytes("noise", [.. Enumerable.Range(0, random.Next(1, 500)).Select(_ => (byte)random.Next(256)), .. "\r\n\r\n"u8], end: true);
            case 28: return Bytes("blank lines first", [.. "\r\n\r\n"u8, .. right]);
            case 29: return Bytes("two at once", [.. right, .. Hostile.Ascii("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")]);
            case 30: return Line("space before the colon", more: "X-A : a\r\n");
            case 31: return Line("no name", more: ": a\r\n");
            case 32: return Line("two credentials", more: "Authorization: Bearer x\r\n");
            default: return Line("two keys", more: $"Idempotency-Key: a\r\nIdempotency-Key: b\r\nIf-Match: \"1\"\r\nIf-Match: \"2\"\r\n");
        }

        (byte[], bool) Line(string note, string? requestLine = null, string? more = null) => Bytes(note, draft.ToBytes(requestLine, more));

        (byte[], bool) Bytes(string note, byte[] bytes, bool end = false)
        {
            draft.Notes.Add(note);
            return (bytes, end);
        }
    }

    static string Credentials(Draft draft) => draft.Headers.Find(header => header.Name == "Authorization") is { Value: { } value } ? $"Authorization: {value}\r\n" : "";
}
