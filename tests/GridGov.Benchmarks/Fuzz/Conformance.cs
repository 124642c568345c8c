using System.Text.Json;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>Whether an answer is what the contract says it is.</summary>
static class Conformance
{
    /// <returns>The first place that is not, and what is wrong with it; null when all is well.</returns>
    public static string? Fault(Schema schema, JsonElement json, string place = "")
    {
        if (json.ValueKind == JsonValueKind.Null)
            return schema.Nullable || schema.Type == "any" ? null : $"{place} is null";
        switch (schema.Type)
        {
            case "object":
                return json.ValueKind != JsonValueKind.Object ? $"{place} is no object" : OfObject(schema, json, place);
            case "array":
                if (json.ValueKind != JsonValueKind.Array)
                    return $"{place} is no array";
                return schema.Items is null ? null : json.EnumerateArray().Select(item => Fault(schema.Items, item, place + "[]")).FirstOrDefault(fault => fault is not null);
            case "string":
                return json.ValueKind != JsonValueKind.String ? $"{place} is no string"
                    : schema.Codes is { } codes && !codes.Contains(json.GetString()!) ? $"{place} is none of the codes"
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

    static string? OfObject(Schema schema, JsonElement json, string place)
    {
        foreach (var name in schema.Required)
        {
            if (!json.TryGetProperty(name, out _))
                return $"{place}.{name} is missing";
        }
        foreach (var property in json.EnumerateObject())
        {
            var below = schema.Properties.GetValueOrDefault(property.Name) ?? schema.Others;
            if (below is null && schema.Properties.Count > 0)
                return $"{place}.{property.Name} is not in the contract";
            if (below is not null && Fault(below, property.Value, $"{place}.{property.Name}") is { } fault)
                return fault;
        }
        return null;
    }
}
