using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings.Series;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Meetings.Series;

/// <summary>Gives a series of meetings another title or last day.</summary>
public sealed class EditMeetingSeries(Db db)
    : ApiEndpoint<Change<EditMeetingSeries.Request>, Results<Ok<MeetingSeries>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Patch("/{id}");
        Group<MeetingSeriesApiGroup>();
        Operation("Edit a series of meetings",
            "Absent properties stay as they are; an empty text removes what was there. The same values are no change; the version stays. " +
            "Kind, cycle and first day stay, because meetings were " +
            "counted by them; end the series and create another one.");
        RequiresCapability(Capability.MeetingManage);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "series-ended");
        RequestExample("""{ "title": "大工委联席会", "toDay": "2027-12-31" }""");
    }

    /// <summary>The changes of a series.</summary>
    /// <param name="Title">The title, 1 to 100 characters.</param>
    /// <param name="ToDay">The last day, yyyy-MM-dd; not before the first one. An empty text removes it.</param>
    public sealed record Request(string? Title = null, string? ToDay = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Title).OptionalText(100);
                RuleFor(r => r.ToDay).Day().When(r => r.ToDay is not "");
            }
        }
    }

    public override Task<Results<Ok<MeetingSeries>, NotFound, ProblemHttpResult>> ExecuteAsync(
        Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<MeetingSeries>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (series, refusal) = await SeriesRules.FindForChange(tx, Actor, request.Id, request.Version, SeriesAction.Edit);
            if (series is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            var toDay = PatchValues.Day(request.Body.ToDay, series.ToDay);
            if (toDay != series.ToDay && toDay < series.FromDay)
                return Problems.Invalid("/toDay", "out_of_range", new("末日不得早于首日。", "The last day must not lie before the first one."));
            var after = series with { Title = request.Body.Title ?? series.Title, ToDay = toDay };
            if (after == series)
                return TypedResults.Ok(series.Show(tx.Today));
            if (await SeriesStore.Write(tx, Actor, after with { CheckDay = after.CheckDayAfter(tx.Today) }, "edit") is { } stale)
                return stale;
            return TypedResults.Ok((await SeriesRow.Load(tx, series.Id)).Show(tx.Today));
        }, ct);
}
