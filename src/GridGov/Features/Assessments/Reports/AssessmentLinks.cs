using System.Security.Cryptography;
using System.Text;
using GridGov.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace GridGov.Features.Assessments.Reports;

/// <summary>
/// Tokens of links to a report's page, because a browser that follows a link sends no access token. A token is encrypted, names one
/// report, person and session, and expires; the page shows what that person may see at the time, and only while the session lasts.
/// </summary>
public sealed class AssessmentLinks(IDataProtectionProvider protection, Clock clock)
{
    public const int DefaultHours = 12;
    public const int MaxHours = 24;

    readonly IDataProtector protector = protection.CreateProtector("GridGov.AssessmentLink");

    /// <summary>Makes a link's token. Call it outside a transaction, because the key ring may have to be read.</summary>
    public (string Pass, Instant Expires) Create(Id assessment, Id person, Id session, int hours)
    {
        var expires = clock.Now + TimeSpan.FromHours(hours);
        var text = string.Join(' ', assessment, person, session, expires.Milliseconds);
        return (WebEncoders.Base64UrlEncode(protector.Protect(Encoding.UTF8.GetBytes(text))), expires);
    }

    public static string Address(Id assessment, string pass, string? lang = null) =>
        $"/v1/assessments/{assessment}/view?{(lang is null ? "" : $"lang={lang}&")}link={pass}";

    /// <returns>Null if the token is invalid, belongs to another report, or has expired.</returns>
    public (Id Person, Id Session)? Validate(string? pass, Id assessment)
    {
        if (string.IsNullOrEmpty(pass) || pass.Length > 1000)
            return null;
        try
        {
            var parts = Encoding.UTF8.GetString(protector.Unprotect(WebEncoders.Base64UrlDecode(pass))).Split(' ');
            return Id.TryParseExact(parts[0], out var report) && report == assessment
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
