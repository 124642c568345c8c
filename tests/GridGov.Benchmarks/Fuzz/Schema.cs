using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>What the contract says of a value.</summary>
sealed class Schema
{
    /// <summary>object, array, string, integer, number, boolean; any when it does not say.</summary>
    public string Type { get; private set; } = "any";
    public bool Nullable { get; private set; }

    /// <summary>Whether properties that are not named are refused.</summary>
    public bool Closed { get; private set; }
    public Dictionary<string, Schema> Properties { get; } = new(StringComparer.Ordinal);
    public HashSet<string> Required { get; } = new(StringComparer.Ordinal);
    public Schema? Items { get; private set; }

    /// <summary>Of an object with any names: what they have; null when it says nothing.</summary>
    public Schema? Others { get; private set; }
    public int? MinItems { get; private set; }
    public int? MaxItems { get; private set; }
    public Regex? Pattern { get; private set; }
    public int? MinLength { get; private set; }
    public int? MaxLength { get; private set; }
    public double? Minimum { get; private set; }
    public double? Maximum { get; private set; }
    public string? Format { get; private set; }
    public IReadOnlyList<string>? Codes { get; private set; }

    /// <summary>Of a text without a form of its own, what its description says: there codes and forms are named that no keyword can.</summary>
    public string? Description { get; private set; }

    /// <summary>Reads the schemas of a document; each named one once, because they may contain themselves.</summary>
    public sealed class Reader(JsonObject named)
    {
        readonly Dictionary<string, Schema> read = new(StringComparer.Ordinal);

        /// <param name="description">Of the parameter that has the schema; in properties it stands beside it.</param>
        public Schema Read(JsonNode? node, string? description = null)
        {
            var schema = new Schema { Description = description };
            if (node is not JsonObject json)
                return schema;
            if ((string?)json["$ref"] is { } reference)
                return Named(reference[(reference.LastIndexOf('/') + 1)..]);
            Fill(schema, json);
            return schema;
        }

        Schema Named(string name)
        {
            if (!read.TryGetValue(name, out var schema))
            {
                read[name] = schema = new Schema();
                Fill(schema, named[name]!.AsObject());
            }
            return schema;
        }

        void Fill(Schema schema, JsonObject json)
        {
            if (json["oneOf"] is JsonArray choices)
            {
                // The only choice that this document offers is between a thing and nothing.
                var thing = choices.Single(choice => (string?)choice!["type"] != "null")!;
                Fill(schema, (string?)thing["$ref"] is { } name ? named[name[(name.LastIndexOf('/') + 1)..]]!.AsObject() : thing.AsObject());
                schema.Nullable = choices.Count > 1;
                return;
            }
            var types = json["type"] switch
            {
                JsonArray several => several.Select(type => (string)type!).ToArray(),
                JsonValue one => [(string)one!],
                _ => [],
            };
            schema.Type = types.FirstOrDefault(type => type != "null") ?? "any";
            schema.Nullable = types.Contains("null");
            schema.Format = (string?)json["format"];
            schema.Description ??= (string?)json["description"];
            (schema.MinLength, schema.MaxLength) = ((int?)json["minLength"], (int?)json["maxLength"]);
            (schema.MinItems, schema.MaxItems) = ((int?)json["minItems"], (int?)json["maxItems"]);
            (schema.Minimum, schema.Maximum) = ((double?)json["minimum"], (double?)json["maximum"]);
            if ((string?)json["pattern"] is { } pattern)
                schema.Pattern = new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            if (json["enum"] is JsonArray codes)
                schema.Codes = [.. codes.Where(code => code is not null).Select(code => code!.ToString())];
            if (json["items"] is { } items)
                schema.Items = Read(items, schema.Description);
            foreach (var (name, property) in json["properties"] as JsonObject ?? [])
                schema.Properties[name] = Read(property);
            foreach (var name in json["required"] as JsonArray ?? [])
                schema.Required.Add((string)name!);
            schema.Closed = json["additionalProperties"] is JsonValue closed && !(bool)closed;
            schema.Others = json["additionalProperties"] is JsonObject others ? Read(others) : null;
        }
    }
}
