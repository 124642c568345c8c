using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Calendars;

/// <summary>Gives a grid exceptions of its own: a county's flood day off, a street's extra working day.</summary>
public static class PutLocalCalendar
{
    public static void Map(IEndpointRouteBuilder calendars) => calendars
        .MapPut(Calendar.YearRoute + "/local/{grid}", Handle)
        .Named("putLocalCalendar", "Set a grid's own exceptions of a year")
        .WithDescription("All of the grid's exceptions of the year, in place of those before. Open deadlines in the grid that they touch are worked out anew in the background, each with an event in its ticket's history.")
        .Needs(Capability.CalendarManage)
        .Refuses(400, "day-outside-year")
        .Refuses(403, "post-not-allowed")
        .Example("""{ "days": [ { "date": "2026-07-21", "kind": "holiday", "name": "防汛停工" } ], "reason": "防汛指挥部通知" }""");

    /// <summary>A grid's exceptions of a year.</summary>
    /// <param name="Days">Every day that is not as the national calendar has it.</param>
    /// <param name="Reason">Why; up to 500 characters.</param>
    public sealed record Request(IReadOnlyList<Calendar.Day> Days, string? Reason = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Days).EachOnce();
                RuleForEach(r => r.Days).SetValidator(new Calendar.Day.Validator());
                RuleFor(r => r.Reason).OptionalText(500);
            }
        }
    }

    static Task<Results<Ok<Calendar>, NotFound, ProblemHttpResult>> Handle(
        int year, string grid, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write<Results<Ok<Calendar>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (!await GetLocalCalendar.Exists(tx, actor, grid))
                return TypedResults.NotFound();
            return actor.PostsFor(Capability.CalendarManage, grid).FirstOrDefault() is { } post
                ? await Calendar.Write(tx, year, grid, body.Days, version, actor, post, body.Reason)
                : Problems.Of("post-not-allowed", Capability.CalendarManage.Code());
        }, ct);
}
