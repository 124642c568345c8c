using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GridGov.Encryption;
using GridGov.Text;

namespace GridGov.Domain.Needs;

/// <summary>Whom to ask about a need, stored encrypted.</summary>
/// <param name="Salt">Random, so that the hash in the event tells nothing to who guesses a number.</param>
sealed record NeedContact(string Salt, FreeText? Name, FreeText? Phone)
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new FreeTextConverter(reveals: true) },
    };

    /// <returns>Null without either.</returns>
    public static NeedContact? Of(FreeText? name, FreeText? phone) =>
        name is null && phone is null ? null : new NeedContact(NewSalt(), name, phone);

    public static string NewSalt() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    public static string Place(Id need) => $"needs/{need}/contact";

    public Task<string> Encrypt(Tx tx, Id need) => FieldEncryption.Encrypt(tx, Place(need), Text());

    public static async Task<NeedContact> Decrypt(Tx tx, Id need, string encrypted) =>
        JsonSerializer.Deserialize<NeedContact>(await FieldEncryption.Decrypt(tx, Place(need), encrypted), Options)!;

    /// <summary>The hash for the event.</summary>
    public string Hash() => HashOf(Text());

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    string Text() => JsonSerializer.Serialize(this, Options);
}
