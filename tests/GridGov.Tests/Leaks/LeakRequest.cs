using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GridGov.Tests.Leaks;

/// <summary>A request to an operation, with the things that it names.</summary>
/// <param name="Version">The current version of the changed thing, so that only missing rights can refuse the request.</param>
sealed record LeakRequest(Operation Operation, NamedThings Names, long Version)
{
    readonly string path = Names.Path(Operation);
    readonly string? body = Names.Body(Operation);

    /// <summary>A property of the body that the operation does not know.</summary>
    public string? Extra { get; init; }

    /// <summary>Query parameters in addition to the required ones.</summary>
    public string Query { get; init; } = "";

    /// <summary>The accepted media type; JSON where there is any.</summary>
    public string Form { get; init; } = Operation.Forms.Contains("application/json") ? "application/json" : Operation.Forms[0];

    /// <summary>Whether to send the current ETag, which a 304 would answer.</summary>
    public bool Conditional { get; init; }

    /// <summary>What the query has instead of the required parameters; null for these.</summary>
    public string? Beside { get; init; }

    string Target =>
        string.Join('&', new[] { Beside ?? RequestTables.Query(Operation, Names), Query }.Where(part => part.Length > 0))
            is { Length: > 0 } query
            ? $"{path}?{query}"
            : path;

    /// <summary>All text of the request itself.</summary>
    public string OwnText => $"{Operation.Method} {Uri.UnescapeDataString(Target)} {body}";

    public override string ToString() =>
        $"{Operation.Name}: {Operation.Method} {Target}{(Form.EndsWith("json", StringComparison.Ordinal) ? "" : $" as {Form}")}";

    public async Task<LeakResponse> SendAs(Caller caller)
    {
        var response = await Once(caller);
        // Only a few exports run at once, and one ends shortly after its last byte.
        for (var i = 0; i < 200 && response.Code == "too-many-exports"; i++)
        {
            await Task.Delay(10);
            response = await Once(caller);
        }
        return response;
    }

    async Task<LeakResponse> Once(Caller caller)
    {
        using var request = new HttpRequestMessage(Operation.Method, Target);
        if (body is not null)
            request.Content = new StringContent(Extra is null ? body : With(body, Extra), Encoding.UTF8,
                Operation.FileType ?? "application/json");
        request.Headers.TryAddWithoutValidation("Accept", Form);
        if (Operation.TakesVersion)
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{Version}\"");
        if (Operation.Method == HttpMethod.Post)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", Caller.NewKey());
        if (Conditional)
            request.Headers.TryAddWithoutValidation("If-None-Match", $"\"{Version}\"");
        using var response = await caller.Http.SendAsync(request);
        return new LeakResponse(response.StatusCode, Readable(await response.Content.ReadAsByteArrayAsync()),
            response.Content.Headers.ContentType?.MediaType)
        {
            Headers = string.Join('\n', response.Headers.Where(header => header.Key is "ETag" or "Location" or "Link" or "Retry-After")
                .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")),
        };
    }

    static string With(string body, string extra)
    {
        var whole = JsonNode.Parse(body)!.AsObject();
        whole[extra] = true;
        return whole.ToJsonString();
    }

    /// <summary>The text of a response; for a workbook the text of its parts.</summary>
    static string Readable(byte[] bytes)
    {
        if (!bytes.AsSpan().StartsWith("PK\u0003\u0004"u8))
            return Encoding.UTF8.GetString(bytes);
        using var zip = new ZipArchive(new MemoryStream(bytes));
        var text = new StringBuilder();
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
            text.AppendLine(reader.ReadToEnd());
        }
        return text.ToString();
    }
}

/// <summary>A response, read completely.</summary>
sealed partial record LeakResponse(HttpStatusCode Status, string Text, string? MediaType)
{
    /// <summary>The headers that could reveal something.</summary>
    public string Headers { get; init; } = "";

    public bool IsSuccess => (int)Status is >= 200 and < 300;
    public bool IsServerError => (int)Status >= 500;

    public JsonNode? Json => MediaType?.EndsWith("json", StringComparison.Ordinal) is true && Text.Length > 0 ? JsonNode.Parse(Text) : null;

    /// <summary>The problem's code.</summary>
    public string? Code => IsSuccess ? null : (string?)Json?["code"];

    public string? Detail => (string?)Json?["detail"];

    /// <summary>The response without the request's trace id.</summary>
    public string StableText => $"{(int)Status} {Headers} {TraceId().Replace(Text, "")}";

    /// <summary>Every number in the response with one of the names.</summary>
    public IEnumerable<(string Name, long Number)> Numbers(params string[] names) => NumbersIn(Json, "", names);

    static IEnumerable<(string, long)> NumbersIn(JsonNode? node, string name, string[] names) => node switch
    {
        JsonObject all => all.SelectMany(pair => NumbersIn(pair.Value, pair.Key, names)),
        JsonArray list => list.SelectMany(each => NumbersIn(each, name, names)),
        JsonValue value when names.Contains(name) && value.GetValueKind() == JsonValueKind.Number
        && value.TryGetValue<long>(out var number) => [(name, number)],
        _ => [],
    };

    public override string ToString() => $"{(int)Status} {(Text.Length > 600 ? Text[..600] + "…" : Text)}";

    [GeneratedRegex("""(,\s*)?"traceId":\s*("[^"]*"|null)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TraceId();
}
