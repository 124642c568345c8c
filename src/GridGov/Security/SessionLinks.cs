using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace GridGov.Security;

/// <summary>
/// Tokens of links that a browser follows without an access token. A token is encrypted, names one subject, person and session, and
/// expires; what it opens is what that person may see at the time, and only while the session lasts.
/// </summary>
/// <param name="purpose">Keeps the tokens of different links apart.</param>
public sealed class SessionLinks(IDataProtectionProvider protection, Clock clock, string purpose)
{
    const int MaxLength = 1000;

    readonly IDataProtector protector = protection.CreateProtector(purpose);

    /// <summary>Makes a link's token. Call it outside a transaction, because the key ring may have to be read.</summary>
    /// <param name="subject">What the link opens; it has no spaces.</param>
    public (string Pass, Instant Expires) Create(string subject, Id person, Id session, TimeSpan lifetime)
    {
        var expires = clock.Now + lifetime;
        var text = string.Join(' ', subject, person, session, expires.Milliseconds);
        return (WebEncoders.Base64UrlEncode(protector.Protect(Encoding.UTF8.GetBytes(text))), expires);
    }

    /// <returns>Null if the token is invalid, belongs to another subject, or has expired.</returns>
    public (Id Person, Id Session)? Validate(string? pass, string subject)
    {
        if (string.IsNullOrEmpty(pass) || pass.Length > MaxLength)
            return null;
        try
        {
            var parts = Encoding.UTF8.GetString(protector.Unprotect(WebEncoders.Base64UrlDecode(pass))).Split(' ');
            return parts[0] == subject
                && Id.TryParseExact(parts[1], out var person) && Id.TryParseExact(parts[2], out var session)
                && clock.Now < new Instant(long.Parse(parts[3], System.Globalization.CultureInfo.InvariantCulture))
                ? (person, session)
                : null;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Loads the person with the present rights, if the session has not ended.</summary>
    internal static async Task<Actor?> LoadActor(Tx tx, (Id Person, Id Session) pass) =>
        (pass.Session == Id.None || await tx.QuerySingle<int?>(FindSession, new { pass.Session, pass.Person }) is not null)
        && await ActorCache.LoadPerson(tx, pass.Person) is { MustChangePassword: false } actor
            ? actor
            : null;

    const string FindSession = "SELECT 1 FROM sessions WHERE id = @Session AND person_id = @Person AND ended_at IS NULL";
}
