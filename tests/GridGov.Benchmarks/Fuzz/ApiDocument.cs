using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>A parameter of an operation.</summary>
/// <param name="In">path, query or header.</param>
sealed record Parameter(string Name, string In, bool Required, Schema Schema);

/// <summary>A documented answer.</summary>
/// <param name="Content">By media type; empty when it has no body.</param>
/// <param name="Codes">The problem codes that its description names.</param>
sealed record Documented(IReadOnlyDictionary<string, Schema> Content, IReadOnlySet<string> Codes);

/// <summary>A body that an operation reads.</summary>
sealed record BodySpec(string MediaType, Schema Schema, JsonNode? Example, bool Required);

/// <summary>An operation of the contract.</summary>
sealed class Operation
{
    public required string Id { get; init; }
    public required string Method { get; init; }

    /// <summary>For example <c>/v1/tickets/{id}</c>.</summary>
    public required string Template { get; init; }
    public required IReadOnlyList<Parameter> Parameters { get; init; }
    public required BodySpec? Body { get; init; }
    public required IReadOnlyDictionary<int, Documented> Answers { get; init; }
    public required bool Anonymous { get; init; }

    /// <summary>What the caller must be able to do, as the description says; null when it says nothing.</summary>
    public required string? Capability { get; init; }

    public string[] Segments => field ??= Template.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public bool Reads => Method == "GET";

    /// <summary>About the caller's own account; it can end what the caller signs in with.</summary>
    public bool OwnAccount => !Reads && !Template.Contains("notifications", StringComparison.Ordinal)
        && (Template.StartsWith("/v1/me", StringComparison.Ordinal) || Template.StartsWith("/v1/auth", StringComparison.Ordinal));

    /// <summary>The template up to its last parameter: what the operation is about; null when it has none.</summary>
    public string? Address => field ??= Template.LastIndexOf('}') is var end and > 0 ? Template[..(end + 1)] : null;

    public bool HashesPassword => Body?.Schema.Properties.Keys.Any(name => name.Contains("password", StringComparison.OrdinalIgnoreCase)) is true;

    public override string ToString() => $"{Id} ({Method} {Template})";
}

/// <summary>The contract as the server hands it out.</summary>
sealed partial class ApiDocument
{
    public ApiDocument(JsonNode document)
    {
        var reader = new Schema.Reader(document["components"]!["schemas"]!.AsObject());
        Operations = [.. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Where(entry => entry.Key is "get" or "post" or "put" or "patch" or "delete")
            .Select(entry => Read(reader, path.Key, path.Value!["parameters"], entry.Key, entry.Value!)))];
        Addresses = [.. Operations.SelectMany(operation => Prefixes(operation.Template)).Distinct(StringComparer.Ordinal)];
    }

    public IReadOnlyList<Operation> Operations { get; }

    /// <summary>Every template that ends with a parameter, alone or as the beginning of another.</summary>
    public IReadOnlyList<string> Addresses { get; }

    /// <summary>The operation that reads what stands at an address, if there is one.</summary>
    public Operation? ReaderOf(string address) => Operations.FirstOrDefault(operation => operation.Reads && operation.Template == address);

    /// <summary>The address that a path is an instance of, with its values.</summary>
    public (string Template, string[] Values)? Match(string path)
    {
        var segments = path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        foreach (var template in Addresses)
        {
            var wanted = template.Split('/', StringSplitOptions.RemoveEmptyEntries);
            if (wanted.Length == segments.Length && wanted.Zip(segments).All(pair => pair.First[0] == '{' || pair.First == pair.Second))
                return (template, [.. wanted.Zip(segments).Where(pair => pair.First[0] == '{').Select(pair => pair.Second)]);
        }
        return null;
    }

    /// <summary>How many parameters a template has.</summary>
    public static int Values(string template) => template.Count(character => character == '{');

    static IEnumerable<string> Prefixes(string template)
    {
        for (var end = template.IndexOf('}', StringComparison.Ordinal); end > 0; end = template.IndexOf('}', end + 1))
            yield return template[..(end + 1)];
    }

    static Operation Read(Schema.Reader reader, string path, JsonNode? shared, string method, JsonNode json) => new()
    {
        Id = (string)json["operationId"]!,
        Method = method.ToUpperInvariant(),
        Template = path,
        Parameters = [.. (shared as JsonArray ?? []).Concat(json["parameters"] as JsonArray ?? [])
            .Select(each => new Parameter((string)each!["name"]!, (string)each["in"]!, (bool?)each["required"] ?? false, reader.Read(each["schema"], (string?)each["description"])))],
        Body = json["requestBody"] is { } body ? BodyOf(reader, body) : null,
        Answers = json["responses"]!.AsObject().Where(answer => answer.Key != "default").ToDictionary(answer => int.Parse(answer.Key), answer => new Documented(
            (answer.Value!["content"] as JsonObject ?? []).ToDictionary(content => content.Key, content => reader.Read(content.Value!["schema"]), StringComparer.OrdinalIgnoreCase),
            Code().Matches((string?)answer.Value["description"] ?? "").Select(match => match.Groups["code"].Value).ToHashSet(StringComparer.Ordinal))),
        Anonymous = json["security"] is not JsonArray { Count: > 0 },
        Capability = Needs().Match((string?)json["description"] ?? "") is { Success: true } needs ? needs.Groups["code"].Value : null,
    };

    static BodySpec BodyOf(Schema.Reader reader, JsonNode body)
    {
        var (type, content) = body["content"]!.AsObject().First();
        var example = content!["example"] ?? (content["examples"] as JsonObject)?.FirstOrDefault().Value?["value"];
        return new BodySpec(type, reader.Read(content["schema"]), example, (bool?)body["required"] ?? false);
    }

    [GeneratedRegex("Needs the capability `(?<code>[a-z_]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Needs();

    [GeneratedRegex(@"^- `(?<code>[a-z0-9-]+)`", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}
