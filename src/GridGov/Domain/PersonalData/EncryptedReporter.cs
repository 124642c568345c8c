using System.Text.Encodings.Web;
using System.Text.Json;
using GridGov.Encryption;
using GridGov.Text;

namespace GridGov.Domain.PersonalData;

/// <summary>A reporter's name and telephone number, stored encrypted.</summary>
public sealed record EncryptedReporter(FreeText? Name, FreeText? Phone)
{
    static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new FreeTextConverter(reveals: true) },
        };

    /// <summary>As a row of the store has it.</summary>
    /// <param name="Encrypted">Both, encrypted.</param>
    /// <param name="PhoneHash">By which the number is found; null without a number.</param>
    public readonly record struct Stored(string Encrypted, string? PhoneHash);

    public async Task<Stored> Encrypt(Tx tx, Id ticket, int position) => new(
        await FieldEncryption.Encrypt(tx, Place(ticket, position), JsonSerializer.Serialize(this, Options)),
        HashOf(Phone, await tx.Cache<DataKeys>().Current(tx, KeyPurpose.Phone)));

    public static async Task<EncryptedReporter> Decrypt(Tx tx, Id ticket, int position, string text) =>
        JsonSerializer.Deserialize<EncryptedReporter>(await FieldEncryption.Decrypt(tx, Place(ticket, position), text), Options)!;

    /// <summary>The hash by the latest key, from decrypted content.</summary>
    internal static async Task<string?> Rehash(Tx tx, string opened) =>
        HashOf(JsonSerializer.Deserialize<EncryptedReporter>(opened, Options)!.Phone,
            await tx.Cache<DataKeys>().Current(tx, KeyPurpose.Phone));

    /// <summary>The possible hashes of a number: for each key in use, one for each form of the number.</summary>
    public static async Task<IReadOnlyList<string>> HashesOf(Tx tx, string phone) =>
        [.. from key in await tx.Cache<DataKeys>().InUse(tx, KeyPurpose.Phone)
            from form in PhoneNumber.SearchForms(phone)
            select HashOfNumber(form, key)];

    /// <summary>Whether the stored hash is that of the number, in a form in which one may be stored.</summary>
    internal static async Task<bool> IsHashOf(Tx tx, string opened, string? hash)
    {
        if (JsonSerializer.Deserialize<EncryptedReporter>(opened, Options)!.Phone?.Reveal() is not { } phone)
            return hash is null;
        var number = PhoneNumber.Normalise(phone);
        return hash is null
            ? number.Length == 0
            : (from key in await tx.Cache<DataKeys>().InUse(tx, KeyPurpose.Phone)
               from form in PhoneNumber.SearchForms(phone).Append(number)
               select HashOfNumber(form, key)).Contains(hash, StringComparer.Ordinal);
    }

    public static string HashPrefix(int key) => $"h{key}.";

    static string? HashOf(FreeText? phone, DataKey key) =>
        phone is not null && PhoneNumber.Normalise(phone.Reveal()) is { Length: > 0 } digits ? HashOfNumber(digits, key) : null;

    static string HashOfNumber(string number, DataKey key) => HashPrefix(key.Id) + FieldEncryption.Hash(key, number);

    internal static string Place(Id ticket, int position) => $"ticket_reporters/{ticket}/{position}";
}
