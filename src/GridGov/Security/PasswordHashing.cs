using System.Security.Cryptography;
using GridGov.Api.Binding;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace GridGov.Security;

/// <summary>ASP.NET Core's password hasher (PBKDF2 with HMAC-SHA512, salted).</summary>
public sealed class PasswordHashing(IOptions<PasswordHasherOptions> options)
{
    /// <summary>Shortest accepted password, in characters; nothing is demanded of what it is made of (<see cref="PasswordRules"/>).</summary>
    public const int MinLength = 12;

    public const int MaxLength = 200;

    readonly PasswordHasher<object> hasher = new(options);
    string? unknownUserHash;

    public string Hash(string password) => hasher.HashPassword(this, password);

    /// <summary>Takes as long for somebody who has no password, or does not exist, as for a wrong one.</summary>
    public bool Verify(string? hash, string password)
    {
        var known = hash ?? (unknownUserHash ??= Hash(CreateRandom()));
        return hasher.VerifyHashedPassword(this, known, password) != PasswordVerificationResult.Failed && hash is not null;
    }

    /// <summary>A password to be read off and typed: 20 characters of 31, 99 bits.</summary>
    public static string CreateRandom()
    {
        var text = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 20);
        return string.Join('-', text.Chunk(5).Select(part => new string(part)));
    }
}
