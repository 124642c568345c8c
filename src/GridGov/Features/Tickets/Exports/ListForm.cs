using Microsoft.Net.Http.Headers;

namespace GridGov.Features.Tickets;

/// <summary>In which form the list of tickets goes out.</summary>
public enum ListForm
{
    /// <summary>Page by page, as JSON.</summary>
    Page,
    Csv,
    Xlsx,
    GeoJson,
}

/// <summary>The forms by their media types.</summary>
static class ListForms
{
    public const string Csv = "text/csv";
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    public const string GeoJson = "application/geo+json";

    /// <summary>What the caller would have most, of what there is; null when they accept nothing of it.</summary>
    public static ListForm? Wanted(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return accepted.Count == 0
            ? ListForm.Page
            : accepted.Where(range => range.Quality is not 0)
                // What is named counts before what a wildcard lets pass; the order of the header decides between equals.
                .OrderByDescending(range => range.Quality ?? 1).ThenBy(range => range.MatchesAllSubTypes)
                .Select(Of).FirstOrDefault(form => form is not null);
    }

    static ListForm? Of(MediaTypeHeaderValue range) => range.MediaType.Value?.ToLowerInvariant() switch
    {
        "*/*" or "application/*" or "application/json" => ListForm.Page,
        "text/*" or Csv => ListForm.Csv,
        Xlsx => ListForm.Xlsx,
        GeoJson => ListForm.GeoJson,
        _ => null,
    };
}
