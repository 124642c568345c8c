using GridGov.Api;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Features.Calendars;

/// <summary>The history of a grid's own exceptions of a year.</summary>
public sealed class ListLocalCalendarEvents(Db db)
    : ApiEndpoint<ListLocalCalendarEvents.Input, Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get(Calendar.YearRoute + "/local/{grid}/events");
        Group<CalendarGroup>();
        Operation("List the events of a grid's own exceptions", "Oldest first.");
        RequiresCapability(Capability.GridRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Input(int Year, string Grid, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
            await GetLocalCalendar.Exists(tx, Actor, input.Grid)
                ? TypedResults.Ok(await SubjectHistory.ReadPage(
                    tx, HttpContext, "calendar", WorkingCalendars.JournalSubject(input.Year, input.Grid), input.Query))
                : TypedResults.NotFound(), ct);
}
