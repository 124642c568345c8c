using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GridGov.Encryption;

namespace GridGov.Domain.PublicReports;

/// <summary>The number and the secret by which a reporter without an account finds the report again.</summary>
static class Receipt
{
    public const int Length = 10;

    /// <summary>The header of the secret, which is in no address, because addresses are logged.</summary>
    public const string SecretHeader = "Receipt-Secret";

    /// <summary>Crockford's base 32, which has no letters that look like digits.</summary>
    const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    const int MaxSecret = 100;

    static readonly byte[] NoHash = new byte[64];

    /// <summary>50 random bits.</summary>
    public static string NewNumber() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>As it is shown: two groups of five.</summary>
    public static string Format(string number) => $"{number[..5]}-{number[5..]}";

    /// <summary>As it is stored, from what somebody typed; empty when it cannot be one.</summary>
    public static string Parse(string text)
    {
        var number = text.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant()
            .Replace('O', '0').Replace('I', '1').Replace('L', '1');
        return number.Length == Length && !number.AsSpan().ContainsAnyExcept(Alphabet) ? number : "";
    }

    /// <summary>
    /// 256 bits that only the keys give again, so that a repeated request gets its first answer though nothing but the hash is stored.
    /// </summary>
    public static async Task<string> SecretOf(Tx tx, Id report) =>
        Base64Url.EncodeToString(await FieldEncryption.DeriveToken(tx, $"public_reports/{report}"));

    /// <summary>Unsalted SHA-256, which is enough for 256 bits that nobody can guess.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Compares with the hash of a report, or with none in the same time.</summary>
    public static bool Matches(string? hash, string? secret)
    {
        var given = Encoding.ASCII.GetBytes(Hash(secret is { Length: <= MaxSecret } ? secret : ""));
        return CryptographicOperations.FixedTimeEquals(hash is null ? NoHash : Encoding.ASCII.GetBytes(hash), given);
    }
}
