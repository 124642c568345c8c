using System.Security.Cryptography;
using System.Text;

namespace GridGov.Encryption;

/// <summary>The key that wraps the stored keys. It is never in the database or its backups.</summary>
public sealed class MasterKey
{
    public const int Bytes = 32;

    readonly byte[] key;

    MasterKey(byte[] key)
    {
        this.key = key;
        Name = Convert.ToHexStringLower(HMACSHA256.HashData(key, "GridGov master key"u8))[..16];
    }

    /// <summary>A public name that reveals nothing of the key.</summary>
    public string Name { get; }

    public static MasterKey Create() => new(RandomNumberGenerator.GetBytes(Bytes));

    /// <returns>Null when the text is not the base64 of 32 bytes.</returns>
    public static MasterKey? Parse(string text)
    {
        var bytes = new byte[Bytes + 1];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var length) && length == Bytes ? new MasterKey(bytes[..Bytes]) : null;
    }

    /// <summary>The form that <see cref="Parse"/> reads, for the key's file.</summary>
    public string ToText() => Convert.ToBase64String(key) + "\n";

    public string Wrap(int id, KeyPurpose purpose, ReadOnlySpan<byte> bytes) =>
        Convert.ToBase64String(Cipher.Encrypt(key, bytes, Place(id, purpose)));

    /// <returns>Null when another key wrapped it, or it was changed.</returns>
    public byte[]? Unwrap(int id, KeyPurpose purpose, string wrapped)
    {
        var bytes = new byte[wrapped.Length];
        return Convert.TryFromBase64String(wrapped, bytes, out var length)
            ? Cipher.Decrypt(key, bytes.AsSpan(0, length), Place(id, purpose))
            : null;
    }

    static byte[] Place(int id, KeyPurpose purpose) => Encoding.UTF8.GetBytes($"data_keys/{id}/{purpose.ToCode()}");
}
