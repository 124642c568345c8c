using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Meetings.Series;
using GridGov.Security;

namespace GridGov.Features.Meetings.Series;

/// <summary>The history of a series of meetings.</summary>
public sealed class ListMeetingSeriesEvents(Db db)
    : ApiEndpoint<ListMeetingSeriesEvents.Input, Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/events");
        Group<MeetingSeriesApiGroup>();
        Operation("List the events of a series of meetings",
            "Oldest first: create, edit, follow (grids were divided anew) and end. Events have a hash of the row, and no words.");
        RequiresCapability(Capability.MeetingRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Input(Id Id, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
            await SeriesRow.Find(tx, Actor, input.Id) is null
                ? TypedResults.NotFound()
                : TypedResults.Ok(await SubjectHistory.ReadPage(tx, HttpContext, SeriesRow.Subject, input.Id.ToString(), input.Query)), ct);
}
