using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Groups;
using GridGov.Security;

namespace GridGov.Features.Groups;

/// <summary>A group's own history: its creation, changes, moves and end, with their authors and reasons.</summary>
public sealed class ListGroupEvents(Db db)
    : ApiEndpoint<ListGroupEvents.Input, Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/events");
        Group<GroupsApiGroup>();
        Operation("List the events of a group",
            "Oldest first: create, edit, move and end. Events are never removed. Memberships tell their own days, reasons and authors.");
        RequiresCapability(Capability.GroupRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Input(Id Id, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
            await GroupRow.Find(tx, Actor, input.Id) is null
                ? TypedResults.NotFound()
                : TypedResults.Ok(await SubjectHistory.ReadPage(tx, HttpContext, GroupRow.Subject, input.Id.ToString(), input.Query)), ct);
}
