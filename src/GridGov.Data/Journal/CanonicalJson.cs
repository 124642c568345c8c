using System.Text;
using System.Text.Json;

namespace GridGov.Data.Journal;

/// <summary>JSON for hashing: no white space, and one form for each value.</summary>
static class CanonicalJson
{
    public static StringBuilder AppendJson(StringBuilder text, string? payload)
    {
        if (payload is null)
            return text.Append("null");
        using var document = JsonDocument.Parse(payload);
        return AppendValue(text, document.RootElement);
    }

    /// <summary>Object keys are sorted ordinally, so the hash does not depend on their order.</summary>
    static StringBuilder AppendValue(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var (i, property) in value.EnumerateObject().OrderBy(each => each.Name, StringComparer.Ordinal).Index())
                {
                    if (i > 0)
                        text.Append(',');
                    AppendText(text, property.Name).Append(':');
                    AppendValue(text, property.Value);
                }
                return text.Append('}');
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var (i, item) in value.EnumerateArray().Index())
                {
                    if (i > 0)
                        text.Append(',');
                    AppendValue(text, item);
                }
                return text.Append(']');
            case JsonValueKind.String:
                return AppendText(text, value.GetString());
            default:
                return text.Append(value.GetRawText());
        }
    }

    /// <summary>Appends a string with the fewest escapes that JSON allows.</summary>
    public static StringBuilder AppendText(StringBuilder text, string? value)
    {
        if (value is null)
            return text.Append("null");
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' => text.Append("\\u").Append(((int)c).ToString("x4")),
                _ => text.Append(c),
            };
        }
        return text.Append('"');
    }
}
