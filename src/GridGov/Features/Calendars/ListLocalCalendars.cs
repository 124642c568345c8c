using GridGov.Api;
using GridGov.Api.Lists;
using GridGov.Security;

namespace GridGov.Features.Calendars;

/// <summary>The grids that have exceptions of their own in a year.</summary>
public sealed class ListLocalCalendars(Db db)
    : ApiEndpoint<ListLocalCalendars.Input, Results<Ok<Page<ListLocalCalendars.Item>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get(Calendar.YearRoute + "/local");
        Group<CalendarGroup>();
        Operation("List the grids with exceptions of their own in a year", "Those in the caller's scope, by code.");
        RequiresCapability(Capability.GridRead);
        ProducesProblem(400, "invalid-cursor");
    }

    /// <summary>A grid with exceptions.</summary>
    /// <param name="Grid">The grid's code.</param>
    /// <param name="Name">The grid's name.</param>
    /// <param name="Days">The number of days that differ from the national calendar.</param>
    /// <param name="Version">The version of the grid's exceptions.</param>
    public sealed record Item(string Grid, string Name, int Days, long Version);

    public sealed record Input(int Year, [AsParameters] PageQuery Query);

    public override Task<Results<Ok<Page<Item>>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Item>>, ProblemHttpResult>>(async tx =>
        {
            var limit = input.Query.Limit ?? Cursor.DefaultLimit;
            var filter = $"local calendars {input.Year}";
            var parameters = new { Year = input.Year, After = Cursor.Parse(filter, input.Query.Cursor) ?? "", Rows = limit + 1 };
            var rows = await tx.Query<Row>(List, parameters, Actor.ScopeOf(Capability.GridRead));
            var items = rows.ConvertAll(row => new Item(row.GridCode, row.Name, (int)row.Days, row.Version));
            return TypedResults.Ok(Cursor.CreatePage(HttpContext, filter, limit, items, last => last.Grid));
        }, ct);

    sealed record Row
    {
        public required string GridCode { get; init; }
        public required string Name { get; init; }
        public required long Days { get; init; }
        public required long Version { get; init; }
    }

    const string List = """
        SELECT c.grid_code, g.name, count(*) AS days, c.version
          FROM calendars c
          JOIN calendar_days d ON d.year = c.year AND d.grid_code = c.grid_code
          JOIN grids g ON g.code = c.grid_code
         WHERE c.year = @Year AND c.grid_code > @After AND @scope(c.grid_code)
         GROUP BY c.grid_code, g.name, c.version
         ORDER BY c.grid_code
         LIMIT @Rows
        """;
}
