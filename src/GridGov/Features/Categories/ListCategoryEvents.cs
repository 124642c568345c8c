using GridGov.Api;
using GridGov.Domain.Events;

namespace GridGov.Features.Categories;

/// <summary>The history of a category: its creation, changes and move, with their authors.</summary>
public sealed class ListCategoryEvents(Db db)
    : ApiEndpoint<ListCategoryEvents.Input, Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{code}/events");
        Group<CategoryGroup>();
        Operation("List the events of a category", "Oldest first: create, edit and move. A category that came with the program has none.");
        RequiresSignIn();
        AllowsApiKeys();
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Input(string Code, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
            await CategoryRow.Find(tx, input.Code) is null
                ? TypedResults.NotFound()
                : TypedResults.Ok(await SubjectHistory.ReadPage(tx, HttpContext, "category", input.Code, input.Query)), ct);
}
