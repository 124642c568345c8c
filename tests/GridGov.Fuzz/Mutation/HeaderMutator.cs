namespace GridGov.Fuzz.Mutation;

/// <summary>Adds or replaces a header with an unexpected one that HTTP allows.</summary>
static class HeaderMutator
{
    static readonly string Long = new('x', 4000);

    static readonly (string Name, string[] Values)[] Headers =
    [
        ("If-Match",
        [
            "*", "W/\"1\"", "1", "\"1\", \"2\"", "\"\"", "\"-1\"", "\"9223372036854775808\"", "\"0\"", "\"1-x\"", "\"1", "\"１\"",
            "\" 1\"", "\"1e3\"", "\"路\"", "null", "'1'", "\"1\"\"2\"", "\"-\"", "\"1-\"", Long,
        ]),
        ("If-None-Match", ["*", "W/\"1\"", "\"1\", W/\"2\"", "", "\"", "1", Long, "\"路\""]),
        ("If-Modified-Since", ["Sat, 21 Nov 2026 10:00:00 GMT", "x", "0"]),
        ("Idempotency-Key",
        [
            "", "\"\"", "\"abc\"", "a b", new string('k', 64), new string('k', 65), "路", "a,b", "\t", "=cmd|' /C calc'!A0", "%00",
            "a\tb", "\"a", "~!@#$%^&*()", "null",
        ]),
        ("Accept",
        [
            "text/csv", "application/geo+json", "application/xml", "*/*;q=0", "application/json;q=0", "image/*",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/event-stream", "x", "", ";", "*/*;q=2",
            "text/csv;charset=utf-16", Long,
        ]),
        ("Accept-Language",
        [
            "zh-CN", "zh", "en", "zh-TW;q=0.5,xx", "*", "-", "x", ";q=1", "en;q=NaN", "\"zh\"", "zh-Hans-CN-x-private", "root", "iv",
            "en-US-POSIX-x-" + Long, "..\\..", "路",
        ]),
        ("Accept-Encoding", ["identity", "zstd", "gzip;q=0", "x"]),
        ("Accept-Charset", ["utf-16", "iso-8859-1"]),
        ("Content-Encoding", ["gzip", "br", "identity", "x"]),
        ("Content-Language", ["zh"]),
        ("Content-Disposition",
        [
            "attachment; filename=\"../../etc/passwd\"", "attachment; filename*=UTF-8''..%2f..%2fx",
            "form-data; name=\"file\"; filename=\"a\\\"b\"",
        ]),
        ("Range", ["bytes=0-1", "bytes=-1", "bytes=5-1", "items=0-9"]),
        ("Origin", ["null", "http://evil.example", "x"]),
        ("Cookie", ["a=b", ".AspNetCore.Culture=c%3Dzh%7Cuic%3Dzh", Long]),
        ("Authorization",
        [
            "Basic YTpi", "Bearer", "Bearer ", "Bearer x", "bearer null", "Bearer gg_live_000000000000_x", "Bearer gg_live_",
            "Digest x", "路", "Bearer " + Long, "Bearer a.b.c",
        ]),
        ("X-Forwarded-For", ["1.2.3.4", "::1, x", "路", Long]),
        ("X-Forwarded-Proto", ["https", "javascript", ""]),
        ("X-Forwarded-Host", ["evil.example"]),
        ("Forwarded", ["for=1.2.3.4;host=evil.example"]),
        ("X-HTTP-Method-Override", ["DELETE", "GET"]),
        ("X-Original-URL", ["/v1/audit"]),
        ("Referer", ["javascript:alert(1)", Long]),
        ("User-Agent", ["", "' OR 1=1 --", "路", Long]),
        ("traceparent",
        [
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "00-00000000000000000000000000000000-0000000000000000-00",
            "ff-x", "路", Long,
        ]),
        ("tracestate", ["a=b", Long]),
        ("Request-Id", ["|a.b.", "' OR 1=1 --", Long]),
        ("baggage", ["a=b", Long]),
        ("Prefer", ["respond-async", "return=minimal"]),
        ("TE", ["trailers"]),
        ("Via", ["1.1 x"]),
        ("Upgrade", ["websocket", "h2c"]),
        ("Last-Event-ID", ["0", "-1", "9223372036854775808", "x", "路", ""]),
        ("Sec-Fetch-Site", ["cross-site"]),
        ("Purpose", ["prefetch"]),
        ("Date", ["x"]),
    ];

    static readonly string[] ContentTypes =
    [
        "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x",
        "multipart/form-data; boundary=", "text/csv", "text/csv; charset=gbk", "application/json; charset=utf-16",
        "application/json; charset=utf-8",
        "application/json; charset=iso-8859-1", "application/json; charset=x", "application/json; charset=\"", "APPLICATION/JSON",
        "application/json;", "application/json, text/plain", "application/merge-patch+json", "application/problem+json",
        "application/*", "*/*", "x", "", ";", "/", "application/json; charset=utf-7", "路",
    ];

    public static void Mutate(RequestDraft draft, ValuePool pool, Random random)
    {
        if (draft.ContentType is not null && random.Next(5) == 0)
        {
            draft.ContentType = random.Next(8) == 0 ? null : ContentTypes[random.Next(ContentTypes.Length)];
            draft.Mutations.Add("Content-Type");
            return;
        }
        // Half of the mutations go to headers that the operation reads.
        var documented = draft.Operation.Parameters
            .Where(parameter => parameter.In == "header").Select(parameter => parameter.Name).ToList();
        var name = documented.Count > 0 && random.Next(2) == 0
            ? documented[random.Next(documented.Count)]
            : Headers[random.Next(Headers.Length)].Name;
        draft.Mutations.Add(name);
        if (random.Next(4) != 0)
            draft.Headers.RemoveAll(header => header.Name == name);
        if (random.Next(10) == 0)
            return;
        var values = Headers.FirstOrDefault(header => header.Name == name).Values ?? ["x", "", Long];
        draft.Headers.Add((name, random.Next(5) != 0 ? values[random.Next(values.Length)]
            : WithoutLineBreaks(random.Next(2) == 0 ? TextGenerator.Storable(random) : pool.Value("handler.id", random) ?? "x")));
    }

    static string WithoutLineBreaks(string text) => text.Replace("\r", "").Replace("\n", "");
}
