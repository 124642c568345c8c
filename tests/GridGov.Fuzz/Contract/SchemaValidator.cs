using System.Text.Json;

namespace GridGov.Fuzz.Contract;

static class SchemaValidator
{
    /// <returns>The first place that does not match the schema, and why; null when all of it matches.</returns>
    public static string? FindViolation(Schema schema, JsonElement json, string place = "")
    {
        if (json.ValueKind == JsonValueKind.Null)
            return schema.IsNullable || schema.Type == "any" ? null : $"{place} is null";
        switch (schema.Type)
        {
            case "object":
                return json.ValueKind != JsonValueKind.Object ? $"{place} is no object" : InObject(schema, json, place);
            case "array":
                return json.ValueKind != JsonValueKind.Array ? $"{place} is no array" : InItems(schema, json, place);
            case "string":
                return json.ValueKind != JsonValueKind.String ? $"{place} is no string"
                    : schema.EnumValues is { } values && !values.Contains(json.GetString()!) ? $"{place} is none of the enum's values"
                    : schema.Pattern is { } pattern && !pattern.IsMatch(json.GetString()!) ? $"{place} does not match its pattern"
                    : null;
            case "integer":
                return json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out _) ? null : $"{place} is no integer";
            case "number":
                return json.ValueKind == JsonValueKind.Number ? null : $"{place} is no number";
            case "boolean":
                return json.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : $"{place} is no boolean";
            default:
                return null;
        }
    }

    static string? InItems(Schema schema, JsonElement json, string place) => schema.Items is null
        ? null
        : json.EnumerateArray().Select(item => FindViolation(schema.Items, item, place + "[]"))
            .FirstOrDefault(violation => violation is not null);

    static string? InObject(Schema schema, JsonElement json, string place)
    {
        foreach (var name in schema.Required)
        {
            if (!json.TryGetProperty(name, out _))
                return $"{place}.{name} is missing";
        }
        foreach (var property in json.EnumerateObject())
        {
            var expected = schema.Properties.GetValueOrDefault(property.Name) ?? schema.AdditionalProperties;
            if (expected is null && schema.Properties.Count > 0)
                return $"{place}.{property.Name} is not in the contract";
            if (expected is not null && FindViolation(expected, property.Value, $"{place}.{property.Name}") is { } violation)
                return violation;
        }
        return null;
    }
}
