using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GridGov.Fuzz.Contract;

/// <summary>The OpenAPI document as the server hands it out.</summary>
sealed partial class ApiDocument
{
    public ApiDocument(JsonNode document)
    {
        var reader = new Schema.Reader(document["components"]!["schemas"]!.AsObject());
        Operations = [.. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Where(entry => entry.Key is "get" or "post" or "put" or "patch" or "delete")
            .Select(entry => Read(reader, path.Key, path.Value!["parameters"], entry.Key, entry.Value!)))];
        ResourceTemplates = [.. Operations.SelectMany(operation => Prefixes(operation.Template)).Distinct(StringComparer.Ordinal)];
    }

    public IReadOnlyList<Operation> Operations { get; }

    /// <summary>Every template that ends with a parameter, by itself or as the beginning of another.</summary>
    public IReadOnlyList<string> ResourceTemplates { get; }

    /// <summary>The operation that reads a resource; null when there is none.</summary>
    public Operation? ReaderOf(string resourceTemplate) =>
        Operations.FirstOrDefault(operation => operation.IsRead && operation.Template == resourceTemplate);

    /// <summary>The resource template that matches a path, and the values of its parameters.</summary>
    public (string Template, string[] Values)? Match(string path)
    {
        var segments = path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        foreach (var template in ResourceTemplates)
        {
            var pairs = template.Split('/', StringSplitOptions.RemoveEmptyEntries).Zip(segments).ToList();
            if (template.Count(character => character == '/') == segments.Length
                && pairs.TrueForAll(pair => pair.First[0] == '{' || pair.First == pair.Second))
            {
                return (template, [.. pairs.Where(pair => pair.First[0] == '{').Select(pair => pair.Second)]);
            }
        }
        return null;
    }

    public static int CountParameters(string template) => template.Count(character => character == '{');

    static IEnumerable<string> Prefixes(string template)
    {
        for (var end = template.IndexOf('}', StringComparison.Ordinal); end > 0; end = template.IndexOf('}', end + 1))
            yield return template[..(end + 1)];
    }

    static Operation Read(Schema.Reader reader, string path, JsonNode? sharedParameters, string method, JsonNode json) => new()
    {
        Id = (string)json["operationId"]!,
        Method = method.ToUpperInvariant(),
        Template = path,
        Parameters = [.. (sharedParameters as JsonArray ?? []).Concat(json["parameters"] as JsonArray ?? [])
            .Select(parameter => ReadParameter(reader, parameter!))],
        Body = json["requestBody"] is { } body ? ReadBody(reader, body) : null,
        Responses = json["responses"]!.AsObject().Where(response => response.Key != "default")
            .ToDictionary(response => int.Parse(response.Key), response => ReadResponse(reader, response.Value!)),
        IsAnonymous = json["security"] is not JsonArray { Count: > 0 },
        Capability = NeededCapability((string?)json["description"] ?? ""),
    };

    static string? NeededCapability(string description) =>
        Capability().Match(description) is { Success: true } needed ? needed.Groups["code"].Value : null;

    static Parameter ReadParameter(Schema.Reader reader, JsonNode json) => new(
        (string)json["name"]!,
        (string)json["in"]!,
        (bool?)json["required"] ?? false,
        reader.Read(json["schema"], (string?)json["description"]));

    static DocumentedResponse ReadResponse(Schema.Reader reader, JsonNode json) => new(
        (json["content"] as JsonObject ?? [])
            .ToDictionary(content => content.Key, content => reader.Read(content.Value!["schema"]), StringComparer.OrdinalIgnoreCase),
        ProblemCode().Matches((string?)json["description"] ?? "")
            .Select(match => match.Groups["code"].Value).ToHashSet(StringComparer.Ordinal));

    static RequestBody ReadBody(Schema.Reader reader, JsonNode json)
    {
        var (type, content) = json["content"]!.AsObject().First();
        var example = content!["example"] ?? (content["examples"] as JsonObject)?.FirstOrDefault().Value?["value"];
        return new RequestBody(type, reader.Read(content["schema"]), example);
    }

    [GeneratedRegex("Needs the capability `(?<code>[a-z_]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Capability();

    [GeneratedRegex(@"^- `(?<code>[a-z0-9-]+)`", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProblemCode();
}
