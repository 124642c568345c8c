using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace GridGov.Security;

/// <summary>
/// Tokens by which a device shows that somebody has signed in on it before. One token names one device and one person, so it helps
/// nobody to guess at another account, and it is void once that person's password has changed.
/// </summary>
public sealed class DeviceTokens(IDataProtectionProvider protection)
{
    public const int MaxLength = 1000;

    readonly IDataProtector protector = protection.CreateProtector("GridGov.Device");

    /// <summary>A device of a token that this deployment issued.</summary>
    /// <param name="Password">The fingerprint of the person's password at that time.</param>
    public sealed record KnownDevice(Id Id, Id Person, string Password)
    {
        /// <summary>Whether the token is this person's, and the password still the same.</summary>
        public bool IsOf(Id person, string? passwordHash) =>
            person == Person && passwordHash is not null && Password == FingerprintOf(passwordHash);
    }

    /// <summary>Makes a token. Call it outside a transaction, because the key ring may have to be read.</summary>
    public string Issue(Id device, Id person, string passwordHash) => Base64Url.EncodeToString(
        protector.Protect(Encoding.UTF8.GetBytes(string.Join(' ', device, person, FingerprintOf(passwordHash)))));

    /// <returns>Null without a token, and for one that this deployment has not issued.</returns>
    public KnownDevice? Read(string? token)
    {
        if (token is null || !Base64Url.IsValid(token))
            return null;
        try
        {
            var parts = Encoding.UTF8.GetString(protector.Unprotect(Base64Url.DecodeFromChars(token))).Split(' ');
            return Id.TryParseExact(parts[0], out var device) && Id.TryParseExact(parts[1], out var person)
                ? new KnownDevice(device, person, parts[2])
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    static string FingerprintOf(string passwordHash) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(passwordHash)))[..32];
}
