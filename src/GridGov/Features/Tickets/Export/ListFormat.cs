using Microsoft.Net.Http.Headers;

namespace GridGov.Features.Tickets.Export;

public enum ListFormat
{
    Page,
    Csv,
    Xlsx,
    GeoJson,
}

static class ListFormats
{
    public const string Csv = "text/csv";
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    public const string GeoJson = "application/geo+json";

    /// <summary>Returns the accepted format with the highest quality; null if none is accepted.</summary>
    public static ListFormat? Negotiate(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return accepted.Count == 0
            ? ListFormat.Page
            : accepted.Where(range => range.Quality is not 0)
                // Explicit types come before wildcards; the order of the header decides between equals.
                .OrderByDescending(range => range.Quality ?? 1).ThenBy(range => range.MatchesAllSubTypes)
                .Select(Of).FirstOrDefault(form => form is not null);
    }

    static ListFormat? Of(MediaTypeHeaderValue range) => range.MediaType.Value?.ToLowerInvariant() switch
    {
        "*/*" or "application/*" or "application/json" => ListFormat.Page,
        "text/*" or Csv => ListFormat.Csv,
        Xlsx => ListFormat.Xlsx,
        GeoJson => ListFormat.GeoJson,
        _ => null,
    };
}
