using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings.Series;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Meetings.Series;

/// <summary>Ends a series of meetings today.</summary>
public sealed class EndMeetingSeries(Db db)
    : ApiEndpoint<Change<EndMeetingSeries.Request>, Results<Ok<MeetingSeries>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/end");
        Group<MeetingSeriesApiGroup>();
        Operation("End a series of meetings",
            "Its last day is today when a meeting was held in the current cycle, and otherwise the day before that cycle, which is not " +
            "due any more. Planned meetings stay.");
        RequiresCapability(Capability.MeetingManage);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "series-ended");
        RequestExample("""{ "reason": "与街道联席会合并" }""");
    }

    /// <summary>Why a series ends.</summary>
    /// <param name="Reason">The reason, 1 to 1,000 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(1000);
        }
    }

    public override Task<Results<Ok<MeetingSeries>, NotFound, ProblemHttpResult>> ExecuteAsync(
        Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<MeetingSeries>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (series, refusal) = await SeriesRules.FindForChange(tx, Actor, request.Id, request.Version, SeriesAction.End);
            if (series is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            var after = series with
            {
                ToDay = await LastDay(tx, series),
                CheckDay = null,
                EndedAt = tx.Now,
                EndedReason = request.Body.Reason,
            };
            if (await SeriesStore.Write(tx, Actor, after, "end") is { } stale)
                return stale;
            return TypedResults.Ok((await SeriesRow.Load(tx, series.Id)).Show(tx.Today));
        }, ct);

    static async Task<DateOnly> LastDay(Tx tx, SeriesRow series) =>
        series.ToDay < tx.Today ? series.ToDay.Value
        : series.CycleOf(tx.Today) is not { } current ? series.FromDay.AddDays(-1)
        : await tx.QuerySingle<long>(SeriesDays.CountHeld, new { Series = series.Id, current.First }) > 0 ? tx.Today
        : current.First.AddDays(-1);
}
