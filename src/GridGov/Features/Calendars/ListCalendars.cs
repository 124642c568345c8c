using FastEndpoints;
using GridGov.Api;

namespace GridGov.Features.Calendars;

/// <summary>The years whose national calendar is known.</summary>
public sealed class ListCalendars(Db db) : ApiEndpoint<EmptyRequest, Results<Ok<Page<ListCalendars.Item>>, StatusCodeHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<CalendarGroup>();
        Operation("List the years of the calendar", "By year. In any other year Monday to Friday are working days.");
        RequiresSignIn();
        AllowsApiKeys();
    }

    /// <summary>A year.</summary>
    /// <param name="Year">The year.</param>
    /// <param name="Holidays">The number of days off in the calendar, weekends among them included.</param>
    /// <param name="MakeUpDays">The number of weekend days that are worked (调休).</param>
    /// <param name="Version">The calendar's version.</param>
    public sealed record Item(int Year, int Holidays, int MakeUpDays, long Version);

    public override Task<Results<Ok<Page<Item>>, StatusCodeHttpResult>> ExecuteAsync(EmptyRequest _, CancellationToken ct) =>
        db.Read(async tx =>
        {
            var items = (await tx.Query<Row>(List))
                .ConvertAll(row => new Item(row.Year, (int)row.Holidays, (int)row.MakeUpDays, row.Version));
            return ReferenceDataResult.Create(HttpContext, new Page<Item>(items, Next: null));
        }, ct);

    sealed record Row
    {
        public required int Year { get; init; }
        public required long Holidays { get; init; }
        public required long MakeUpDays { get; init; }
        public required long Version { get; init; }
    }

    const string List = """
        SELECT c.year, count(*) FILTER (WHERE d.working = 0) AS holidays, count(*) FILTER (WHERE d.working = 1) AS make_up_days, c.version
          FROM calendars c
          JOIN calendar_days d ON d.year = c.year AND d.grid_code = c.grid_code
         WHERE c.grid_code = '*'
         GROUP BY c.year, c.version
         ORDER BY c.year
         LIMIT 1000
        """;
}
