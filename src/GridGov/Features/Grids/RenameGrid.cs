using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Grids;

/// <summary>Gives a grid another name; its code and its history stay.</summary>
public static class RenameGrid
{
    public static void Map(IEndpointRouteBuilder grids) => grids
        .MapPatch("/{code}", Handle)
        .Named("renameGrid", "Rename a grid")
        .WithDescription("The name that it has already is no change: the version stays.")
        .Needs(Capability.GridManage)
        .Refuses(403, "post-not-allowed")
        .Refuses(409, "grid-already-retired")
        .Example("""{ "name": "二道街社区第六网格" }""");

    /// <summary>The new name.</summary>
    /// <param name="Name">1 to 100 characters.</param>
    public sealed record Request(string Name)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Name).Text(100);
        }
    }

    static Task<Results<Ok<Grid>, NotFound, ProblemHttpResult>> Handle(
        string code, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write<Results<Ok<Grid>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var grid = await GridRow.Find(tx, actor, code);
            if (grid is null)
                return TypedResults.NotFound();
            if (grid.Refusal(actor, version) is { } refusal)
                return refusal;
            if (grid.Name == body.Name)
                return TypedResults.Ok(await grid.ToGrid(tx));

            if (await tx.Run(Update, new { Code = code, body.Name, grid.Version }) == 0)
                return Problems.Of("stale-version", "newer");
            await Journal.Append(tx, new JournalEntry("grid", code, code, "rename", actor.Id, grid.Version + 1)
            {
                Post = actor.PostsFor(Capability.GridManage, code).First().Kind,
                Payload = new { From = grid.Name, To = body.Name },
            });
            return TypedResults.Ok(await (grid with { Name = body.Name, Version = grid.Version + 1 }).ToGrid(tx));
        }, ct);

    const string Update = "UPDATE grids SET name = @Name, version = version + 1 WHERE code = @Code AND version = @Version";
}
