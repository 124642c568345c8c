using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Calendars;

/// <summary>The history of a grid's own exceptions of a year.</summary>
public static class ListLocalCalendarEvents
{
    public static void Map(IEndpointRouteBuilder calendars) => calendars
        .MapGet(Calendar.YearRoute + "/local/{grid}/events", Handle)
        .Named("listLocalCalendarEvents", "List the events of a grid's own exceptions")
        .WithDescription("Oldest first.")
        .Needs(Capability.GridRead)
        .Refuses(400, "invalid-cursor");

    static Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> Handle(
        int year, string grid, [AsParameters] HistoryQuery query, Actor actor, HttpContext http, Db db, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
            await GetLocalCalendar.Exists(tx, actor, grid)
                ? TypedResults.Ok(await History.Of(tx, http, "calendar", WorkingCalendars.Subject(year, grid), query))
                : TypedResults.NotFound(), ct);
}
