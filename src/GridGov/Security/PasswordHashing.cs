using System.Security.Cryptography;
using GridGov.Api.Binding;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace GridGov.Security;

/// <summary>ASP.NET Core's password hasher (PBKDF2 with HMAC-SHA512, salted).</summary>
public sealed class PasswordHashing(IOptions<PasswordHasherOptions> options)
{
    /// <summary>Shortest password, in characters; there are no rules of composition (<see cref="PasswordRules"/>).</summary>
    public const int MinLength = 12;

    public const int MaxLength = 200;

    readonly PasswordHasher<object> hasher = new(options);
    string? unknownUserHash;

    public string Hash(string password) => hasher.HashPassword(this, password);

    /// <summary>Takes equally long without a hash, so that an unknown person is not revealed.</summary>
    public bool Verify(string? hash, string password)
    {
        var known = hash ?? (unknownUserHash ??= Hash(CreateRandom()));
        return hasher.VerifyHashedPassword(this, known, password) != PasswordVerificationResult.Failed && hash is not null;
    }

    /// <summary>A password to be typed: 20 of 31 characters, 99 bits.</summary>
    public static string CreateRandom()
    {
        var text = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 20);
        return string.Join('-', text.Chunk(5).Select(part => new string(part)));
    }
}
