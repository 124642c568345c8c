using System.Security.Cryptography;

namespace GridGov.Encryption;

/// <summary>AES-256-GCM: nonce, tag and ciphertext in a row.</summary>
static class Cipher
{
    const int Nonce = 12;
    const int Tag = 16;

    /// <param name="place">The associated data: the ciphertext cannot be decrypted at another place.</param>
    public static byte[] Encrypt(byte[] key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> place)
    {
        var all = new byte[Nonce + Tag + plain.Length];
        RandomNumberGenerator.Fill(all.AsSpan(0, Nonce));
        using var aes = new AesGcm(key, Tag);
        aes.Encrypt(all.AsSpan(0, Nonce), plain, all.AsSpan(Nonce + Tag), all.AsSpan(Nonce, Tag), place);
        return all;
    }

    /// <returns>Null for another key or place, and for changed content.</returns>
    public static byte[]? Decrypt(byte[] key, ReadOnlySpan<byte> all, ReadOnlySpan<byte> place)
    {
        if (all.Length < Nonce + Tag)
            return null;
        var plain = new byte[all.Length - Nonce - Tag];
        using var aes = new AesGcm(key, Tag);
        try
        {
            aes.Decrypt(all[..Nonce], all[(Nonce + Tag)..], all.Slice(Nonce, Tag), plain, place);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
