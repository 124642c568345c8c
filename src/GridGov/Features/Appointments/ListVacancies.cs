using System.Globalization;
using GridGov.Api;
using GridGov.Api.Lists;
using GridGov.Domain.Posts;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Appointments;

/// <summary>A required post that nobody with a usable account holds.</summary>
/// <param name="Grid">The grid of the post.</param>
/// <param name="Post">grid_head or service_officer.</param>
/// <param name="Role">The kind of post: grid_head or service_officer.</param>
/// <param name="Responsibility">The service role without an officer; of service_officer only.</param>
/// <param name="Pending">Whether an appointment to it awaits the confirmation of another administrator.</param>
public sealed record Vacancy(GridRef Grid, PostKind Post, string? Role, Responsibility? Responsibility, bool Pending)
{
    internal static Vacancy OfHead(GridRef grid, bool pending) =>
        new(grid, PostKind.GridHead, null, GridGov.Security.Responsibility.First, pending);

    internal static Vacancy OfOfficer(GridRef grid, string role, bool pending) =>
        new(grid, PostKind.ServiceOfficer, role, null, pending);
}

/// <summary>The vacant posts of a grid and of everything below it (网格管理无盲点).</summary>
public sealed class ListVacancies(Db db) : ApiEndpoint<ListVacancies.Input, Results<Ok<Page<Vacancy>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{code}/vacancies");
        Group<GridPostGroup>();
        Operation("List the vacant posts of a subtree",
            "In the order of grid codes: a missing first head of any grid, then each of the ten roles without an officer of a unit " +
            "grid. A post whose holder's account is disabled is vacant. The code may also be that of a county or city. Retired grids " +
            "have no vacancies.");
        RequiresCapability(Capability.GridRead);
        ProducesProblem(400, "invalid-cursor", "unknown-role");
    }

    public sealed record Query : ListQuery
    {
        /// <summary>The day, yyyy-MM-dd; by default today.</summary>
        [FromQuery(Name = "day")] public string? Day { get; init; }

        /// <summary>A past instant, RFC 3339: the vacancies as they were known then. Ends that were entered later are ignored.</summary>
        [FromQuery(Name = "asOf")] public string? AsOf { get; init; }

        /// <summary>Only vacancies of this service role.</summary>
        [FromQuery(Name = "role")] public string? Role { get; init; }

        internal Instant? AsOfInstant => Instant.TryParse(AsOf, out var asOf) ? asOf : null;

        public new sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.AsOf).Must(text => text is null || Instant.TryParse(text, out _)).WithErrorCode("wrong_format");
                RuleFor(q => q.Day).Must(text => text is null || Days.TryParse(text, out _)).WithErrorCode("wrong_format");
                RuleFor(q => q.Role).Must(text => text is null or { Length: > 0 and <= 40 }).WithErrorCode("unknown_code");
                Include(new ListQuery.Validator());
            }
        }
    }

    public sealed record Input(string Code, [AsParameters] Query Query);

    public override Task<Results<Ok<Page<Vacancy>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Vacancy>>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await GridPosts.Find(tx, Actor, input.Code) is null)
                return TypedResults.NotFound();
            // A misspelt role would otherwise look like a role without vacancies.
            if (input.Query.Role is not null && !await RoleCodes.Exists(tx, input.Query.Role))
                return Problems.At("/role", "unknown-role", input.Query.Role);

            var scope = Actor.ScopeOf(Capability.GridRead).Within(input.Code);
            var day = input.Query.Day is not null && Days.TryParse(input.Query.Day, out var named) ? named : tx.Today;
            var limit = input.Query.Limit ?? Cursor.DefaultLimit;
            var filter = string.Join('|', "vacancies", input.Code, input.Query.Day, input.Query.AsOf, input.Query.Role);
            var (afterGrid, afterPosition) = PlaceOf(Cursor.Parse(filter, input.Query.Cursor));
            var role = input.Query.Role ?? "";
            var asOf = input.Query.AsOfInstant ?? tx.Now;
            var usableAt = VacantPosts.UsableAt(day, asOf, tx.Zone);
            var rows = await tx.Query<Row>(List, new
            {
                Day = day, Role = role, AsOf = asOf, UsableAt = usableAt,
                AfterGrid = afterGrid, AfterPosition = afterPosition, Rows = limit + 1,
            }, scope);
            long? count = input.Query.Count is true
                ? await tx.QuerySingle<long>(Count, new { Day = day, Role = role, AsOf = asOf, UsableAt = usableAt }, scope)
                : null;
            var page = Cursor.CreatePage(HttpContext, filter, limit, rows, row => $"{row.GridCode} {row.Position}", count);
            return TypedResults.Ok(new Page<Vacancy>([.. page.Items.Select(row => row.ToVacancy())], page.Next, page.Count));
        }, ct);

    static (string Grid, int Position) PlaceOf(string? key) =>
        key?.Split(' ') is [var grid, var position] && int.TryParse(position, CultureInfo.InvariantCulture, out var number)
            ? (grid, number)
            : ("", 0);

    sealed record Row
    {
        public required string GridCode { get; init; }
        public required string GridName { get; init; }
        public required int Level { get; init; }
        public required int Position { get; init; }
        public string? Role { get; init; }
        public required bool Pending { get; init; }

        public Vacancy ToVacancy()
        {
            var grid = new GridRef(GridCode, GridName, Level);
            return Role is null ? Vacancy.OfHead(grid, Pending) : Vacancy.OfOfficer(grid, Role, Pending);
        }
    }

    const string List = $"""
        SELECT v.grid_code, v.grid_name, v.level, v.position, v.role,
               CASE WHEN EXISTS (
                   SELECT 1
                     FROM appointments a
                    WHERE a.grid_code = v.grid_code
                      AND ((v.role IS NULL AND a.post = 'grid_head' AND a.responsibility = 'first')
                           OR (a.post = 'service_officer' AND a.role = v.role))
                      AND (a.status = 'pending' OR a.effective_at > @AsOf) AND a.created_at <= @AsOf
                      AND a.from_day <= @Day AND (a.to_day IS NULL OR a.to_day > @Day)) THEN 1 ELSE 0 END AS pending
          FROM ({VacantPosts.Vacant}) v
         WHERE (v.grid_code, v.position) > (@AfterGrid, @AfterPosition)
         ORDER BY v.grid_code, v.position
         LIMIT @Rows
        """;

    const string Count = $"SELECT count(*) FROM ({VacantPosts.Vacant}) v";
}
