using GridGov.Api;

namespace GridGov.Features.Tickets.Export;

/// <summary>In which form the list of tickets goes out.</summary>
public enum ListFormat
{
    /// <summary>Page by page, as JSON.</summary>
    Page,
    Csv,
    Xlsx,
    GeoJson,
}

/// <summary>The forms by their media types.</summary>
static class ListFormats
{
    public const string Csv = "text/csv";
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    public const string GeoJson = "application/geo+json";

    static readonly string[] Offered = [OfferedTypesMetadata.Json, Csv, Xlsx, GeoJson];

    /// <summary>What the caller would have most; who accepts nothing of it was refused before.</summary>
    public static ListFormat Negotiate(HttpRequest request) => Negotiation.Choose(request, Offered) switch
    {
        Csv => ListFormat.Csv,
        Xlsx => ListFormat.Xlsx,
        GeoJson => ListFormat.GeoJson,
        _ => ListFormat.Page,
    };
}
