using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Meetings.Points;
using GridGov.Security;

namespace GridGov.Features.Meetings.Points;

/// <summary>The history of a point.</summary>
public sealed class ListPointEvents(Db db)
    : ApiEndpoint<ListPointEvents.Input, Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/events");
        Group<PointsApiGroup>();
        Operation("List the events of a point",
            "Oldest first: raise, edit, file, submit, note, follow (grids were divided anew) and hide (its ticket became confidential). " +
            "Events have a hash of the row, and neither words nor the ticket or need.");
        RequiresCapability(Capability.MeetingRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Input(Id Id, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
            await PointRow.Find(tx, Actor, input.Id) is null
                ? TypedResults.NotFound()
                : TypedResults.Ok(await SubjectHistory.ReadPage(tx, HttpContext, PointRow.Subject, input.Id.ToString(), input.Query)), ct);
}
