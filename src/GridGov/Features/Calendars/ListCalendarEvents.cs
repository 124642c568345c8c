using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Calendars;

/// <summary>A year's history: who published or corrected it, and what changed.</summary>
public static class ListCalendarEvents
{
    public static void Map(IEndpointRouteBuilder calendars) => calendars
        .MapGet(Calendar.YearRoute + "/events", Handle)
        .Named("listCalendarEvents", "List the events of a year of the calendar")
        .WithDescription("Oldest first: publish (with the program) and edit.")
        .NeedsSignIn()
        .KeysToo()
        .Refuses(400, "invalid-cursor");

    static Task<Results<Ok<Page<HistoryEvent>>, ProblemHttpResult>> Handle(
        int year, [AsParameters] HistoryQuery query, HttpContext http, Db db, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, ProblemHttpResult>>(async tx =>
            TypedResults.Ok(await History.Of(tx, http, "calendar", WorkingCalendars.Subject(year, GridCode.Everywhere), query)), ct);
}
