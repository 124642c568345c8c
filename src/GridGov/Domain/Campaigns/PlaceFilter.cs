using System.Text.Json;
using System.Text.Json.Serialization;
using GridGov.Domain.Places;
using GridGov.Domain.Zones;

namespace GridGov.Domain.Campaigns;

/// <summary>The filter by which a campaign chooses its target places. What it does not name is not asked for.</summary>
/// <param name="Kinds">Only places of these kinds.</param>
/// <param name="Tags">Only places with at least one of these tags.</param>
/// <param name="Zone">Only places in this zone.</param>
/// <param name="Public">Only places that are shown to everybody, or only others.</param>
public sealed record PlaceFilter(
    IReadOnlyList<PlaceKind>? Kinds = null, IReadOnlyList<string>? Tags = null, Id? Zone = null, bool? Public = null)
{
    internal const int MaxTags = 20;

    internal bool Matches(TargetCandidate place, ZoneIndex zones) =>
        Kinds?.Contains(place.Kind) is not false
        && (Tags is null || Tags.Intersect(place.Tags, StringComparer.Ordinal).Any())
        && (Public is null || Public == place.Public)
        && (Zone is not { } zone
            || (place is { Lng: { } lng, Lat: { } lat } && zones.At(lng, lat, place.Grid).Any(each => each.Id == zone)));

    internal string Write() => JsonSerializer.Serialize(
        new Stored(Kinds?.Select(kind => kind.ToCode()).ToArray(), Tags, Zone?.ToString(), Public), Options);

    internal static PlaceFilter Read(string text)
    {
        var stored = JsonSerializer.Deserialize<Stored>(text, Options)!;
        return new PlaceFilter(
            stored.Kinds?.Select(Codes<PlaceKind>.Parse).ToArray(), stored.Tags,
            stored.Zone is { } zone ? Id.Parse(zone, provider: null) : null, stored.Public);
    }

    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    sealed record Stored(IReadOnlyList<string>? Kinds, IReadOnlyList<string>? Tags, string? Zone, bool? Public);
}

/// <summary>A place, as a filter sees it.</summary>
sealed record TargetCandidate(
    Id Id, PlaceKind Kind, string Grid, double? Lng, double? Lat, bool Public, bool Retired, IReadOnlyList<string> Tags);
