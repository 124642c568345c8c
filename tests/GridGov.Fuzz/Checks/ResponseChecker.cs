using System.Text;
using System.Text.Json;
using GridGov.Api;

namespace GridGov.Fuzz.Checks;

/// <summary>Finds what is wrong with a response.</summary>
static class ResponseChecker
{
    /// <summary>Kestrel refuses invalid HTTP with one of these statuses and no body, before any middleware runs.</summary>
    static readonly int[] StatusesOfKestrel = [400, 405, 408, 411, 413, 414, 417, 421, 426, 431, 501, 505];

    /// <summary>Kestrel may stop reading after this many bytes of headers.</summary>
    const int LongHead = 8_000;

    /// <summary>A server may close the connection rather than read a body of this size.</summary>
    const int LargeRequest = 1024 * 1024;

    /// <summary>Text that would reveal internals. No request under test contains one.</summary>
    static readonly string[] Internals =
    [
        "   at GridGov", " in /", ".cs:line", "GridGov.", "System.", "Microsoft.", "Npgsql", "Sqlite", "SQLite", "Dapper", "Exception",
        "StackTrace", "SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM", "WHERE ", "constraint", "/tmp/", "gridgov.db",
    ];

    static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <returns>The kind of each fault, by which equal ones are counted together, and its detail.</returns>
    public static IEnumerable<(string Kind, string Detail)> Check(RequestDraft draft, byte[] sent, RawResponse response)
    {
        if (response.Failure is { } failure)
        {
            if (!MayFail(draft, sent, failure))
                yield return ($"no response: {failure.Split(':')[0]}", failure);
            yield break;
        }
        // Kestrel answers an unknown HTTP version with 505.
        if (response.Status is >= 500 and not 503 && !(response.Status == 505 && draft.Kind == RequestKind.Malformed))
            yield return ($"{response.Status}", response.Text);
        if (response.Header("X-Injected") is { } injected)
            yield return ("a header was injected", injected);
        if (response.Headers.Any(header => header.Value.Any(char.IsControl)))
            yield return ("a header has control characters", string.Join("; ", response.Headers.Select(header => header.Value)));
        if (IsBareRefusal(response) && MayBeBare(draft, sent))
            yield break;
        if (response.Header("X-Content-Type-Options") is null)
            yield return ("without security headers", $"{response.Status}");
        // Pictures are no text.
        if (response.Header("Content-Type")?.StartsWith("image/", StringComparison.Ordinal) is not true && !IsUtf8(response.Body))
            yield return ("not UTF-8", response.Text);

        var operation = draft.MayMissOperation || draft.Kind == RequestKind.Malformed ? null : draft.Operation;
        var type = response.Header("Content-Type")?.Split(';')[0].Trim();
        // A page for people, where the contract has one.
        if (response.Status >= 400 && type == "text/html" && draft.Operation is { } asked
            && asked.Responses.TryGetValue(response.Status, out var page) && page.Content.ContainsKey(type))
            yield break;
        var faults = response.Status >= 400 ? CheckRefusal(operation, response, type)
            : operation is not null ? CheckSuccess(operation, response, type)
            : [];
        foreach (var fault in faults)
            yield return fault;
    }

    /// <summary>The server may close a connection on malformed or very large requests, and answer an HTTP/2 preface in HTTP/2.</summary>
    static bool MayFail(RequestDraft draft, byte[] sent, string failure) => sent.AsSpan().StartsWith("PRI "u8)
        || (failure == "closed" && (draft.Kind == RequestKind.Malformed || sent.Length >= LargeRequest));

    static bool IsBareRefusal(RawResponse response) => response.Closes && response.Body.Length == 0
        && response.Header("Content-Type") is null && StatusesOfKestrel.Contains(response.Status);

    static bool MayBeBare(RequestDraft draft, byte[] sent)
    {
        if (draft.Kind == RequestKind.Malformed)
            return true;
        var head = sent.AsSpan(0, sent.AsSpan().IndexOf("\r\n\r\n"u8) is var end and >= 0 ? end : sent.Length);
        return head.Length > LongHead || head.IndexOf("%00"u8) >= 0 || head.IndexOfAnyExceptInRange((byte)'\n', (byte)'~') >= 0;
    }

    static IEnumerable<(string, string)> CheckRefusal(Operation? operation, RawResponse response, string? type)
    {
        if (Internals.FirstOrDefault(sign => response.Text.Contains(sign, StringComparison.Ordinal)) is { } sign)
            yield return ($"shows internals: {sign.Trim()}", response.Text);
        // The response to HEAD has no body.
        if (response.Body.Length == 0 && type == "application/problem+json")
            yield break;
        if (type != "application/problem+json")
        {
            yield return ($"{response.Status} is no problem+json", $"{type}: {response.Text}");
            yield break;
        }
        using var json = ParseJson(response.Body);
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } problem)
        {
            yield return ("a problem that is no JSON", response.Text);
            yield break;
        }
        var code = problem.TryGetProperty("code", out var named) ? named.ToString() : "";
        if (!ProblemCatalogue.All.TryGetValue(code, out var kind))
            yield return ($"unknown code '{code}'", response.Text);
        else if (kind.Status != response.Status
            || !problem.TryGetProperty("status", out var status) || status.GetInt32() != response.Status)
            yield return ($"{code} with another status", response.Text);
        foreach (var name in new[] { "type", "title", "detail", "traceId" })
        {
            if (!problem.TryGetProperty(name, out _))
                yield return ($"a problem without {name}", response.Text);
        }
        if (operation is not null && response.Status != 405
            && !(operation.Responses.TryGetValue(response.Status, out var documented) && documented.Codes.Contains(code)))
        {
            yield return ($"undocumented {response.Status} {code}", response.Text);
        }
    }

    static IEnumerable<(string, string)> CheckSuccess(Operation operation, RawResponse response, string? type)
    {
        if (!operation.Responses.TryGetValue(response.Status, out var documented))
        {
            yield return ($"undocumented {response.Status}", response.Text);
            yield break;
        }
        if (documented.Content.Count == 0)
        {
            if (response.Body.Length > 0)
                yield return ($"{response.Status} with a body", response.Text);
            yield break;
        }
        if (response.Status == 201 && response.Header("Location") is null)
            yield return ("201 without Location", response.Text);
        if (type is null || !documented.Content.TryGetValue(type, out var schema))
        {
            yield return ($"{response.Status} as undocumented {type}", response.Text);
            yield break;
        }
        if (type != "application/json" && !type.EndsWith("+json", StringComparison.Ordinal))
            yield break;
        using var json = ParseJson(response.Body);
        if (json is null)
            yield return ($"{response.Status} is no JSON", response.Text);
        else if (SchemaValidator.FindViolation(schema, json.RootElement) is { } violation)
            yield return ($"not by the contract: {violation}", response.Text);
    }

    /// <returns>Null when it is no JSON.</returns>
    public static JsonDocument? ParseJson(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static bool IsUtf8(byte[] body)
    {
        try
        {
            StrictUtf8.GetCharCount(body);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
