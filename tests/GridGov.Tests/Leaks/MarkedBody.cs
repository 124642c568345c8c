using System.Text.Json.Nodes;

namespace GridGov.Tests.Leaks;

/// <summary>Request bodies from the contract, with a unique mark in every property that takes free text.</summary>
sealed class MarkedBody(JsonNode contract)
{
    /// <summary>Begins every mark; it has letters that no id has.</summary>
    public const string Mark = "zq7iloWord";

    /// <summary>Begins the marks of readers' purposes, which the audit keeps.</summary>
    public const string Purpose = "zq7iloPurpose";

    /// <summary>The reporter's telephone number, which cannot have a mark.</summary>
    public const string Phone = "13971620384";

    /// <summary>As a given value: the property is left out.</summary>
    public static readonly JsonNode Absent = JsonValue.Create("\0absent");

    /// <summary>Properties without a pattern that are no free text.</summary>
    static readonly string[] Codes = ["role"];

    static readonly string[] OfReaders = ["findTicketsByPhone", "unmaskTicket", "unmaskTicketReporters", "linkAttachment"];

    int marks;

    public static async Task<MarkedBody> New(App app) =>
        new(JsonNode.Parse(await app.CreateClient().GetStringAsync("/openapi/v1.json"))!);

    /// <summary>Whether the body takes free text.</summary>
    public bool TakesFreeText(Operation operation) =>
        SchemaOf(operation) is { } schema && TakesFreeText(schema);

    /// <summary>The example of the operation with the given properties, and marks for all free text.</summary>
    /// <param name="given">Values for the properties that have them, at any depth; an array is given whole.</param>
    /// <param name="made">The marks, by the path of their properties.</param>
    public JsonObject Of(Operation operation, IReadOnlyDictionary<string, JsonNode> given, Dictionary<string, string> made) =>
        SchemaOf(operation) is { } schema
            ? Fill(schema, operation.Example() ?? [], given, made, operation.Name)
            : [];

    JsonObject Fill(JsonObject schema, JsonObject example, IReadOnlyDictionary<string, JsonNode> given, Dictionary<string, string> made,
        string path)
    {
        var body = new JsonObject();
        foreach (var (name, property) in schema["properties"]!.AsObject())
        {
            var inner = Resolved(property!);
            if (given.TryGetValue(name, out var value) && value == Absent)
                continue;
            if (value is not null)
                body[name] = value.DeepClone();
            else if (name == "phone")
                body[name] = Phone;
            else if (IsFreeText(name, inner))
                body[name] = made[$"{path}.{name}"] = MarkFor(path, name);
            else if (inner["properties"] is not null)
                body[name] = Fill(inner, example[name] as JsonObject ?? [], given, made, $"{path}.{name}");
            else if (ItemsOf(inner) is { } items && example[name] is JsonArray examples && TakesFreeText(items))
                body[name] = new JsonArray([.. examples.Select((each, i) =>
                    Fill(items, each!.AsObject(), given, made, $"{path}.{name}.{i}"))]);
            else if (example.ContainsKey(name))
                body[name] = example[name]?.DeepClone();
        }
        return body;
    }

    string MarkFor(string path, string name) =>
        $"{(OfReaders.Contains(path) && name == "purpose" ? Purpose : Mark)}{++marks}-{path}.{name}";

    bool TakesFreeText(JsonObject schema) => schema["properties"]!.AsObject().Any(property =>
        Resolved(property.Value!) is var inner
        && (IsFreeText(property.Key, inner) || (inner["properties"] is not null && TakesFreeText(inner))
            || (ItemsOf(inner) is { } items && TakesFreeText(items))));

    /// <summary>The schema of the elements of an array of objects.</summary>
    JsonObject? ItemsOf(JsonObject schema) =>
        schema["items"] is { } items && Resolved(items) is var element && element["properties"] is not null ? element : null;

    static bool IsFreeText(string name, JsonObject schema) =>
        Types(schema).Contains("string") && !Codes.Contains(name)
        && !schema.ContainsKey("enum") && !schema.ContainsKey("format") && !schema.ContainsKey("pattern");

    static IEnumerable<string> Types(JsonObject schema) => schema["type"] switch
    {
        JsonArray several => several.Select(type => (string)type!),
        { } one => [(string)one!],
        null => [],
    };

    JsonObject? SchemaOf(Operation operation) =>
        (from path in contract["paths"]!.AsObject()
         from method in path.Value!.AsObject()
         where (string?)method.Value!["operationId"] == operation.Name
         select method.Value!["requestBody"]?["content"]?["application/json"]?["schema"]).FirstOrDefault() is { } schema
            && Resolved(schema) is var resolved && resolved["properties"] is not null
            ? resolved
            : null;

    JsonObject Resolved(JsonNode schema) =>
        schema["$ref"] is { } reference ? contract["components"]!["schemas"]![((string)reference!).Split('/')[^1]]!.AsObject()
        : schema["oneOf"] is JsonArray { Count: > 0 } several ? Resolved(several[0]!)
        : schema.AsObject();
}
