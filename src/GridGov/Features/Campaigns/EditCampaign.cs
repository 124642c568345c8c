using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Events;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Campaigns;

/// <summary>Edits a campaign: all of it while it is planned, and a few things while it is running.</summary>
public sealed class EditCampaign(Db db) : ApiEndpoint<Change<EditCampaign.Request>, Results<Ok<Campaign>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Patch("/{id}");
        Group<CampaignGroup>();
        Operation("Edit a campaign",
            "Absent properties stay as they are, and equal values are no change. Of a running campaign only name, description, goal, " +
            "last day and leader can be edited, so that its records stay comparable.");
        RequiresCapability(Capability.CampaignManage);
        ProducesProblem(
            400, "unknown-grid", "grid-retired", "grids-too-far-apart", "unknown-zone", "unknown-person", "invalid-questions");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "campaign-already-running", "campaign-ended", "person-disabled", "too-many-targets");
        RequestExample("""{ "name": "冬季敲门行动（第二轮）", "toDay": "2027-03-15", "goal": 800 }""");
    }

    /// <summary>The changes of a campaign.</summary>
    /// <param name="Name">The name, 1 to 100 characters.</param>
    /// <param name="Description">What it is for, 1 to 2,000 characters; an empty text removes it.</param>
    /// <param name="Goal">How many records, or things handed over, in all; 0 removes it.</param>
    /// <param name="ToDay">The last day, yyyy-MM-dd; not before today.</param>
    /// <param name="LeaderId">The id of the person who leads it.</param>
    /// <param name="Kind">What is done in it.</param>
    /// <param name="Grids">The codes of 1 to 50 grids; each with its subtree.</param>
    /// <param name="FromDay">The first day, yyyy-MM-dd.</param>
    /// <param name="Cycle">How often it wants its places visited.</param>
    /// <param name="Target">The filter of its target places.</param>
    /// <param name="Questions">Up to 30 questions, instead of the present ones.</param>
    public sealed record Request(
        string? Name = null, string? Description = null, int? Goal = null, DateOnly? ToDay = null, Id? LeaderId = null,
        CampaignKind? Kind = null, IReadOnlyList<string>? Grids = null, DateOnly? FromDay = null, CampaignCycle? Cycle = null,
        PlaceFilter? Target = null, IReadOnlyList<Question>? Questions = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Name).OptionalText(100);
                RuleFor(r => r.Description).OptionalText(2000).When(r => r.Description is not "");
                RuleFor(r => r.Grids!).GridList();
                RuleFor(r => r.Goal).InclusiveBetween(0, 100_000_000);
                RuleFor(r => r.Target!).SetValidator(new CampaignRules.TargetValidator()).When(r => r.Target is not null);
                RuleFor(r => r.Questions).QuestionList();
                RuleForEach(r => r.Questions).SetValidator(new Question.Validator());
            }
        }
    }

    public override Task<Results<Ok<Campaign>, NotFound, ProblemHttpResult>> ExecuteAsync(
        Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Campaign>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (campaign, refusal) = await CampaignRules.FindForChange(tx, Actor, request.Id, request.Version);
            if (campaign is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            if (CampaignLifecycle.After(campaign.Status, CampaignAction.Edit) is null)
                return Problems.Of("campaign-ended");
            var former = (await CampaignRow.ListGrids(tx, [campaign.Id]))[campaign.Id].Select(grid => grid.Code).ToList();
            var (after, fault) = await Apply(tx, campaign, former, request.Body);
            if (after is null)
                return fault!;
            var before = DefinitionOf(campaign, former);
            if (after with { Grids = [] } == before with { Grids = [] } && after.Grids.SequenceEqual(former, StringComparer.Ordinal))
                return TypedResults.Ok(await CampaignRow.Reread(tx, Actor, campaign.Id));
            if (await tx.Execute(Update, new
            {
                campaign.Id, campaign.Version, after.Kind, after.Name, after.Description, after.Home, after.FromDay, after.ToDay,
                after.Cycle, after.Target, after.Goal, after.Questions, after.LeaderId,
            }) == 0)
                return Problems.StaleVersion();
            if (!after.Grids.SequenceEqual(former, StringComparer.Ordinal))
                await CampaignRow.SetGrids(tx, campaign.Id, after.Grids);
            await Journal.Append(tx, (campaign with { GridCode = after.Home }).Event("edit", Actor, after.ToPayload()));
            return TypedResults.Ok(await CampaignRow.Reread(tx, Actor, campaign.Id));
        }, ct);

    async Task<(CampaignDefinition? After, ProblemHttpResult? Refusal)> Apply(
        Tx tx, CampaignRow campaign, IReadOnlyList<string> former, Request body)
    {
        var before = DefinitionOf(campaign, former);
        var (grids, home) = (former, before.Home);
        if (body.Grids is { } named)
        {
            (grids, home, var unusable) = await CampaignRules.CheckGrids(tx, Actor, named);
            if (unusable is not null)
                return (null, unusable);
        }
        var after = before with
        {
            Name = body.Name ?? before.Name,
            Description = PatchValues.Text(body.Description, before.Description),
            Goal = body.Goal is 0 ? null : body.Goal ?? before.Goal,
            ToDay = body.ToDay ?? before.ToDay,
            LeaderId = body.LeaderId ?? before.LeaderId,
            Kind = body.Kind ?? before.Kind,
            Grids = grids,
            Home = home,
            FromDay = body.FromDay ?? before.FromDay,
            Cycle = body.Cycle ?? before.Cycle,
            Target = body.Target?.Write() ?? before.Target,
            Questions = body.Questions is { } questions ? Questionnaire.Write(questions) : before.Questions,
        };
        if (after.ToDay != before.ToDay && after.ToDay < tx.Today)
            return (null, Problems.Invalid("/toDay", "out_of_range", new("不得早于今天。", "It must not lie before today.")));
        if (after.ToDay < after.FromDay || after.ToDay > after.FromDay.AddYears(3))
        {
            return (null, Problems.Invalid("/toDay", "out_of_range", new(
                "末日不得早于首日，且至多晚三年。", "The last day must not lie before the first one, and at most three years after it.")));
        }
        if (campaign.Status == CampaignStatus.Running && !IsEditableRunning(before, after))
            return (null, Problems.Of("campaign-already-running"));
        return await CampaignRules.Check(
            tx, Actor, after.Grids, PlaceFilter.Read(after.Target), Questionnaire.Read(after.Questions),
            after.LeaderId == before.LeaderId ? null : after.LeaderId) is { } refusal
            ? (null, refusal)
            : (after, null);
    }

    /// <summary>Whether only name, description, goal, last day and leader differ.</summary>
    static bool IsEditableRunning(CampaignDefinition before, CampaignDefinition after) =>
        before.Grids.SequenceEqual(after.Grids, StringComparer.Ordinal)
        && before with { Grids = after.Grids } == after with
        {
            Name = before.Name,
            Description = before.Description,
            Goal = before.Goal,
            ToDay = before.ToDay,
            LeaderId = before.LeaderId,
        };

    static CampaignDefinition DefinitionOf(CampaignRow row, IReadOnlyList<string> grids) => new(
        row.Kind, row.Name, row.Description, row.GridCode, grids, row.FromDay, row.ToDay, row.Cycle, row.Target, row.Goal, row.Questions,
        row.LeaderId);

    const string Update = """
        UPDATE campaigns
           SET kind = @Kind, name = @Name, description = @Description, grid_code = @Home, from_day = @FromDay, to_day = @ToDay,
               cycle = @Cycle, target = @Target, goal = @Goal, questions = @Questions, leader_id = @LeaderId, version = version + 1
         WHERE id = @Id AND version = @Version
        """;
}
