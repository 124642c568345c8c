using System.Text.Encodings.Web;
using System.Text.Json;
using GridGov.Encryption;
using GridGov.Text;

namespace GridGov.Domain.Needs.Claims;

/// <summary>What is written about a claim, stored encrypted: the reason of a dispute or release, or the note of a record.</summary>
/// <param name="Salt">Random, so that the hash in the event tells nothing to who guesses a short text.</param>
sealed record ClaimWords(string Salt, FreeText Text)
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new FreeTextConverter(reveals: true) },
    };

    public static ClaimWords Of(FreeText text) => new(NeedContact.NewSalt(), text);

    /// <summary>Where the reason of a claim is stored.</summary>
    public static string ReasonPlace(Id claim) => $"claims/{claim}/reason";

    /// <summary>Where the note of a record is stored.</summary>
    public static string NotePlace(Id record) => $"claim_records/{record}";

    public Task<string> Encrypt(Tx tx, string place) => FieldEncryption.Encrypt(tx, place, Json());

    public static async Task<string> Decrypt(Tx tx, string place, string encrypted) =>
        JsonSerializer.Deserialize<ClaimWords>(await FieldEncryption.Decrypt(tx, place, encrypted), Options)!.Text
            .MaskedIf(confidential: false);

    /// <summary>The hash for the event.</summary>
    public string Hash() => NeedContact.HashOf(Json());

    string Json() => JsonSerializer.Serialize(this, Options);
}
