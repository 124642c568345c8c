using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.DataProtection;

namespace GridGov.Security;

/// <summary>
/// ASP.NET Core's bearer tokens, protected by Data Protection; a token names only the session. Decrypted tokens are cached until
/// they expire; the session is checked on each request (<see cref="ActorCache"/>).
/// </summary>
public sealed class AccessTokens(IDataProtectionProvider protection, Clock clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    const string SessionClaim = "sid";
    const string Scheme = "Bearer ";
    const int MaxCached = 10_000;

    // The same protector as AddBearerToken's.
    readonly TicketDataFormat protector = new(protection.CreateProtector(
        "Microsoft.AspNetCore.Authentication.BearerToken", BearerTokenDefaults.AuthenticationScheme, "BearerToken"));
    readonly ConcurrentDictionary<string, DecodedToken> decoded = new(StringComparer.Ordinal);

    public string Issue(Id session)
    {
        var identity = new ClaimsIdentity([new Claim(SessionClaim, session.ToString())], BearerTokenDefaults.AuthenticationScheme);
        var ticket = new AuthenticationTicket(new ClaimsPrincipal(identity),
            new AuthenticationProperties { ExpiresUtc = (clock.Now + Lifetime).ToUtc() },
            $"{BearerTokenDefaults.AuthenticationScheme}:AccessToken");
        return protector.Protect(ticket);
    }

    /// <returns>Null without a token, and for a foreign or expired one.</returns>
    public Id? SessionOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var now = clock.Now;
        if (!decoded.TryGetValue(header, out var token))
        {
            if (Read(header[Scheme.Length..].Trim()) is not { } read)
                return null;
            if (decoded.Count >= MaxCached)
                decoded.Clear();
            decoded[header] = token = read;
        }
        if (now.IsWithin(Lifetime, token.Expires - Lifetime))
            return token.Session;
        decoded.TryRemove(header, out _);
        return null;
    }

    DecodedToken? Read(string token) =>
        protector.Unprotect(token) is { Properties.ExpiresUtc: { } expires } ticket
            && Id.TryParseExact(ticket.Principal.FindFirstValue(SessionClaim), out var session)
            ? new DecodedToken(session, Instant.Of(expires))
            : null;

    readonly record struct DecodedToken(Id Session, Instant Expires);
}
