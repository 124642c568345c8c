using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace GridGov.Platform;

/// <summary>
/// Links the events of a ticket, so that none can be changed, taken out, put in or moved unless all that come after it and
/// the ticket's own row are made anew as well. What exactly is hashed is said, with a program of ten lines to check it by, in db/README.md.
/// </summary>
public static class Chain
{
    /// <summary>The event as the next of its ticket.</summary>
    /// <param name="position">1 for the first.</param>
    /// <param name="previous">The hash of the event before; null for the first.</param>
    public static JournalRow Link(JournalRow row, long position, string? previous) =>
        row with { Position = position, Hash = HashOf(row, position, previous) };

    public static string HashOf(JournalRow row, long position, string? previous) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(row, position, previous))));

    /// <summary>One JSON array without white space, its strings escaped no more than they must be.</summary>
    static string Canonical(JournalRow row, long position, string? previous)
    {
        var text = new StringBuilder(256).Append('[');
        Text(text, row.SubjectKind).Append(',');
        Text(text, row.Subject).Append(',').Append(position).Append(',');
        Text(text, previous).Append(',').Append(row.At.Milliseconds).Append(',').Append(row.Day).Append(',');
        Text(text, row.GridCode).Append(',');
        Text(text, row.Action).Append(',');
        Text(text, row.ActorId?.ToString()).Append(',');
        Text(text, row.Post).Append(',');
        Text(text, row.FromStatus).Append(',');
        Text(text, row.ToStatus).Append(',');
        Text(text, row.Reason).Append(',');
        Payload(text, row.Payload).Append(',').Append(row.Version).Append(']');
        return text.ToString();
    }

    static StringBuilder Payload(StringBuilder text, string? payload)
    {
        if (payload is null)
            return text.Append("null");
        using var document = JsonDocument.Parse(payload);
        return Value(text, document.RootElement);
    }

    /// <summary>Keys in the order of their characters, so that it does not matter in which order somebody reads them.</summary>
    static StringBuilder Value(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var (i, property) in value.EnumerateObject().OrderBy(each => each.Name, StringComparer.Ordinal).Index())
                {
                    if (i > 0)
                        text.Append(',');
                    Text(text, property.Name).Append(':');
                    Value(text, property.Value);
                }
                return text.Append('}');
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var (i, item) in value.EnumerateArray().Index())
                {
                    if (i > 0)
                        text.Append(',');
                    Value(text, item);
                }
                return text.Append(']');
            case JsonValueKind.String:
                return Text(text, value.GetString());
            default:
                return text.Append(value.GetRawText());
        }
    }

    static StringBuilder Text(StringBuilder text, string? value)
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
