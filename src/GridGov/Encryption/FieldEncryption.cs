using System.Security.Cryptography;
using System.Text;

namespace GridGov.Encryption;

/// <summary>
/// Encrypts what must not be read out of the database, its files or its backups: <c>k2.…</c> is base64 of nonce, tag and
/// cipher (AES-256-GCM) by data key 2, bound to where it stands, so that it opens nowhere else.
/// </summary>
public static class FieldEncryption
{
    /// <param name="place">Where it will stand: table, row and what of it.</param>
    public static async Task<string> Encrypt(Tx tx, string place, string text)
    {
        var key = await tx.Cache<DataKeys>().Current(tx, KeyPurpose.Text);
        return $"{Prefix(key.Id)}{Convert.ToBase64String(Cipher.Encrypt(key.Bytes, Encoding.UTF8.GetBytes(text), AssociatedData(key.Id, place)))}";
    }

    /// <exception cref="DecryptionException">It was changed, or belongs elsewhere.</exception>
    public static async Task<string> Decrypt(Tx tx, string place, string text)
    {
        if (KeyIdOf(text) is not { } id)
            throw new DecryptionException(place);
        var key = await tx.Cache<DataKeys>().Find(tx, id);
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64Chars(text.AsSpan(text.IndexOf('.') + 1), bytes, out var length)
            && Cipher.Decrypt(key.Bytes, bytes.AsSpan(0, length), AssociatedData(id, place)) is { } plain
                ? Encoding.UTF8.GetString(plain)
                : throw new DecryptionException(place);
    }

    /// <summary>What everything begins with that a key has encrypted.</summary>
    public static string Prefix(int key) => $"k{key}.";

    /// <returns>Null when it is nothing encrypted.</returns>
    public static int? KeyIdOf(string text) =>
        text is ['k', .. var rest] && rest.IndexOf('.') is var dot and > 0 && int.TryParse(rest.AsSpan(0, dot), System.Globalization.NumberStyles.None, provider: null, out var id) ? id : null;

    /// <summary>What hashing by a key makes of a text, that by which it is found again: in hexadecimal digits.</summary>
    internal static string Hash(DataKey key, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(key.Bytes, Encoding.UTF8.GetBytes(text)));

    /// <summary>Stands for a request in the store, of which nothing can be guessed without the key.</summary>
    public static async Task<string> HashRequest(Tx tx, string fingerprint) =>
        Hash(await tx.Cache<DataKeys>().Current(tx, KeyPurpose.Request), fingerprint);

    static byte[] AssociatedData(int key, string place) => Encoding.UTF8.GetBytes($"{Prefix(key)}{place}");
}
