using System.Text.Encodings.Web;
using System.Text.Json;
using GridGov.Encryption;
using GridGov.Text;

namespace GridGov.Domain.PersonalData;

/// <summary>Who told of a problem: name and telephone number, as they are in nobody's sight.</summary>
public sealed record EncryptedReporter(string? Name, string? Phone)
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As a row of the store has it.</summary>
    /// <param name="Sealed">Both, encrypted.</param>
    /// <param name="PhoneHash">By which the number is found; null without a number.</param>
    public readonly record struct Stored(string Sealed, string? PhoneHash);

    public async Task<Stored> Encrypt(Tx tx, Id ticket, int position) => new(
        await FieldEncryption.Encrypt(tx, Place(ticket, position), JsonSerializer.Serialize(this, Options)),
        HashOf(Phone, await tx.Cache<DataKeys>().Current(tx, KeyPurpose.Phone)));

    public static async Task<EncryptedReporter> Decrypt(Tx tx, Id ticket, int position, string text) =>
        JsonSerializer.Deserialize<EncryptedReporter>(await FieldEncryption.Decrypt(tx, Place(ticket, position), text), Options)!;

    /// <summary>The hash by the latest key, of what was opened.</summary>
    internal static async Task<string?> Rehash(Tx tx, string opened) =>
        HashOf(JsonSerializer.Deserialize<EncryptedReporter>(opened, Options)!.Phone, await tx.Cache<DataKeys>().Current(tx, KeyPurpose.Phone));

    /// <summary>What a number's rows have for a hash: for each key that is in use, one for each form of the number.</summary>
    public static async Task<IReadOnlyList<string>> HashesOf(Tx tx, string phone) =>
        [.. from key in await tx.Cache<DataKeys>().InUse(tx, KeyPurpose.Phone)
            from form in PhoneNumber.SearchForms(phone)
            select HashOfNumber(form, key)];

    /// <summary>What every hash begins with that a key has made.</summary>
    public static string HashPrefix(int key) => $"h{key}.";

    static string? HashOf(string? phone, DataKey key) =>
        phone is not null && PhoneNumber.Normalise(phone) is { Length: > 0 } digits ? HashOfNumber(digits, key) : null;

    static string HashOfNumber(string number, DataKey key) => HashPrefix(key.Id) + FieldEncryption.Hash(key, number);

    internal static string Place(Id ticket, int position) => $"ticket_reporters/{ticket}/{position}";
}
