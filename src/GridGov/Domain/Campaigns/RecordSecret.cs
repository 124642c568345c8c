using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GridGov.Encryption;

namespace GridGov.Domain.Campaigns;

/// <summary>What only readers of a record read: its answers and its note, stored encrypted.</summary>
/// <param name="Salt">Random, so that the hash in the event tells nothing to who guesses a short note.</param>
sealed record RecordSecret(string Salt, string? Note, JsonObject? Answers)
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <returns>Null without either.</returns>
    public static RecordSecret? Of(FreeText? note, JsonObject? answers) => note is null && answers is null
        ? null
        : new RecordSecret(Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)), note?.Reveal(), answers);

    public static string Place(Id record) => $"records/{record}";

    public Task<string> Encrypt(Tx tx, Id record) => FieldEncryption.Encrypt(tx, Place(record), Text());

    public static async Task<RecordSecret> Decrypt(Tx tx, Id record, string encrypted) =>
        JsonSerializer.Deserialize<RecordSecret>(await FieldEncryption.Decrypt(tx, Place(record), encrypted), Options)!;

    /// <summary>The hash for the event.</summary>
    public string Hash() => HashOf(Text());

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    string Text() => JsonSerializer.Serialize(this, Options);
}
