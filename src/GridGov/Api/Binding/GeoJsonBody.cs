namespace GridGov.Api.Binding;

/// <summary>A GeoJSON file as the body (RFC 7946).</summary>
public sealed record GeoJsonBody(byte[] Bytes) : FileBody(Bytes)
{
    /// <summary>The boundaries of a city's grids: a million points take some 25 MB.</summary>
    public new const int MaxBytes = 32 * 1024 * 1024;

    public const string GeoJson = "application/geo+json";

    public static new readonly IReadOnlyList<string> ContentTypes = [GeoJson, OfferedTypesMetadata.Json];
}
