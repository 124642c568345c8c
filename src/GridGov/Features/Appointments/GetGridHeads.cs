using GridGov.Api;
using GridGov.Security;

namespace GridGov.Features.Appointments;

/// <summary>The first (第一责任人) and the direct (直接责任人) responsible head of a grid on a day.</summary>
public sealed class GetGridHeads(Db db) : ApiEndpoint<GetGridHeads.Input, Results<Ok<GetGridHeads.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{code}/heads");
        Group<GridPostGroup>();
        Operation("Get the heads of a grid by day");
        RequiresCapability(Capability.GridRead);
        ProducesProblem(409, "roster-needs-grid");
    }

    /// <summary>The heads of a grid.</summary>
    /// <param name="Grid">The grid.</param>
    /// <param name="Day">The day, yyyy-MM-dd.</param>
    /// <param name="First">The first responsible person; null when there was none.</param>
    /// <param name="Direct">The direct responsible person; null when there was none.</param>
    public sealed record Response(GridRef Grid, DateOnly Day, Holder? First, Holder? Direct);

    public sealed record Input(string Code, [AsParameters] DayQuery Query);

    public override Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var grid = await GridPosts.Find(tx, Actor, input.Code);
            if (grid is null)
                return TypedResults.NotFound();
            if (grid.Level == 0)
                return Problems.Of("roster-needs-grid", input.Code);
            var day = input.Query.DayOrDefault(tx.Today);
            var holders = await GridPosts.ListHolders(tx, input.Code, day);
            return TypedResults.Ok(new Response(
                grid.ToRef(), day, holders.FindHead(Responsibility.First), holders.FindHead(Responsibility.Direct)));
        }, ct);
}
