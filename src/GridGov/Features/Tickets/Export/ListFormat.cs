using GridGov.Api;

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

    /// <summary>The accepted format with the highest quality; a request that accepts none was refused before.</summary>
    public static ListFormat Negotiate(HttpContext http) => Negotiation.Choose(http) switch
    {
        Csv => ListFormat.Csv,
        Xlsx => ListFormat.Xlsx,
        GeoJson => ListFormat.GeoJson,
        _ => ListFormat.Page,
    };
}
