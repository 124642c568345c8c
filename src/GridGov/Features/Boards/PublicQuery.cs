using System.Globalization;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Boards;
using GridGov.Geo;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Boards;

/// <summary>What the public asks for, in exactly one way: by grid, by place, or by position.</summary>
public sealed record PublicQuery
{
    /// <summary>The code of a street, community or unit grid.</summary>
    [FromQuery(Name = "grid")] public string? Grid { get; init; }

    /// <summary>The id of a place, as its QR code has it.</summary>
    [FromQuery(Name = "place")] public string? Place { get; init; }

    /// <summary>Longitude in degrees, with lat.</summary>
    [FromQuery(Name = "lng")] public double? Lng { get; init; }

    /// <summary>Latitude in degrees, with lng.</summary>
    [FromQuery(Name = "lat")] public double? Lat { get; init; }

    /// <summary>The datum of lng and lat: wgs84 (default), gcj02 or bd09.</summary>
    [FromQuery(Name = "coordSys")] public string? CoordSys { get; init; }

    /// <summary>The language of the page, zh-CN or en; by Accept-Language if absent. JSON has both.</summary>
    [FromQuery(Name = "lang")] public string? Lang { get; init; }

    public sealed class Validator : AbstractValidator<PublicQuery>
    {
        public Validator()
        {
            RuleFor(q => q.Grid).GridCode();
            RuleFor(q => q.Grid).Must((query, _) => query.Ways > 0).WithErrorCode("required")
                .WithMessage("请给出网格、场所或经纬度之一。", "Name a grid, a place or a position.");
            RuleFor(q => q.Grid).Must((query, _) => query.Ways <= 1).WithErrorCode("not_together")
                .WithMessage("网格、场所和经纬度只能给出一种。", "Name only one of a grid, a place and a position.");
            RuleFor(q => q.Place).Id();
            RuleFor(q => q.Lng).InclusiveBetween(-180, 180);
            RuleFor(q => q.Lat).InclusiveBetween(-90, 90);
            RuleFor(q => q.Lng).NotNull().When(q => q.Lat is not null);
            RuleFor(q => q.Lat).NotNull().When(q => q.Lng is not null);
            RuleFor(q => q.CoordSys).OneOf(Codes<CoordSys>.All);
            RuleFor(q => q.CoordSys).Must((query, datum) => datum is null || query.HasPosition).WithErrorCode("not_together");
            RuleFor(q => q.Lang).Language();
        }
    }

    bool HasPosition => Lng is not null || Lat is not null;

    int Ways => (Grid is null ? 0 : 1) + (Place is null ? 0 : 1) + (HasPosition ? 1 : 0);

    /// <summary>A position to some ten metres, so that neighbours share an answer.</summary>
    (double Lng, double Lat) Position
    {
        get
        {
            var datum = QueryValues.Code<CoordSys>(CoordSys) ?? GridGov.Geo.CoordSys.Wgs84;
            var (lng, lat) = Coordinates.ToWgs84(datum, Lng!.Value, Lat!.Value);
            return (Math.Round(lng, 4), Math.Round(lat, 4));
        }
    }

    /// <summary>What is the same for all who ask for the same.</summary>
    internal string Key => Grid is not null ? $"grid={Grid}" : Place is not null ? $"place={Place}"
        : string.Create(CultureInfo.InvariantCulture, $"lng={Position.Lng}&lat={Position.Lat}");

    internal Task<PublicSubject?> Find(Tx tx) =>
        Grid is not null ? PublicSubject.OfGrid(tx, Grid)
        : QueryValues.Id(Place) is { } place ? PublicSubject.OfPlace(tx, place)
        : PublicSubject.OfPosition(tx, Position.Lng, Position.Lat);

    /// <summary>The refusal of whatever nobody may read, the same for every reason.</summary>
    internal ProblemHttpResult NotPublic() => Problems.Of("no-public-board",
        Grid is not null
            ? new LocalizedText("该网格不存在、已撤销或未公示", "the grid does not exist, is retired, or is not published")
        : Place is not null
            ? new LocalizedText("该场所不存在、未公开，或其网格未公示", "the place does not exist or is not public, or its grid is not published")
        : new LocalizedText(
            "该位置不在任何已公示的网格内；请核对经纬度与坐标系",
            "the position lies in no grid whose board is published; check longitude, latitude and datum"));
}
