using GridGov.Api;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Features.Calendars;

/// <summary>The history of a grid's working hours.</summary>
public sealed class ListWorkingHoursEvents(Db db)
    : ApiEndpoint<ListWorkingHoursEvents.Input, Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{grid}/events");
        Group<WorkingHoursGroup>();
        Operation("List the events of a grid's working hours", "Oldest first: edit and remove, with the rules before and after.");
        RequiresCapability(Capability.GridRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Input(string Grid, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
            await GetWorkingHours.Exists(tx, Actor, input.Grid)
                ? TypedResults.Ok(await SubjectHistory.ReadPage(tx, HttpContext, WorkingHoursStore.JournalKind, input.Grid, input.Query))
                : TypedResults.NotFound(), ct);
}
