using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Places;
using GridGov.Geo;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Places;

/// <summary>A position of a place.</summary>
/// <param name="Lng">Longitude in degrees.</param>
/// <param name="Lat">Latitude in degrees.</param>
/// <param name="CoordSys">The datum of lng and lat; wgs84 by default.</param>
public sealed record GivenPosition(double Lng, double Lat, CoordSys? CoordSys = null)
{
    public sealed class Validator : AbstractValidator<GivenPosition>
    {
        public Validator()
        {
            RuleFor(p => p.Lng).InclusiveBetween(-180, 180);
            RuleFor(p => p.Lat).InclusiveBetween(-90, 90);
            RuleFor(p => p.Lat).Must((position, lat) => !(Math.Abs(lat) is > 90 and <= 180 && Math.Abs(position.Lng) <= 90))
                .WithErrorCode("swapped");
        }
    }

    internal CoordSys Datum => CoordSys ?? GridGov.Geo.CoordSys.Wgs84;

    internal (double Lng, double Lat) ToWgs84() => Coordinates.ToWgs84(Datum, Lng, Lat);
}

/// <summary>Rules that creating and editing share.</summary>
static class PlaceRules
{
    /// <summary>A control character would end a tag where places tell their tags.</summary>
    public static IRuleBuilderOptions<T, IReadOnlyList<string>?> Tags<T>(this IRuleBuilder<T, IReadOnlyList<string>?> rule) =>
        rule.Must(tags => tags is null || tags.Count <= PlaceContent.MaxTags).WithErrorCode("too_many")
            .Must(tags => tags is null || tags.All(tag => tag is null || IsTag(tag))).WithErrorCode("wrong_format")
            .WithMessage(
                $"标签为 1 至 {PlaceContent.MaxTag} 个字符，不含控制字符。",
                $"A tag has 1 to {PlaceContent.MaxTag} characters and no control characters.");

    public static bool IsTag(string tag) =>
        !TextRules.IsBlank(tag) && TextRules.Length(tag) <= PlaceContent.MaxTag && !tag.Any(char.IsControl);

    public static IRuleBuilderOptions<T, string?> PlaceNumber<T>(this IRuleBuilder<T, string?> rule) =>
        rule.MatchesWhole("^[0-9A-Za-z][0-9A-Za-z._/#-]{0,59}$");

    /// <summary>Checks the caller's scope first, then the version, then whether the place is retired.</summary>
    public static ProblemHttpResult? Check(
        this PlaceRow place, Actor actor, IfMatch version, Capability capability = Capability.PlaceManage)
    {
        if (!actor.ScopeOf(capability).Covers(place.GridCode))
            return Problems.Of("post-not-allowed", CapabilityLabels.Of(capability));
        if (place.Version != version.Version)
            return Problems.StaleVersion(place.Version);
        return place.RetiredAt is null ? null : Problems.Of("place-already-retired");
    }
}
