using GridGov.Api;
using GridGov.Domain.Campaigns;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Campaigns;

/// <summary>The checks that creating and editing a campaign have in common.</summary>
static class CampaignRules
{
    const int MaxGrids = 50;

    public static void GridList<T>(this IRuleBuilder<T, IReadOnlyList<string>> rule) => rule
        .Must(grids => grids is null || grids.Count is >= 1 and <= MaxGrids).WithErrorCode("wrong_length")
        .Must(grids => grids is null || grids.All(GridCode.IsCode)).WithErrorCode("wrong_format");

    public static void QuestionList<T>(this IRuleBuilder<T, IReadOnlyList<Question>?> rule) =>
        rule.Must(questions => questions is null || questions.Count <= Question.MaxQuestions).WithErrorCode("wrong_length");

    /// <summary>Checks the filter of places.</summary>
    public sealed class TargetValidator : AbstractValidator<PlaceFilter>
    {
        public TargetValidator()
        {
            RuleFor(f => f.Kinds).Must(kinds => kinds is null || kinds.Count is >= 1 and <= 7).WithErrorCode("wrong_length");
            RuleFor(f => f.Tags).Must(tags => tags is null || tags.Count is >= 1 and <= PlaceFilter.MaxTags).WithErrorCode("wrong_length");
            RuleForEach(f => f.Tags).Text(40);
        }
    }

    /// <summary>The grids without those that lie in others, and the lowest one that contains them all.</summary>
    public static async Task<(IReadOnlyList<string> Grids, string Home, ProblemHttpResult? Refusal)> CheckGrids(
        Tx tx, Actor actor, IReadOnlyList<string> codes)
    {
        var scope = actor.ScopeOf(Capability.CampaignManage);
        foreach (var (i, code) in codes.Index())
        {
            var found = await tx.Query(FindGrid, c => c.InstantOrNull(), new { Code = code }, scope);
            if (found is [])
                return ([], "", Problems.At($"/grids/{i}", "unknown-grid", code));
            if (found is [not null, ..])
                return ([], "", Problems.At($"/grids/{i}", "grid-retired", code));
        }
        var grids = CampaignRow.WithoutNested(codes);
        return GridCode.CommonAncestor(grids) is not { } home || await tx.QuerySingle<string>(FindAny, new { Code = home }) is null
            ? ([], "", Problems.At("/grids", "grids-too-far-apart"))
            : (grids, home, null);
    }

    public static async Task<ProblemHttpResult?> Check(
        Tx tx, Actor actor, IReadOnlyList<string> grids, PlaceFilter target, IReadOnlyList<Question> questions, Id? leader)
    {
        if (Questionnaire.Check(questions, "/questions") is { Count: > 0 } faults)
            return Problems.Invalid(faults, "invalid-questions");
        // The polygon may be another at the start; a zone that is retired by then chooses no places.
        if (target.Zone is { } zone && await tx.QuerySingle<Id?>(FindZone, new { Id = zone }, actor.ScopeOf(Capability.GridRead)) is null)
            return Problems.At("/target/zone", "unknown-zone");
        if (leader is { } person)
        {
            var found = await tx.Query(FindPerson, c => c.InstantOrNull(), new { Id = person }, actor.ScopeOf(Capability.PersonRead));
            if (found is not [var disabledAt])
                return Problems.At("/leaderId", "unknown-person");
            if (disabledAt is not null)
                return Problems.At("/leaderId", "person-disabled");
        }
        return (await CampaignTargets.FindAll(tx, grids, target)).Count > CampaignTargets.MaxTargets
            ? Problems.At("/target", "too-many-targets", CampaignTargets.MaxTargets)
            : null;
    }

    /// <summary>A campaign of the caller, who leads campaigns in all its grids, in the version that was read.</summary>
    public static async Task<(CampaignRow? Campaign, ProblemHttpResult? Refusal)> FindForChange(Tx tx, Actor actor, Id id, IfMatch version)
    {
        if (await CampaignRow.Find(tx, actor, id) is not { } campaign)
            return (null, null);
        var scope = actor.ScopeOf(Capability.CampaignManage);
        if ((await CampaignRow.ListGrids(tx, [id]))[id].Any(grid => !scope.Covers(grid.Code)))
            return (campaign, Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.CampaignManage)));
        return (campaign, version.Version == campaign.Version ? null : Problems.StaleVersion(campaign.Version));
    }

    const string FindGrid = "SELECT retired_at FROM grids WHERE code = @Code AND @scope(code)";

    const string FindAny = "SELECT code FROM grids WHERE code = @Code";

    const string FindZone = "SELECT id FROM zones WHERE id = @Id AND retired_at IS NULL AND @scope(grid_code)";

    const string FindPerson = "SELECT disabled_at FROM people WHERE id = @Id AND @scope(grid_code)";
}
