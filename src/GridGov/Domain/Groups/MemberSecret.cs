using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GridGov.Encryption;
using GridGov.Text;

namespace GridGov.Domain.Groups;

/// <summary>Name and telephone number of somebody without an account, stored encrypted.</summary>
/// <param name="Salt">Random, so that the hash in the event tells nothing to who guesses a name.</param>
/// <param name="Name">Null once it was removed.</param>
sealed record MemberSecret(string Salt, FreeText? Name, FreeText? Phone)
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new FreeTextConverter(reveals: true) },
    };

    public static MemberSecret Of(FreeText name, FreeText? phone) => new(NewSalt(), name, phone);

    /// <summary>What stays of it. With the former salt gone, nobody can try names on the hash of the event.</summary>
    public static MemberSecret Removed() => new(NewSalt(), null, null);

    static string NewSalt() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    public static string Place(Id membership) => $"memberships/{membership}";

    public Task<string> Encrypt(Tx tx, Id membership) => Encrypt(tx, Place(membership));

    public static Task<MemberSecret> Decrypt(Tx tx, Id membership, string encrypted) => Decrypt(tx, Place(membership), encrypted);

    /// <param name="place">Where it is stored, which may be another table.</param>
    public Task<string> Encrypt(Tx tx, string place) => FieldEncryption.Encrypt(tx, place, Text());

    public static async Task<MemberSecret> Decrypt(Tx tx, string place, string encrypted) =>
        JsonSerializer.Deserialize<MemberSecret>(await FieldEncryption.Decrypt(tx, place, encrypted), Options)!;

    /// <summary>The hash for the event.</summary>
    public string Hash() => HashOf(Text());

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public string? MaskedName => Masking.MaskName(Name?.Reveal());

    public string? MaskedPhone => Masking.MaskPhone(Phone?.Reveal());

    /// <summary>As it is read unmasked, for a stated purpose.</summary>
    public (string Name, string? Phone) Unmask() => (Name!.Reveal(), Phone?.Reveal());

    /// <summary>Whether both are the same person, as far as name and telephone number tell.</summary>
    public bool IsSameAs(MemberSecret other) =>
        Equals(Name, other.Name) && PhoneNumber.Normalise(Phone?.Reveal() ?? "") == PhoneNumber.Normalise(other.Phone?.Reveal() ?? "");

    string Text() => JsonSerializer.Serialize(this, Options);
}
