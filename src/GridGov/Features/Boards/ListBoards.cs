using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Domain.Boards;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Boards;

/// <summary>The boards that were set for grids of the caller's scope, by the code of the grid.</summary>
public sealed class ListBoards(Db db) : ApiEndpoint<ListBoards.Query, Results<Ok<Page<Board>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<BoardsApiGroup>();
        Operation("List boards", "Only boards that were set for a grid itself; the grids below without one of their own inherit it.");
        RequiresCapability(Capability.BoardManage);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query : ListQuery
    {
        /// <summary>Code of a grid, county or city: only boards of its subtree.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        /// <summary>Only boards that anybody may read, or only others.</summary>
        [FromQuery(Name = "published")] public bool? Published { get; init; }

        public new sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Grid).GridCode();
                Include(new ListQuery.Validator());
            }
        }
    }

    public override Task<Results<Ok<Page<Board>>, ProblemHttpResult>> ExecuteAsync(Query query, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Board>>, ProblemHttpResult>>(async tx =>
        {
            var scope = Actor.ScopeOf(Capability.BoardManage);
            if (query.Grid is { } grid)
                scope = scope.Within(grid);
            var (limit, fingerprint) = (query.Limit ?? Cursor.DefaultLimit, $"boards {query.Grid}|{query.Published}");
            var parameters = new DynamicParameters();
            parameters.Add("Last", Cursor.Parse(fingerprint, query.Cursor) ?? "");
            parameters.Add("Rows", limit + 1);
            parameters.Add("AnyState", query.Published is null);
            parameters.Add("Published", query.Published is true);
            var boards = await tx.Query(List, Read, parameters, scope);
            long? count = query.Count is true ? await tx.QuerySingle<long>(CountAll, parameters, scope) : null;
            return TypedResults.Ok(Cursor.CreatePage(HttpContext, fingerprint, limit, boards, board => board.Grid, count));
        }, ct);

    static Board Read(Data.Statements.Columns c)
    {
        var name = c.Text();
        var row = BoardStore.Read(c);
        return Board.Of(new BoardGrid(row.Grid, name, IsRetired: false), row.Grid, row.Content, row.Version);
    }

    const string Where = """
         WHERE @scope(b.grid_code) AND b.removed_at IS NULL AND (@AnyState = 1 OR b.published = @Published)
        """;

    const string List = $"""
        SELECT g.name, b.grid_code, {BoardStore.ContentColumns}, b.removed_at, b.version
          FROM boards b
          JOIN grids g ON g.code = b.grid_code
        {Where} AND b.grid_code > @Last
         ORDER BY b.grid_code
         LIMIT @Rows
        """;

    const string CountAll = $"SELECT count(*) FROM boards b {Where}";
}
