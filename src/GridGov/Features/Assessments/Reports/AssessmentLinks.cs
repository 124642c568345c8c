using GridGov.Security;
using Microsoft.AspNetCore.DataProtection;

namespace GridGov.Features.Assessments.Reports;

/// <summary>
/// Tokens of links to a report's page, because a browser that follows a link sends no access token. A token is encrypted, names one
/// report, person and session, and expires; the page shows what that person may see at the time, and only while the session lasts.
/// </summary>
public sealed class AssessmentLinks(IDataProtectionProvider protection, Clock clock)
{
    public const int DefaultHours = 12;
    public const int MaxHours = 24;

    readonly SessionLinks links = new(protection, clock, "GridGov.AssessmentLink");

    /// <summary>Makes a link's token. Call it outside a transaction, because the key ring may have to be read.</summary>
    public (string Pass, Instant Expires) Create(Id assessment, Id person, Id session, int hours) =>
        links.Create(assessment.ToString(), person, session, TimeSpan.FromHours(hours));

    public static string Address(Id assessment, string pass, string? lang = null) =>
        $"/v1/assessments/{assessment}/view?{(lang is null ? "" : $"lang={lang}&")}link={pass}";

    /// <returns>Null if the token is invalid, belongs to another report, or has expired.</returns>
    public (Id Person, Id Session)? Validate(string? pass, Id assessment) => links.Validate(pass, assessment.ToString());
}
