using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Meetings;
using GridGov.Security;

namespace GridGov.Features.Meetings;

/// <summary>The history of a meeting.</summary>
public sealed class ListMeetingEvents(Db db)
    : ApiEndpoint<ListMeetingEvents.Input, Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/events");
        Group<MeetingsApiGroup>();
        Operation("List the events of a meeting",
            "Oldest first: plan or record, edit, invite, withdraw_invitation, hold, set_attendance, set_minutes, mark, follow " +
            "(grids were " +
            "divided anew), close and cancel. Events have hashes of what was written, and no words.");
        RequiresCapability(Capability.MeetingRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Input(Id Id, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
            await MeetingRow.Find(tx, Actor, input.Id) is null
                ? TypedResults.NotFound()
                : TypedResults.Ok(await SubjectHistory.ReadPage(
                    tx, HttpContext, MeetingRow.Subject, input.Id.ToString(), input.Query)), ct);
}
