using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GridGov.Fuzz.Contract;

/// <summary>The contract's schema of a value.</summary>
sealed class Schema
{
    /// <summary>object, array, string, integer, number or boolean; any when the contract names no type.</summary>
    public string Type { get; private set; } = "any";
    public bool IsNullable { get; private set; }

    public Dictionary<string, Schema> Properties { get; } = new(StringComparer.Ordinal);
    public HashSet<string> Required { get; } = new(StringComparer.Ordinal);

    /// <summary>The values of an object whose property names are free; null when they are not.</summary>
    public Schema? AdditionalProperties { get; private set; }

    public Schema? Items { get; private set; }
    public int? MinItems { get; private set; }
    public int? MaxItems { get; private set; }

    public Regex? Pattern { get; private set; }
    public int? MinLength { get; private set; }
    public int? MaxLength { get; private set; }
    public double? Minimum { get; private set; }
    public double? Maximum { get; private set; }
    public string? Format { get; private set; }
    public IReadOnlyList<string>? EnumValues { get; private set; }

    /// <summary>The description; it names codes and formats that schema keywords cannot express.</summary>
    public string? Description { get; private set; }

    /// <summary>Reads schemas. Each named one is read once, because schemas may contain themselves.</summary>
    public sealed class Reader(JsonObject named)
    {
        readonly Dictionary<string, Schema> read = new(StringComparer.Ordinal);

        /// <param name="description">The description of the parameter that has the schema.</param>
        public Schema Read(JsonNode? node, string? description = null)
        {
            if (node is JsonObject reference && (string?)reference["$ref"] is { } name)
                return ReadNamed(NameOf(name));
            var schema = new Schema { Description = description };
            if (node is JsonObject json)
                Fill(schema, json);
            return schema;
        }

        static string NameOf(string reference) => reference[(reference.LastIndexOf('/') + 1)..];

        Schema ReadNamed(string name)
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
                // This document uses oneOf only for a schema or null.
                var choice = choices.Single(choice => (string?)choice!["type"] != "null")!;
                Fill(schema, (string?)choice["$ref"] is { } name ? named[NameOf(name)]!.AsObject() : choice.AsObject());
                schema.IsNullable = choices.Count > 1;
                return;
            }
            var types = json["type"] switch
            {
                JsonArray several => several.Select(type => (string)type!).ToArray(),
                JsonValue one => [(string)one!],
                _ => [],
            };
            schema.Type = types.FirstOrDefault(type => type != "null") ?? "any";
            schema.IsNullable = types.Contains("null");
            schema.Format = (string?)json["format"];
            schema.Description ??= (string?)json["description"];
            (schema.MinLength, schema.MaxLength) = ((int?)json["minLength"], (int?)json["maxLength"]);
            (schema.MinItems, schema.MaxItems) = ((int?)json["minItems"], (int?)json["maxItems"]);
            (schema.Minimum, schema.Maximum) = ((double?)json["minimum"], (double?)json["maximum"]);
            if ((string?)json["pattern"] is { } pattern)
                schema.Pattern = new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            if (json["enum"] is JsonArray values)
                schema.EnumValues = [.. values.Where(value => value is not null).Select(value => value!.ToString())];
            if (json["items"] is { } items)
                schema.Items = Read(items, schema.Description);
            foreach (var (name, property) in json["properties"] as JsonObject ?? [])
                schema.Properties[name] = Read(property);
            foreach (var name in json["required"] as JsonArray ?? [])
                schema.Required.Add((string)name!);
            schema.AdditionalProperties = json["additionalProperties"] is JsonObject others ? Read(others) : null;
        }
    }
}
