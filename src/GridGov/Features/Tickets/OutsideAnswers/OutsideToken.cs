using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GridGov.Features.Tickets.OutsideAnswers;

/// <summary>The secret of a link. Only its hash is stored; the link is shown once.</summary>
static class OutsideToken
{
    const int Bytes = 32;

    /// <summary>The characters of a token; others are not looked up.</summary>
    const int Length = 43;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Unsalted SHA-256, which is enough for 256 random bits. A text that can be no token has the hash of none.</summary>
    public static string Hash(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token.Length == Length ? token : "")));

    public static string Path(string token) => $"/v1/public/answers/{token}";
}
