using GridGov.Api;
using GridGov.Domain.Posts;
using GridGov.Domain.Statistics;
using GridGov.Security;

namespace GridGov.Features.Assessments.Reports;

/// <param name="RoleZh">The Chinese name of the service role; null for the first head.</param>
sealed record CountedPost(string GridCode, string GridName, string? RoleZh, string? RoleEn, int Position);

static class CountedPosts
{
    public static async Task<Page<CountedPost>> Read(
        Tx tx, Actor actor, AssessedTickets counted, HttpContext http, string? cursor, int limit)
    {
        var (report, grid) = (counted.Report, counted.Grid);
        var fingerprint = string.Join('|', "posts", report.Id, counted.Part, grid);
        var after = Cursor.Parse(fingerprint, cursor)?.Split(' ');
        var parameters = new
        {
            Day = report.Period.Last,
            Role = report.Role ?? "",
            report.AsOf,
            UsableAt = VacantPosts.UsableAt(report.Period.Last, report.AsOf, tx.Zone),
            AfterGrid = after?[0] ?? "",
            AfterPosition = after is [_, var position] && int.TryParse(position, out var number) ? number : 0,
            Rows = limit + 1,
        };
        var rows = await tx.Query<Row>(counted.Part switch
        {
            MeasurePart.Numerator => ListVacant,
            MeasurePart.Denominator => ListRequired,
            MeasurePart.Complement => ListHeld,
        }, parameters, actor.ScopeOf(Capability.GridRead).Within(grid));
        var posts = rows.ConvertAll(row => new CountedPost(row.GridCode, row.GridName, row.NameZh, row.NameEn, row.Position));
        return Cursor.CreatePage(http, fingerprint, limit, posts, post => $"{post.GridCode} {post.Position}");
    }

    sealed record Row
    {
        public required string GridCode { get; init; }
        public required string GridName { get; init; }
        public required int Position { get; init; }
        public string? NameZh { get; init; }
        public string? NameEn { get; init; }
    }

    static string List(string posts) => $"""
        SELECT v.grid_code, g.name AS grid_name, v.position, r.name_zh, r.name_en
          FROM ({posts}) AS v
          JOIN grids g ON g.code = v.grid_code
          LEFT JOIN service_roles r ON r.position = v.position
         WHERE (v.grid_code, v.position) > (@AfterGrid, @AfterPosition)
         ORDER BY v.grid_code, v.position
         LIMIT @Rows
        """;

    const string Vacant = $"SELECT grid_code, position FROM ({VacantPosts.Vacant}) AS vacant";

    const string Required = $"SELECT grid_code, position FROM ({VacantPosts.Required}) AS required";

    static readonly string ListVacant = List(Vacant);

    static readonly string ListRequired = List(Required);

    static readonly string ListHeld = List($"{Required} EXCEPT {Vacant}");
}
