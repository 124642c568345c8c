using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GridGov.Data.Journal;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Domain.Events;
using GridGov.Domain.Tickets;
using GridGov.Encryption;

namespace GridGov.Domain.PersonalData;

/// <summary>
/// Encrypts the reason, every <see cref="FreeText"/> and the unlisted texts of a confidential ticket's events into <c>sealed</c> of
/// the details. The chain's hash covers the encrypted form, so it is checked without keys; other values stay readable for the replay.
/// </summary>
public static class EncryptedEvents
{
    public const string Property = "sealed";

    /// <summary>Members that stay readable: ids, codes, instants, officials' names, a hash. Every other text is encrypted.</summary>
    static readonly FrozenSet<string> Readable = new[]
    {
        "apiKey", "arriveBy", "at", "attachment", "cause", "clock", "closing", ContactDeadline.PayloadName, "dueAt",
        FiledContent.Member, "file", "firstDay", "flags", "former", "formerName", "from", "grid", "handler", "hides", "into", "jointAction",
        "kind", "lastDay",
        "name", "now", "number", "order", "outsideAnswer",
        "participants", "partOf", "parts", "person", "personName", "post", "replyBy", "request", "role", "stage", "suspendedUntil",
        "takenAt", "ticket", "to", "type", "until", "verifier", "was",
    }.ToFrozenSet(StringComparer.Ordinal);

    static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="position">The position in the ticket's chain, to which the text is bound.</param>
    internal static async Task<JournalRow> Encrypt(Tx tx, JournalRow row, JournalEntry entry, long position)
    {
        var free = FreeTextsOf(entry.Payload);
        var details = row.Payload is null ? [] : JsonNode.Parse(row.Payload)!.AsObject();
        var texts = new JsonObject();
        foreach (var (name, value) in details.ToList())
        {
            if (!free.Contains(name) && IsReadable(name, value))
                continue;
            details.Remove(name);
            texts[name] = value;
        }
        if (row.Reason is null && texts.Count == 0)
            return row;
        var text = new JsonObject { ["reason"] = row.Reason, ["details"] = texts }.ToJsonString(Options);
        details[Property] = await FieldEncryption.Encrypt(tx, Place(row.Subject, position), text);
        return row with { Reason = null, Payload = details.ToJsonString(Options) };
    }

    static bool IsReadable(string name, JsonNode? value) => Readable.Contains(name) || value is null
        || value.GetValueKind() is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;

    /// <summary>The details without their texts, for an event from before its ticket became confidential.</summary>
    public static JsonElement? WithoutTexts(JsonElement? details)
    {
        if (details is not { ValueKind: JsonValueKind.Object } all)
            return null;
        var readable = JsonObject.Create(all)!;
        foreach (var (name, _) in readable.Where(member => !IsReadable(member.Key, member.Value)).ToList())
            readable.Remove(name);
        return JsonSerializer.SerializeToElement(readable);
    }

    /// <summary>The members that hold free text, whatever they are called.</summary>
    static HashSet<string> FreeTextsOf(object? payload) =>
        payload is null ? [] :
        [
            .. payload.GetType().GetProperties().Where(property => property.PropertyType == typeof(FreeText))
                .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)),
        ];

    public static bool HasEncryptedText(JsonElement? details) =>
        details is { ValueKind: JsonValueKind.Object } all && all.TryGetProperty(Property, out _);

    public static async Task<(string? Reason, JsonObject? Details)> Decrypt(
        Tx tx, string ticket, long position, string? reason, string? payload)
    {
        var details = payload is null ? null : JsonNode.Parse(payload)!.AsObject();
        if ((string?)details?[Property] is not { } text)
            return (reason, details);
        var texts = JsonNode.Parse(await FieldEncryption.Decrypt(tx, Place(ticket, position), text))!.AsObject();
        details!.Remove(Property);
        foreach (var (name, value) in texts["details"]!.AsObject())
            details[name] = value?.DeepClone();
        return ((string?)texts["reason"], details.Count == 0 ? null : details);
    }

    static string Place(string ticket, long position) => $"journal/{ticket}/{position}";
}
