using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GridGov.Data.Journal;
using GridGov.Encryption;

namespace GridGov.Domain.PersonalData;

/// <summary>
/// The words in the events of a confidential ticket: its reason, and of its details every text that is not named here.
/// They stand encrypted in <c>sealed</c> of the details, and the chain's hash is made of that, so it is checked without any
/// key. Numbers, yes and no, and what is named here stay readable, for whoever tells the history again.
/// </summary>
public static class EncryptedEvents
{
    public const string Property = "sealed";

    /// <summary>Ids, codes, instants and the names of officials: what is not listed is taken for words.</summary>
    static readonly FrozenSet<string> Readable = new[]
    {
        "apiKey", "arriveBy", "at", "cause", "closing", "dueAt", "firstDay", "from", "grid", "handler", "into", "jointAction", "kind", "lastDay",
        "name", "number", "order", "participants", "person", "personName", "post", "replyBy", "request", "role", "stage", "suspendedUntil",
        "ticket", "to", "until", "verifier",
    }.ToFrozenSet(StringComparer.Ordinal);

    static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The row as it is kept.</summary>
    /// <param name="position">Its place among the events of its ticket, to which it is bound.</param>
    internal static async Task<JournalRow> Encrypt(Tx tx, JournalRow row, long position)
    {
        var details = row.Payload is null ? [] : JsonNode.Parse(row.Payload)!.AsObject();
        var words = new JsonObject();
        foreach (var (name, value) in details.ToList())
        {
            if (Readable.Contains(name) || value is null || value.GetValueKind() is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
                continue;
            details.Remove(name);
            words[name] = value;
        }
        if (row.Reason is null && words.Count == 0)
            return row;
        var text = new JsonObject { ["reason"] = row.Reason, ["details"] = words }.ToJsonString(Options);
        details[Property] = await FieldEncryption.Encrypt(tx, Place(row.Subject, position), text);
        return row with { Reason = null, Payload = details.ToJsonString(Options) };
    }

    /// <summary>Whether an event's details have words that are not shown.</summary>
    public static bool HasEncryptedText(JsonElement? details) => details is { ValueKind: JsonValueKind.Object } all && all.TryGetProperty(Property, out _);

    /// <summary>Reason and details as they were said.</summary>
    public static async Task<(string? Reason, JsonObject? Details)> Decrypt(Tx tx, string ticket, long position, string? reason, string? payload)
    {
        var details = payload is null ? null : JsonNode.Parse(payload)!.AsObject();
        if ((string?)details?[Property] is not { } text)
            return (reason, details);
        var words = JsonNode.Parse(await FieldEncryption.Decrypt(tx, Place(ticket, position), text))!.AsObject();
        details!.Remove(Property);
        foreach (var (name, value) in words["details"]!.AsObject())
            details[name] = value?.DeepClone();
        return ((string?)words["reason"], details.Count == 0 ? null : details);
    }

    static string Place(string ticket, long position) => $"journal/{ticket}/{position}";
}
