using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.DataProtection;

namespace GridGov.Security;

/// <summary>
/// ASP.NET Core's own bearer tokens: signed and encrypted by Data Protection, naming the session and nothing else. What a
/// token says never changes, so it is deciphered once and remembered until it expires; whether its session still stands,
/// and what it may do, is asked each time (<see cref="ActorCache"/>). Its authentication handler is not used: it
/// would decipher with every request.
/// </summary>
public sealed class AccessTokens(IDataProtectionProvider protection, Clock clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    const string SessionClaim = "sid";
    const string Scheme = "Bearer ";
    const int MaxCached = 10_000;

    // As AddBearerToken makes it.
    readonly TicketDataFormat protector = new(protection.CreateProtector("Microsoft.AspNetCore.Authentication.BearerToken", BearerTokenDefaults.AuthenticationScheme, "BearerToken"));
    readonly ConcurrentDictionary<string, DecodedToken> decoded = new(StringComparer.Ordinal);

    public string Issue(Id session)
    {
        var identity = new ClaimsIdentity([new Claim(SessionClaim, session.ToString())], BearerTokenDefaults.AuthenticationScheme);
        var ticket = new AuthenticationTicket(new ClaimsPrincipal(identity),
            new AuthenticationProperties { ExpiresUtc = (clock.Now + Lifetime).ToUtc() },
            $"{BearerTokenDefaults.AuthenticationScheme}:AccessToken");
        return protector.Protect(ticket);
    }

    /// <summary>The session that a request's Authorization header belongs to.</summary>
    /// <returns>Null without a token, and for one that is not ours or has expired.</returns>
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
        if (now < token.Expires)
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
