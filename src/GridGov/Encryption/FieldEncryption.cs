using System.Security.Cryptography;
using System.Text;

namespace GridGov.Encryption;

/// <summary>
/// Encrypts fields against reading the database, its files or its backups: <c>k2.…</c> is base64 of nonce, tag and ciphertext
/// (AES-256-GCM) by data key 2, bound to its place.
/// </summary>
public static class FieldEncryption
{
    /// <param name="place">Table, row and field.</param>
    public static async Task<string> Encrypt(Tx tx, string place, string text)
    {
        var key = await tx.Cache<DataKeys>().Current(tx, KeyPurpose.Text);
        var encrypted = Cipher.Encrypt(key.Bytes, Encoding.UTF8.GetBytes(text), AssociatedData(key.Id, place));
        return $"{Prefix(key.Id)}{Convert.ToBase64String(encrypted)}";
    }

    /// <exception cref="DecryptionException">The text was changed, or belongs elsewhere.</exception>
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

    public static string Prefix(int key) => $"k{key}.";

    /// <returns>Null for a text that is not encrypted.</returns>
    public static int? KeyIdOf(string text) =>
        text is ['k', .. var rest] && rest.IndexOf('.') is var dot and > 0
            && int.TryParse(rest.AsSpan(0, dot), System.Globalization.NumberStyles.None, provider: null, out var id) ? id : null;

    /// <summary>The keyed hash by which a text is found, in hexadecimal.</summary>
    internal static string Hash(DataKey key, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key.Bytes, Encoding.UTF8.GetBytes(text)));

    /// <summary>The stored hash of a request, which cannot be guessed without the key.</summary>
    public static async Task<string> HashRequest(Tx tx, string fingerprint) =>
        Hash(await tx.Cache<DataKeys>().Current(tx, KeyPurpose.Request), fingerprint);

    /// <summary>Derives a 256-bit token from a text, the same in every process; without the key nobody can.</summary>
    public static async Task<byte[]> DeriveToken(Tx tx, string text) =>
        HMACSHA256.HashData((await tx.Cache<DataKeys>().Current(tx, KeyPurpose.Request)).Bytes, Encoding.UTF8.GetBytes(text));

    static byte[] AssociatedData(int key, string place) => Encoding.UTF8.GetBytes($"{Prefix(key)}{place}");
}
