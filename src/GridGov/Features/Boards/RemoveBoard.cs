using GridGov.Api;
using GridGov.Domain.Boards;
using GridGov.Security;

namespace GridGov.Features.Boards;

/// <summary>Removes the board of a grid, so that the board of the nearest grid above applies again.</summary>
public sealed class RemoveBoard(Db db) : ApiEndpoint<RemoveBoard.Input, Results<Ok<Board>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Delete("/{grid}");
        Group<BoardsApiGroup>();
        Operation("Remove the board of a grid",
            "The board of the nearest grid above applies again; the answer is that one. To publish nothing, set a board that is not " +
            "published instead.");
        RequiresCapability(Capability.BoardManage);
        ProducesProblem(409, "board-not-set");
    }

    public sealed record Input(string Grid, IfMatch Version);

    public override Task<Results<Ok<Board>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<Board>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await BoardGrid.Find(tx, Actor.ScopeOf(Capability.BoardManage), input.Grid) is not { } grid)
                return TypedResults.NotFound();
            var before = await BoardStore.Find(tx, grid.Code);
            if (before.Version != input.Version.Version)
                return Problems.StaleVersion(before.Version);
            if (before.Content is null)
                return Problems.Of("board-not-set", grid.Code);
            var post = Actor.PostsFor(Capability.BoardManage, grid.Code).First().Kind;
            return await BoardStore.Remove(tx, Actor, post, before) is null
                ? Problems.StaleVersion()
                : TypedResults.Ok(await Board.Load(tx, grid));
        }, ct);
}
