using Microsoft.Net.Http.Headers;

namespace GridGov.Api;

/// <summary>The media types in which an endpoint answers; the first is sent to a caller who has no preference.</summary>
public sealed record OfferedTypesMetadata(params IReadOnlyList<string> ContentTypes)
{
    public const string Json = "application/json";
}

/// <summary>Chooses among the offered media types by the Accept header (RFC 9110, 12.5.1).</summary>
public static class Negotiation
{
    /// <summary>The refusal (406) when Accept allows nothing that the endpoint offers; null when it may answer.</summary>
    public static ProblemHttpResult? Check(HttpContext http) =>
        http.Request.Headers.Accept.Count == 0 || OfferedBy(http) is not { } offered || Choose(http.Request, offered) is not null
            ? null
            : Problems.Of("not-acceptable", string.Join(", ", offered));

    /// <summary>The media type to answer in, of those that the operation offers; null after <see cref="Check"/> refused.</summary>
    /// <exception cref="InvalidOperationException">The endpoint offers nothing.</exception>
    public static string? Choose(HttpContext http) =>
        Choose(http.Request, OfferedBy(http) ?? throw new InvalidOperationException("The endpoint offers no media types."));

    static IReadOnlyList<string>? OfferedBy(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<OfferedTypesMetadata>()?.ContentTypes;

    /// <summary>The accepted type with the highest quality. An explicit type comes before one that a wildcard allows.</summary>
    /// <returns>Null when Accept allows none; the first without a readable Accept.</returns>
    static string? Choose(HttpRequest request, IReadOnlyList<string> offered)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var ranges) || ranges.Count == 0)
            return offered[0];
        return offered
            .Select(type => (Type: type, Match: Match(type, ranges)))
            .Where(one => one.Match is { Quality: > 0 })
            .OrderByDescending(one => one.Match!.Value.Quality)
            .ThenByDescending(one => one.Match!.Value.Precision)
            .ThenBy(one => one.Match!.Value.Position)
            .Select(one => one.Type).FirstOrDefault();
    }

    /// <summary>The most precise range that the type is in; null when it is in none.</summary>
    static (double Quality, int Precision, int Position)? Match(string type, IList<MediaTypeHeaderValue> ranges)
    {
        (double Quality, int Precision, int Position)? best = null;
        for (var i = 0; i < ranges.Count; i++)
        {
            var precision = ranges[i].MatchesAllTypes ? 0 : ranges[i].MatchesAllSubTypes ? 1 : 2;
            if (ranges[i].MatchesMediaType(type) && (best is null || precision > best.Value.Precision))
                best = (ranges[i].Quality ?? 1, precision, i);
        }
        return best;
    }
}
