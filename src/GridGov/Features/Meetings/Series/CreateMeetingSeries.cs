using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Series;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Meetings.Series;

/// <summary>Creates a series of meetings (例会).</summary>
public sealed class CreateMeetingSeries(Db db)
    : ApiEndpoint<CreateMeetingSeries.Request, Results<Created<MeetingSeries>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/");
        Group<MeetingSeriesApiGroup>();
        Operation("Create a series of meetings",
            "A meeting is due in each day, week, month, quarter or year of the calendar that the series has days in. Holidays are not " +
            "considered. A cycle that ends without one alerts once who manages meetings there; cycles before today do not.");
        RequiresCapability(Capability.MeetingManage);
        RequiresIdempotencyKey();
        ProducesProblem(400, "unknown-grid", "grid-retired", "unknown-group");
        ProducesProblem(409, "group-ended");
        RequestExample("""
            { "kind": "joint", "title": "大工委季度联席会", "grid": "410103003", "cycle": "quarter", "fromDay": "2026-10-01" }
            """);
    }

    /// <summary>A series to create.</summary>
    /// <param name="Kind">What its meetings are for.</param>
    /// <param name="Title">The title, 1 to 100 characters.</param>
    /// <param name="Grid">The code of the grid, county or city whose meetings they are.</param>
    /// <param name="Cycle">How often it wants a meeting.</param>
    /// <param name="FromDay">The first day, yyyy-MM-dd.</param>
    /// <param name="ToDay">The last day, yyyy-MM-dd; none by default.</param>
    /// <param name="GroupId">The id of the group whose meetings they are; the office's by default.</param>
    public sealed record Request(
        MeetingKind Kind, string Title, string Grid, MeetingCycle Cycle, DateOnly FromDay, DateOnly? ToDay = null, Id? GroupId = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Title).Text(100);
                RuleFor(r => r.Grid).GridCode();
                RuleFor(r => r.FromDay).Must(SeriesRules.IsDay).WithErrorCode("out_of_range");
                RuleFor(r => r.ToDay).Must((r, to) => to is null || (to >= r.FromDay && SeriesRules.IsDay(to.Value)))
                    .WithErrorCode("out_of_range").WithMessage("末日不得早于首日。", "The last day must not lie before the first one.");
            }
        }
    }

    public override Task<Results<Created<MeetingSeries>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct) =>
        db.Write<Results<Created<MeetingSeries>, ProblemHttpResult>>(async tx =>
        {
            if ((await MeetingRules.CheckGrid(tx, Actor, request.Grid) ?? await MeetingRules.CheckGroup(tx, Actor, request.GroupId))
                is { } refusal)
                return refusal;
            var id = tx.NewId();
            var checkFrom = tx.Today < request.FromDay ? request.FromDay : tx.Today;
            await tx.Execute(Insert, new
            {
                Id = id, request.Kind, request.Title, request.Grid, request.GroupId, request.Cycle, request.FromDay, request.ToDay,
                CheckDay = SeriesCycle.Of(request.Cycle, request.FromDay, request.ToDay, checkFrom)?.Last.AddDays(1),
                Salt = ContentHash.NewSalt(), By = Actor.Id, tx.Now,
            });
            await SeriesStore.Append(tx, Actor, id, "create");
            return TypedResults.Created($"/v1/meeting-series/{id}", (await SeriesRow.Load(tx, id)).Show(tx.Today));
        }, ct);

    const string Insert = """
        INSERT INTO meeting_series (id, kind, title, grid_code, group_id, cycle, from_day, to_day, check_day, salt, created_by, created_at,
                                    version)
        VALUES (@Id, @Kind, @Title, @Grid, @GroupId, @Cycle, @FromDay, @ToDay, @CheckDay, @Salt, @By, @Now, 1)
        """;
}
