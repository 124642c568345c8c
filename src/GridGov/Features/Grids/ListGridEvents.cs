using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Features.Grids;

/// <summary>A grid's history: its creation, names and retirement, with their authors and reasons.</summary>
public sealed class ListGridEvents(Db db) : ApiEndpoint<ListGridEvents.Input, Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{code}/events");
        Group<GridGroup>();
        Operation("List the events of a grid",
            "Oldest first: create, import, rename and retire. Events are never removed.");
        RequiresCapability(Capability.GridRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Input(string Code, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
            await GridRow.Find(tx, Actor, input.Code) is null
                ? TypedResults.NotFound()
                : TypedResults.Ok(await SubjectHistory.ReadPage(tx, HttpContext, "grid", input.Code, input.Query)), ct);
}
