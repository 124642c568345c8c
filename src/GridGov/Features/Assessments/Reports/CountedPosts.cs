using GridGov.Api;
using GridGov.Domain.Posts;
using GridGov.Domain.Statistics;
using GridGov.Security;

namespace GridGov.Features.Assessments.Reports;

/// <summary>A post behind the number of vacancies.</summary>
/// <param name="RoleZh">The service role; null: the first head.</param>
sealed record CountedPost(string GridCode, string GridName, string? RoleZh, string? RoleEn, int Position);

/// <summary>The posts that are counted with the vacancies of a report: the vacant ones, all that must be held, or the others.</summary>
static class CountedPosts
{
    public static async Task<Page<CountedPost>> Read(Tx tx, Actor actor, AssessedTickets behind, HttpContext http, string? cursor, int limit)
    {
        var (report, grid) = (behind.Report, behind.Grid);
        var fingerprint = string.Join('|', "posts", report.Id, behind.Part, grid);
        var after = Cursor.Parse(fingerprint, cursor)?.Split(' ');
        var parameters = new
        {
            Day = report.Period.Last,
            Role = report.Role ?? "",
            report.AsOf,
            AfterGrid = after?[0] ?? "",
            AfterPosition = after is [_, var position] && int.TryParse(position, out var number) ? number : 0,
            Rows = limit + 1,
        };
        var rows = await tx.Query<Row>(behind.Part switch
        {
            MeasurePart.Numerator => ListVacant,
            MeasurePart.Denominator => ListWanted,
            MeasurePart.Complement => ListHeld,
        }, parameters, actor.ScopeOf(Capability.GridRead).Within(grid));
        return Cursor.CreatePage(http, fingerprint, limit, rows.ConvertAll(row => new CountedPost(row.GridCode, row.GridName, row.NameZh, row.NameEn, row.Position)),
            post => $"{post.GridCode} {post.Position}");
    }

    sealed record Row
    {
        public required string GridCode { get; init; }
        public required string GridName { get; init; }
        public required int Position { get; init; }
        public string? NameZh { get; init; }
        public string? NameEn { get; init; }
    }

    static string Listed(string posts) => $"""
        SELECT v.grid_code, g.name AS grid_name, v.position, r.name_zh, r.name_en
          FROM ({posts}) AS v
          JOIN grids g ON g.code = v.grid_code
          LEFT JOIN service_roles r ON r.position = v.position
         WHERE (v.grid_code, v.position) > (@AfterGrid, @AfterPosition)
         ORDER BY v.grid_code, v.position
         LIMIT @Rows
        """;

    const string Vacant = $"SELECT grid_code, position FROM ({VacantPosts.Vacant}) AS vacant";

    const string Wanted = $"SELECT grid_code, position FROM ({VacantPosts.Required}) AS wanted";

    static readonly string ListVacant = Listed(Vacant);

    static readonly string ListWanted = Listed(Wanted);

    static readonly string ListHeld = Listed($"{Wanted} EXCEPT {Vacant}");
}
