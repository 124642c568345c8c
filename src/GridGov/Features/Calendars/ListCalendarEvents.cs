using GridGov.Api;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Events;

namespace GridGov.Features.Calendars;

/// <summary>The history of a year of the national calendar: its publication and its changes, with their authors.</summary>
public sealed class ListCalendarEvents(Db db) : ApiEndpoint<ListCalendarEvents.Input, Results<Ok<Page<HistoryEvent>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get(Calendar.YearRoute + "/events");
        Group<CalendarGroup>();
        Operation("List the events of a year of the calendar", "Oldest first: publish (with the program) and edit.");
        RequiresSignIn();
        AllowsApiKeys();
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Input(int Year, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<HistoryEvent>>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, ProblemHttpResult>>(async tx =>
            TypedResults.Ok(await SubjectHistory.ReadPage(
                tx, HttpContext, "calendar", WorkingCalendars.JournalSubject(input.Year, GridCode.Everywhere), input.Query)), ct);
}
