using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Domain.Places;
using GridGov.Geo;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Places;

/// <summary>The filters of the list of places. Values of one filter mean any of them; different filters must all hold.</summary>
public sealed record PlaceListQuery : ExportableListQuery
{
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

    public new sealed class Validator : AbstractValidator<PlaceListQuery>
    {
        public Validator()
        {
            RuleFor(q => q.Grid).GridCodes();
            RuleFor(q => q.Kind).AnyOf(Codes<PlaceKind>.All);
            RuleFor(q => q.Tag).Each(PlaceRules.IsTag, "wrong_format");
            RuleFor(q => q.Zone).Ids();
            RuleFor(q => q.Near).Format(text => PlaceFilters.ReadNear(text) is not null);
            RuleFor(q => q.ExternalNumber).PlaceNumber();
            RuleFor(q => q.Q).SearchText();
            Include(new ExportableListQuery.Validator());
        }
    }

    internal Circle? Circle => Near is null ? null : PlaceFilters.ReadNear(Near);

    internal string Fingerprint() => string.Join('|',
        "places", Values(Grid), Values(Kind), Values(Tag), Values(Zone), Near, Public, ExternalNumber, Q, Retired);

    static string Values(string[]? values) => values is null ? "" : string.Join(',', values.Order(StringComparer.Ordinal));
}
