using GridGov.Api.Binding;
using GridGov.Domain.Places;
using GridGov.Geo;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Places;

/// <summary>The filters of the list of places. Values of one filter mean any of them; different filters must all hold.</summary>
public sealed record PlaceListQuery
{
    const int MaxMetres = 50_000;

    /// <summary>Codes of grids, counties or cities, each with its whole subtree.</summary>
    [FromQuery(Name = "grid")] public string[]? Grid { get; init; }

    /// <summary>Only places of these kinds.</summary>
    [FromQuery(Name = "kind")] public string[]? Kind { get; init; }

    /// <summary>Only places with one of these tags.</summary>
    [FromQuery(Name = "tag")] public string[]? Tag { get; init; }

    /// <summary>Ids of zones: only places whose position lies in one of them today.</summary>
    [FromQuery(Name = "zone")] public string[]? Zone { get; init; }

    /// <summary>
    /// lng,lat,metres in WGS84: places within this distance, up to 50,000 metres, the nearest first, with their distance.
    /// </summary>
    [FromQuery(Name = "near")] public string? Near { get; init; }

    /// <summary>Only places that the office shows to everybody, or only others.</summary>
    [FromQuery(Name = "public")] public bool? Public { get; init; }

    /// <summary>The number of the place in another system.</summary>
    [FromQuery(Name = "externalNumber")] public string? ExternalNumber { get; init; }

    /// <summary>
    /// Words, up to 100 characters, each of which stands in the name, the address or the name of the organisation. Case and full or half
    /// width make no difference.
    /// </summary>
    [FromQuery(Name = "q")] public string? Q { get; init; }

    /// <summary>If true, retired places are included.</summary>
    [FromQuery(Name = "retired")] public bool? Retired { get; init; }

    /// <summary>If true, the answer also has the exact number of entries in the whole list.</summary>
    [FromQuery(Name = "count")] public bool? Count { get; init; }

    /// <summary>The maximum number of entries, 1 to 200; 50 by default.</summary>
    [FromQuery(Name = "limit")] public int? Limit { get; init; }

    /// <summary>The cursor of the next page: next of the previous page.</summary>
    [FromQuery(Name = "cursor")] public string? Cursor { get; init; }

    /// <summary>CSV only. If true, the file begins with a byte-order mark, by which spreadsheets recognise UTF-8.</summary>
    [FromQuery(Name = "bom")] public bool? Bom { get; init; }

    /// <summary>CSV and xlsx only. zh-CN for headings and codes in Chinese words; en, or none, for those of this API.</summary>
    [FromQuery(Name = "lang")] public string? Lang { get; init; }

    public sealed class Validator : AbstractValidator<PlaceListQuery>
    {
        public Validator()
        {
            RuleFor(q => q.Grid).GridCodes();
            RuleFor(q => q.Kind).AnyOf(Codes<PlaceKind>.All);
            RuleFor(q => q.Tag).Each(PlaceRules.IsTag, "wrong_format");
            RuleFor(q => q.Zone).Ids();
            RuleFor(q => q.Near).Format(text => ReadNear(text) is not null);
            RuleFor(q => q.ExternalNumber).PlaceNumber();
            RuleFor(q => q.Q).SearchText();
            RuleFor(q => q.Limit).InclusiveBetween(1, GridGov.Api.Cursor.MaxLimit);
            RuleFor(q => q.Lang).Language();
        }
    }

    internal Circle? Circle => Near is null ? null : ReadNear(Near);

    static Circle? ReadNear(string text)
    {
        var parts = text.Split(',');
        var numbers = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], System.Globalization.CultureInfo.InvariantCulture, out numbers[i]))
                return null;
        }
        return numbers is [var lng, var lat, var metres]
            && lng is >= -180 and <= 180 && lat is >= -90 and <= 90 && metres is > 0 and <= MaxMetres
            ? new Circle(lng, lat, metres)
            : null;
    }

    internal string Fingerprint() => string.Join('|',
        "places", Values(Grid), Values(Kind), Values(Tag), Values(Zone), Near, Public, ExternalNumber, Q, Retired);

    static string Values(string[]? values) => values is null ? "" : string.Join(',', values.Order(StringComparer.Ordinal));
}
