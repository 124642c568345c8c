using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GridGov.Security;

/// <summary>An API key: <c>gg_live_</c>, a public id and 256 random bits. Only a hash is stored; <c>Text</c> is shown once.</summary>
public sealed record ApiKeySecret(string Text, string PublicId)
{
    public const string Prefix = "gg_live_";

    const string Scheme = "Bearer ";
    const int IdLength = 12;
    const int SecretLength = 43;

    public static ApiKeySecret Create()
    {
        var id = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", IdLength);
        return new ApiKeySecret($"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}", id);
    }

    /// <returns>Null without a key; a malformed key has an empty public id.</returns>
    public static ApiKeySecret? FromRequest(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var text = header.AsSpan(Scheme.Length).Trim();
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var formed = text.Length == Prefix.Length + IdLength + 1 + SecretLength && text[Prefix.Length + IdLength] == '_';
        return new ApiKeySecret(text.ToString(), formed ? text.Slice(Prefix.Length, IdLength).ToString() : "");
    }

    /// <summary>Unsalted SHA-256, which is enough for 256 random bits.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    public bool Matches(string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(Hash));
}
