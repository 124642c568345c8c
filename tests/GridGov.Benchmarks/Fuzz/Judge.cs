using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using GridGov.Platform.Http;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>Says what is wrong with an answer.</summary>
static partial class Judge
{
    /// <summary>What Kestrel answers by itself to what is no request, before anything of ours has run.</summary>
    static readonly int[] Bare = [400, 405, 408, 411, 413, 414, 417, 421, 426, 431, 501, 505];

    /// <summary>A longer head than clients write: Kestrel may have stopped reading.</summary>
    const int LongHead = 8_000;

    /// <summary>Signs of the inside. Nothing that the fuzzer sends has any of them.</summary>
    static readonly string[] Inside =
    [
        "   at GridGov", " in /", ".cs:line", "GridGov.", "System.", "Microsoft.", "Npgsql", "Sqlite", "SQLite", "Dapper", "Exception", "StackTrace", "SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM", "WHERE ", "constraint", "/tmp/", "gridgov.db",
    ];

    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <returns>A kind of fault, by which alike ones are put together, and what exactly; nothing when all is well.</returns>
    public static IEnumerable<(string Kind, string Detail)> Faults(Draft draft, byte[] sent, RawAnswer answer)
    {
        var operation = draft.Operation;
        if (answer.Fault is { } fault)
        {
            // To what was cut off, or is no HTTP at all, closing is an answer; to HTTP/2 one in HTTP/2.
            if (sent.AsSpan().StartsWith("PRI "u8) || (fault == "closed" && (draft.Manner == Manner.Broken || sent.Length >= 1024 * 1024)))
                yield break;
            else
                yield return ($"no answer: {fault.Split(':')[0]}", fault);
            yield break;
        }
        // 505 tells who speaks HTTP/3 in words: the fault is not the server's.
        if (answer.Status is >= 500 and not 503 && !(answer.Status == 505 && draft.Manner == Manner.Broken))
            yield return ($"{answer.Status}", answer.Text);
        if (answer.Header("X-Injected") is not null)
            yield return ("a header was injected", answer.Header("X-Injected")!);
        if (answer.Headers.Any(header => header.Value.Any(char.IsControl)))
            yield return ("a header has control characters", string.Join("; ", answer.Headers.Select(header => header.Value)));
        if (answer.Body.Length == 0 && answer.Header("Content-Type") is null && answer.Closes && Bare.Contains(answer.Status) && MayBeBare(draft, sent))
            yield break;
        if (answer.Header("X-Content-Type-Options") is null)
            yield return ("without the edge's headers", $"{answer.Status}");
        if (!IsUtf8(answer.Body))
            yield return ("not UTF-8", answer.Text);

        var known = draft.Astray || draft.Manner == Manner.Broken ? null : operation;
        var type = answer.Header("Content-Type")?.Split(';')[0].Trim();
        if (answer.Status >= 400)
        {
            foreach (var each in OfRefusal(known, answer, type))
                yield return each;
        }
        else if (known is not null)
        {
            foreach (var each in OfSuccess(known, answer, type))
                yield return each;
        }
    }

    static IEnumerable<(string, string)> OfRefusal(Operation? operation, RawAnswer answer, string? type)
    {
        if (Inside.FirstOrDefault(sign => answer.Text.Contains(sign, StringComparison.Ordinal)) is { } sign)
            yield return ($"tells of the inside: {sign.Trim()}", answer.Text);
        // What HEAD would have said is not shown.
        if (answer.Body.Length == 0 && type == "application/problem+json")
            yield break;
        if (type != "application/problem+json")
        {
            yield return ($"{answer.Status} is no problem+json", $"{type}: {answer.Text}");
            yield break;
        }
        using var json = Parsed(answer.Body);
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } problem)
        {
            yield return ("a problem that is no JSON", answer.Text);
            yield break;
        }
        var code = problem.TryGetProperty("code", out var said) ? said.ToString() : "";
        if (!ProblemCatalogue.All.TryGetValue(code, out var kind))
            yield return ($"unknown code '{code}'", answer.Text);
        else if (kind.Status != answer.Status || !problem.TryGetProperty("status", out var status) || status.GetInt32() != answer.Status)
            yield return ($"{code} with another status", answer.Text);
        foreach (var name in new[] { "type", "title", "detail", "traceId" })
        {
            if (!problem.TryGetProperty(name, out _))
                yield return ($"a problem without {name}", answer.Text);
        }
        if (operation is not null && answer.Status != 405 && !(operation.Answers.TryGetValue(answer.Status, out var documented) && documented.Codes.Contains(code)))
            yield return ($"undocumented {answer.Status} {code}", answer.Text);
    }

    static IEnumerable<(string, string)> OfSuccess(Operation operation, RawAnswer answer, string? type)
    {
        if (!operation.Answers.TryGetValue(answer.Status, out var documented))
        {
            yield return ($"undocumented {answer.Status}", answer.Text);
            yield break;
        }
        if (documented.Content.Count == 0)
        {
            if (answer.Body.Length > 0)
                yield return ($"{answer.Status} with a body", answer.Text);
            yield break;
        }
        if (answer.Status == 201 && answer.Header("Location") is null)
            yield return ("201 without Location", answer.Text);
        if (type is null || !documented.Content.TryGetValue(type, out var schema))
        {
            yield return ($"{answer.Status} as undocumented {type}", answer.Text);
            yield break;
        }
        if (type != "application/json" && !type.EndsWith("+json", StringComparison.Ordinal))
            yield break;
        using var json = Parsed(answer.Body);
        if (json is null)
            yield return ($"{answer.Status} is no JSON", answer.Text);
        else if (Conformance.Fault(schema, json.RootElement) is { } fault)
            yield return ($"not by the contract: {fault}", answer.Text);
    }

    static bool MayBeBare(Draft draft, byte[] sent)
    {
        if (draft.Manner == Manner.Broken)
            return true;
        var head = sent.AsSpan(0, sent.AsSpan().IndexOf("\r\n\r\n"u8) is var end and >= 0 ? end : sent.Length);
        return head.Length > LongHead || head.IndexOf("%00"u8) >= 0 || head.IndexOfAnyExceptInRange((byte)'\n', (byte)'~') >= 0;
    }

    /// <returns>Null when it is no JSON.</returns>
    public static JsonDocument? Parsed(byte[] body)
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
            Strict.GetCharCount(body);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>Without what differs from case to case.</summary>
    public static string Kind(string kind) => Digits().Replace(kind, "#");

    [GeneratedRegex("[0-9]{4,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digits();
}
