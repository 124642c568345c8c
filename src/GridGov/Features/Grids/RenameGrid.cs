using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Events;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Grids;

/// <summary>Renames a grid; its code and its history stay.</summary>
public sealed class RenameGrid(Db db) : ApiEndpoint<ChangeByCode<RenameGrid.Request>, Results<Ok<Grid>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Patch("/{code}");
        Group<GridGroup>();
        Operation("Rename a grid", "The same name is no change; the version stays.");
        RequiresCapability(Capability.GridManage);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "grid-already-retired");
        RequestExample("""{ "name": "二道街社区第六网格" }""");
    }

    /// <summary>The new name of a grid.</summary>
    /// <param name="Name">The name, 1 to 100 characters.</param>
    public sealed record Request(string Name)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Name).Text(100);
        }
    }

    public override Task<Results<Ok<Grid>, NotFound, ProblemHttpResult>> ExecuteAsync(
        ChangeByCode<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Grid>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var grid = await GridRow.Find(tx, Actor, request.Code);
            if (grid is null)
                return TypedResults.NotFound();
            if (grid.Check(Actor, request.Version) is { } refusal)
                return refusal;
            if (grid.Name == request.Body.Name)
                return TypedResults.Ok(await grid.ToGrid(tx));

            if (await tx.Execute(Update, new { Code = request.Code, request.Body.Name, grid.Version }) == 0)
                return Problems.StaleVersion();
            tx.Invalidate(CacheTopic.Grids, request.Code);
            await Journal.Append(tx, new JournalEntry("grid", request.Code, request.Code, "rename", Actor.Id, grid.Version + 1)
            {
                Post = Actor.PostsFor(Capability.GridManage, request.Code).First().Kind,
                Payload = new { From = grid.Name, To = request.Body.Name },
            });
            return TypedResults.Ok(await (grid with { Name = request.Body.Name, Version = grid.Version + 1 }).ToGrid(tx));
        }, ct);

    const string Update = "UPDATE grids SET name = @Name, version = version + 1 WHERE code = @Code AND version = @Version";
}
