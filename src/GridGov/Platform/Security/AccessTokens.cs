using System.Security.Claims;
using GridGov.Platform.Time;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.Options;

namespace GridGov.Platform.Security;

/// <summary>ASP.NET Core's own bearer tokens: signed and encrypted by Data Protection, naming the session and nothing else.</summary>
public sealed class AccessTokens(IOptionsMonitor<BearerTokenOptions> options, Clock clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    const string SessionClaim = "sid";

    public string Issue(Id session)
    {
        var identity = new ClaimsIdentity([new Claim(SessionClaim, session.ToString())], BearerTokenDefaults.AuthenticationScheme);
        var ticket = new AuthenticationTicket(new ClaimsPrincipal(identity),
            new AuthenticationProperties { ExpiresUtc = (clock.Now + Lifetime).ToUtc() },
            $"{BearerTokenDefaults.AuthenticationScheme}:AccessToken");
        return options.Get(BearerTokenDefaults.AuthenticationScheme).BearerTokenProtector.Protect(ticket);
    }

    /// <summary>The session that an authenticated request belongs to.</summary>
    public static Id SessionOf(ClaimsPrincipal user) =>
        Id.TryRead(user.FindFirstValue(SessionClaim), out var session) ? session : Id.None;
}
