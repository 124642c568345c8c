using GridGov.Api;
using GridGov.Security;

namespace GridGov.Features.Boards;

/// <summary>What applies to the public board of a grid, by its own setting or that of the nearest grid above.</summary>
public sealed class GetBoard(Db db) : ApiEndpoint<GetBoard.Input, Results<Ok<Board>, NotFound>>
{
    public override void Configure()
    {
        Get("/{grid}");
        Group<BoardsApiGroup>();
        Operation("Get what the board of a grid publishes",
            "A grid without a board of its own is answered with that of the nearest grid above, named in setFor, and in version 1; where " +
            "none is set, nothing is published.");
        RequiresCapability(Capability.BoardManage);
    }

    public sealed record Input(string Grid);

    public override Task<Results<Ok<Board>, NotFound>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Board>, NotFound>>(async tx =>
            await BoardGrid.Find(tx, Actor.ScopeOf(Capability.BoardManage), input.Grid) is { } grid
                ? TypedResults.Ok(await Board.Load(tx, grid))
                : TypedResults.NotFound(), ct);
}
