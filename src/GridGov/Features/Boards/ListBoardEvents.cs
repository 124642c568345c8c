using GridGov.Api;
using GridGov.Domain.Boards;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Features.Boards;

/// <summary>What the board of a grid published when, and who set it.</summary>
public sealed class ListBoardEvents(Db db)
    : ApiEndpoint<ListBoardEvents.Input, Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{grid}/events");
        Group<BoardsApiGroup>();
        Operation("List the events of a board",
            "Oldest first: put, with the whole board as it was set, and remove. Those of the grids above are theirs.");
        RequiresCapability(Capability.BoardManage);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Input(string Grid, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
            await BoardGrid.Find(tx, Actor.ScopeOf(Capability.BoardManage), input.Grid) is { } grid
                ? TypedResults.Ok(await SubjectHistory.ReadPage(tx, HttpContext, BoardStore.Subject, grid.Code, input.Query))
                : TypedResults.NotFound(), ct);
}
