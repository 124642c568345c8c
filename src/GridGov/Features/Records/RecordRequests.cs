using System.Text.Json;
using GridGov.Domain;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Needs;
using GridGov.Geo;
using GridGov.Text;

namespace GridGov.Features.Records;

/// <summary>A position.</summary>
/// <param name="Lng">Longitude in degrees.</param>
/// <param name="Lat">Latitude in degrees.</param>
/// <param name="CoordSys">The datum of both; wgs84 by default.</param>
public sealed record RecordPosition(double Lng, double Lat, CoordSys? CoordSys = null)
{
    public sealed class Validator : AbstractValidator<RecordPosition>
    {
        public Validator()
        {
            RuleFor(p => p.Lng).InclusiveBetween(-180, 180);
            RuleFor(p => p.Lat).InclusiveBetween(-90, 90);
        }
    }
}

/// <summary>A problem that was found; it becomes a ticket of the same grid in the same act.</summary>
/// <param name="Category">The code of a category of the second level.</param>
/// <param name="Description">The description of the problem, 1 to 4,000 characters.</param>
/// <param name="Urgency">The urgency; by default the category's.</param>
public sealed record RecordFinding(string Category, FreeText Description, Urgency? Urgency = null)
{
    public sealed class Validator : AbstractValidator<RecordFinding>
    {
        public Validator()
        {
            RuleFor(f => f.Category).MatchesWhole("^[0-9]{2,4}$");
            RuleFor(f => f.Description).Text(4000);
        }
    }

    internal RecordInput.FoundProblem ToProblem() => new(Category, Description, Urgency);
}

/// <summary>The rules that making and correcting a record have in common.</summary>
static class RecordRules
{
    public const double MaxQuantity = 1_000_000_000;

    public static void PhotoList<T>(this IRuleBuilder<T, IReadOnlyList<Id>?> rule) => rule
        .Must(photos => photos is null || (photos.Count <= RecordPhotos.MaxPerRecord && photos.Distinct().Count() == photos.Count))
        .WithErrorCode("wrong_length");

    public static void NeedList<T>(this IRuleBuilder<T, IReadOnlyList<NeedDraft>?> rule) => rule
        .Must(needs => needs is null || needs.Count <= RecordNeeds.MaxPerRecord).WithErrorCode("too_many");

    /// <summary>An object small enough to store; what is in it is checked with the questions of the campaign.</summary>
    public static void AnswerObject<T>(this IRuleBuilder<T, JsonElement?> rule) => rule
        .Must(answers => answers is not { ValueKind: not JsonValueKind.Undefined } given || given.GetRawText().Length <= 60_000)
        .WithErrorCode("too_long");
}
