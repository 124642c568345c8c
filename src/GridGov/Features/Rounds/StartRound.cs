using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Features.Rounds;

/// <summary>Starts a round (出勤) of the caller.</summary>
public sealed class StartRound(Db db) : ApiEndpoint<StartRound.Request, Results<Created<Round>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/");
        Group<RoundGroup>();
        Operation("Start a round",
            "For a campaign, or for all that is due. Nobody has two open rounds; one that is not finished lapses at the end of its day, " +
            "or of the day on which it was sent.");
        RequiresCapability(Capability.RecordWrite);
        RequiresIdempotencyKey();
        ProducesProblem(
            400, "not-going-out-there", "going-out-grid-needed", "unknown-campaign", "phone-clock-ahead", "done-too-long-ago");
        ProducesProblem(409, "round-open", "campaign-not-running", "campaign-ended");
        RequestExample("""{ "grid": "410103003005006" }""");
    }

    /// <summary>A round.</summary>
    /// <param name="Grid">The code of the grid where the caller goes out; by default the only one of the caller's posts.</param>
    /// <param name="CampaignId">The id of the campaign; absent for all that is due.</param>
    /// <param name="DoneAt">The time of the start by the phone's clock, at most 400 days ago; now by default.</param>
    public sealed record Request(string? Grid = null, Id? CampaignId = null, Instant? DoneAt = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Grid).GridCode();
        }
    }

    public override Task<Results<Created<Round>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct) =>
        db.Write<Results<Created<Round>, ProblemHttpResult>>(async tx =>
        {
            if (PhoneTime.Check(tx.Now, request.DoneAt) is { } wrongTime)
                return wrongTime;
            var startedAt = request.DoneAt ?? tx.Now;
            if ((request.Grid ?? OwnGrid()) is not { } named)
                return Problems.At("/grid", "going-out-grid-needed");
            if (await FieldGrid.Find(tx, Actor, named, startedAt, position: null) is not var (grid, post))
                return Problems.At("/grid", "not-going-out-there", named);
            if (await CheckCampaign(tx, request.CampaignId, startedAt) is { } refusal)
                return refusal;
            var id = tx.NewId();
            if (await tx.Execute(InsertUnlessOpen, new
            {
                Id = id, Person = Actor.Id, Grid = grid, request.CampaignId, Day = tx.DayOf(startedAt), StartedAt = startedAt, tx.Now,
            }) == 0)
                return await RefuseSecond(tx);
            await Journal.Append(tx, new JournalEntry(Journal.Round, id.ToString(), grid, "start", Actor.Id, Version: 1)
            {
                Post = post.Kind,
                Payload = new { Campaign = request.CampaignId?.ToString(), StartedAt = startedAt.ToUtc(), Day = tx.DayOf(startedAt) },
            });
            return TypedResults.Created($"/v1/rounds/{id}", (await RoundRow.FindOwn(tx, Actor, id))!.ToRound());
        }, ct, WriteMode.Shared);

    string? OwnGrid()
    {
        var own = Actor.Posts.Where(post => post.May(Capability.RecordWrite) && post.Level > 0)
            .Select(post => post.Grid).Distinct(StringComparer.Ordinal).Take(2).ToList();
        return own.Count == 1 ? own[0] : null;
    }

    async Task<ProblemHttpResult?> CheckCampaign(Tx tx, Id? id, Instant startedAt) =>
        id is null ? null
        : await CampaignRow.Find(tx, Actor, id.Value) switch
        {
            null => Problems.At("/campaignId", "unknown-campaign"),
            { Status: CampaignStatus.Planned } => Problems.At("/campaignId", "campaign-not-running"),
            { EndedAt: { } ended } when startedAt > ended => Problems.At("/campaignId", "campaign-ended"),
            _ => null,
        };

    async Task<ProblemHttpResult> RefuseSecond(Tx tx)
    {
        var open = await tx.QuerySingle<Id?>(FindOpen, new { Person = Actor.Id });
        var problem = Problems.Of("round-open", open);
        problem.ProblemDetails.Extensions["roundId"] = open?.ToString();
        return problem;
    }

    const string InsertUnlessOpen = """
        INSERT INTO rounds (id, person_id, grid_code, campaign_id, day, started_at, created_at, track_points, metres, version)
        VALUES (@Id, @Person, @Grid, @CampaignId, @Day, @StartedAt, @Now, 0, 0, 1)
        ON CONFLICT (person_id) WHERE ended_at IS NULL DO NOTHING
        """;

    const string FindOpen = "SELECT id FROM rounds WHERE person_id = @Person AND ended_at IS NULL";
}
