using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GridGov.Encryption;

namespace GridGov.Features.Tickets.OutsideAnswers;

/// <summary>The secret of a link. Only its hash is stored; the link is shown to who asks, and to nobody else.</summary>
static class OutsideToken
{
    /// <summary>The characters of a token; others are not looked up.</summary>
    const int Length = 43;

    /// <summary>256 bits that only the keys give again, so that a repeated request gets the same link.</summary>
    public static async Task<string> Of(Tx tx, Id answer) =>
        Base64Url.EncodeToString(await FieldEncryption.DeriveToken(tx, $"outside_answers/{answer}"));

    /// <summary>
    /// Unsalted SHA-256, which is enough for 256 bits that nobody can guess. A text that can be no token has the hash of none.
    /// </summary>
    public static string Hash(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token.Length == Length ? token : "")));

    public static string Path(string token) => $"/v1/public/answers/{token}";
}
