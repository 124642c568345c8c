using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Events;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Campaigns;

/// <summary>Plans a campaign (行动).</summary>
public sealed class CreateCampaign(Db db) : ApiEndpoint<CreateCampaign.Request, Results<Created<Campaign>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/");
        Group<CampaignGroup>();
        Operation("Plan a campaign",
            "It starts by hand, or by itself when its first day begins, and then has its target places: those in its grids that its filter " +
            "chooses, and every place that comes to fit. It closes by hand, or by itself after its last day.");
        RequiresCapability(Capability.CampaignManage);
        RequiresIdempotencyKey();
        ProducesProblem(
            400, "unknown-grid", "grid-retired", "grids-too-far-apart", "unknown-zone", "unknown-person", "invalid-questions");
        ProducesProblem(409, "person-disabled", "too-many-targets");
        RequestExample("""
            {
              "kind": "visit", "name": "冬季敲门行动", "grids": ["410103003005"],
              "fromDay": "2026-12-01", "toDay": "2027-02-28", "cycle": "month",
              "target": { "kinds": ["household"], "tags": ["独居"] }, "goal": 600,
              "questions": [
                { "key": "heating", "type": "yes_no", "text": { "zh": "取暖是否正常", "en": "Does the heating work?" }, "required": true },
                {
                  "key": "trouble", "type": "multiple_choice", "text": { "zh": "哪里不正常" },
                  "choices": [{ "key": "pipe", "text": { "zh": "管道" } }, { "key": "fee", "text": { "zh": "欠费" } }],
                  "when": { "question": "heating", "answers": ["false"] }
                }
              ]
            }
            """);
    }

    /// <summary>A campaign to plan.</summary>
    /// <param name="Kind">What is done in it.</param>
    /// <param name="Name">The name, 1 to 100 characters.</param>
    /// <param name="Grids">The codes of 1 to 50 grids; each with its subtree.</param>
    /// <param name="FromDay">The first day, yyyy-MM-dd.</param>
    /// <param name="ToDay">The last day, yyyy-MM-dd, at most three years later; not before today.</param>
    /// <param name="Cycle">How often it wants its places visited; once by default.</param>
    /// <param name="Target">The filter of its target places; all places of its grids without it.</param>
    /// <param name="Description">What it is for, 1 to 2,000 characters.</param>
    /// <param name="Goal">How many records, or things handed over, in all.</param>
    /// <param name="Questions">Up to 30 questions.</param>
    /// <param name="LeaderId">The id of the person who leads it.</param>
    public sealed record Request(
        CampaignKind Kind, string Name, IReadOnlyList<string> Grids, DateOnly FromDay, DateOnly ToDay,
        CampaignCycle Cycle = CampaignCycle.Once, PlaceFilter? Target = null, string? Description = null, int? Goal = null,
        IReadOnlyList<Question>? Questions = null, Id? LeaderId = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Name).Text(100);
                RuleFor(r => r.Description).OptionalText(2000);
                RuleFor(r => r.Grids).GridList();
                RuleFor(r => r.ToDay).Must((r, to) => to >= r.FromDay && to <= r.FromDay.AddYears(3)).WithErrorCode("out_of_range")
                    .WithMessage("末日不得早于首日，且至多晚三年。", "The last day must not lie before the first one, and at most three years after it.");
                RuleFor(r => r.Goal).InclusiveBetween(1, 100_000_000);
                RuleFor(r => r.Target!).SetValidator(new CampaignRules.TargetValidator()).When(r => r.Target is not null);
                RuleFor(r => r.Questions).QuestionList();
                RuleForEach(r => r.Questions).SetValidator(new Question.Validator());
            }
        }
    }

    public override Task<Results<Created<Campaign>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct) =>
        db.Write<Results<Created<Campaign>, ProblemHttpResult>>(async tx =>
        {
            if (request.ToDay < tx.Today)
                return Problems.Invalid("/toDay", "out_of_range", new("不得早于今天。", "It must not lie before today."));
            var (grids, home, unusable) = await CampaignRules.CheckGrids(tx, Actor, request.Grids);
            if (unusable is not null)
                return unusable;
            var (target, questions) = (request.Target ?? new PlaceFilter(), request.Questions ?? []);
            if (await CampaignRules.Check(tx, Actor, grids, target, questions, request.LeaderId) is { } refusal)
                return refusal;
            var id = tx.NewId();
            var definition = new CampaignDefinition(
                request.Kind, request.Name, request.Description, home, grids, request.FromDay, request.ToDay, request.Cycle,
                target.Write(), request.Goal, Questionnaire.Write(questions), request.LeaderId);
            await tx.Execute(Insert, new
            {
                Id = id, definition.Kind, definition.Name, definition.Description, definition.Home, definition.FromDay, definition.ToDay,
                definition.Cycle, definition.Target, definition.Goal, definition.Questions, definition.LeaderId, tx.Now, By = Actor.Id,
            });
            await CampaignRow.SetGrids(tx, id, grids);
            await Journal.Append(tx, new JournalEntry(Campaign.Subject, id.ToString(), home, "create", Actor.Id, Version: 1)
            {
                Post = Actor.PostsFor(Capability.CampaignManage, grids[0]).First().Kind,
                Payload = definition.ToPayload(),
            });
            return TypedResults.Created($"/v1/campaigns/{id}", await CampaignRow.Reread(tx, Actor, id));
        }, ct);

    const string Insert = """
        INSERT INTO campaigns (id, kind, name, description, grid_code, status, from_day, to_day, cycle, target, goal, questions, leader_id,
                               created_at, created_by, version)
        VALUES (@Id, @Kind, @Name, @Description, @Home, 'planned', @FromDay, @ToDay, @Cycle, @Target, @Goal, @Questions, @LeaderId,
                @Now, @By, 1)
        """;
}
