namespace GridGov.Api;

/// <summary>The headers of a refusal: the challenge of a 401 (RFC 6750) and the current ETag of a 412.</summary>
static class ProblemHeaders
{
    public const string NoCredentials = "Bearer";

    const string VersionMember = "version";

    public static void Add(HttpContext http, ProblemHttpResult problem)
    {
        var headers = http.Response.Headers;
        if (problem.StatusCode == StatusCodes.Status401Unauthorized)
            headers.WWWAuthenticate = ChallengeFor(http.Request, problem.ProblemDetails.Extensions["code"] as string);
        else if (VersionOf(problem) is { } version)
            headers.ETag = IfMatch.FormatTag(version);
    }

    /// <summary>The current version in a 412; null if it has none, and for other problems.</summary>
    public static long? VersionOf(ProblemHttpResult problem) =>
        problem.ProblemDetails.Extensions.TryGetValue(VersionMember, out var version) ? version as long? : null;

    public static void SetVersion(ProblemHttpResult problem, long version) => problem.ProblemDetails.Extensions[VersionMember] = version;

    /// <summary>The challenge; without a token it names the scheme only (RFC 6750, 3.1).</summary>
    static string ChallengeFor(HttpRequest request, string? code) => code switch
    {
        "sign-in-required" when request.Headers.Authorization.ToString().Trim().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) =>
            Invalid("The access token is not valid or has expired."),
        not null when ProblemCatalogue.All[code] is { RefusesToken: true } kind => Invalid(kind.Title.En),
        _ => NoCredentials,
    };

    static string Invalid(string description) => $"Bearer error=\"invalid_token\", error_description=\"{description}\"";
}
