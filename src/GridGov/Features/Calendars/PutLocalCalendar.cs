using GridGov.Api;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Calendars;

/// <summary>Sets a grid's own exceptions, for instance a county's day off during a flood or a street's extra working day.</summary>
public sealed class PutLocalCalendar(Db db) : ApiEndpoint<PutLocalCalendar.Input, Results<Ok<Calendar>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Put(Calendar.YearRoute + "/local/{grid}");
        Group<CalendarGroup>();
        Operation("Set a grid's own exceptions of a year",
            "The body has all of the grid's exceptions of the year and replaces those before. Affected open deadlines in the grid are " +
            "recalculated in the background, each with an event in its ticket's history.");
        RequiresCapability(Capability.CalendarManage);
        ProducesProblem(400, "day-outside-year");
        ProducesProblem(403, "post-not-allowed");
        RequestExample("""{ "days": [ { "date": "2026-07-21", "kind": "holiday", "name": "防汛停工" } ], "reason": "防汛指挥部通知" }""");
    }

    /// <summary>A grid's exceptions of a year.</summary>
    /// <param name="Days">All days that differ from the national calendar.</param>
    /// <param name="Reason">The reason, up to 500 characters.</param>
    public sealed record Request(IReadOnlyList<Calendar.Day> Days, string? Reason = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Days).UniqueDates();
                RuleForEach(r => r.Days).SetValidator(new Calendar.Day.Validator());
                RuleFor(r => r.Reason).OptionalText(500);
            }
        }
    }

    public sealed record Input(int Year, string Grid, [FromBody] Request Body, IfMatch Version);

    public override Task<Results<Ok<Calendar>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<Calendar>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (!await GetLocalCalendar.Exists(tx, Actor, input.Grid))
                return TypedResults.NotFound();
            return Actor.PostsFor(Capability.CalendarManage, input.Grid).FirstOrDefault() is { } post
                ? await Calendar.Write(tx, input.Year, input.Grid, input.Body.Days, input.Version, Actor, post, input.Body.Reason)
                : Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.CalendarManage));
        }, ct);
}
