using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Appointments;

/// <summary>The people who work a grid on a day, the ten service roles in order, and the vacant posts.</summary>
public sealed class GetGridRoster(Db db)
    : ApiEndpoint<GetGridRoster.Input, Results<Ok<GetGridRoster.Response>, FileContentHttpResult, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{code}/roster");
        Group<GridPostGroup>();
        Operation("Get the roster of a grid",
            "In a unit grid the roles are held by service officers, in a street or community by instructors. Vacancies are the grid's " +
            "own: the missing first head and, in a unit grid, each role without an officer. Appointments that await a confirmation " +
            "are listed apart and fill nothing; nor do holders whose account is disabled. With Accept: text/csv or xlsx, all posts of " +
            "the grid, county or city and of everything below are sent, pending ones included, in the columns that importAppointments " +
            "reads. That needs the capability person_manage there and is recorded in the audit; usernames and telephone numbers are " +
            "those of people whom the caller manages.");
        RequiresCapability(Capability.GridRead);
        ProducesType(FileBody.Csv, FileBody.Xlsx);
        ProducesProblem(400, "only-in-export", "not-in-export");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "roster-needs-grid");
    }

    /// <summary>The people of a grid on a day.</summary>
    /// <param name="Grid">The grid.</param>
    /// <param name="Day">The day, yyyy-MM-dd.</param>
    /// <param name="First">The first responsible head; null when there is none.</param>
    /// <param name="Direct">The direct responsible head; null when there is none.</param>
    /// <param name="Roles">The ten service roles in their order.</param>
    /// <param name="Workers">The grid workers of a unit grid.</param>
    /// <param name="Pending">The appointments for that day that another administrator has to confirm first.</param>
    /// <param name="Children">The number of grids below; null for a unit grid.</param>
    /// <param name="Vacancies">The required posts that nobody with a usable account holds; none for a retired grid.</param>
    public sealed record Response(
        GridRef Grid, DateOnly Day, Holder? First, Holder? Direct, IReadOnlyList<RoleEntry> Roles, IReadOnlyList<Holder> Workers,
        IReadOnlyList<PendingHolder> Pending, ChildCount? Children, IReadOnlyList<Vacancy> Vacancies);

    /// <summary>A service role and its officers.</summary>
    /// <param name="Role">The role's code.</param>
    /// <param name="NameZh">The role's Chinese name.</param>
    /// <param name="NameEn">The role's English name.</param>
    /// <param name="Vacant">Whether nobody with a usable account holds the role.</param>
    /// <param name="Officers">Its service officers; in a street or community, its instructors.</param>
    public sealed record RoleEntry(string Role, string NameZh, string NameEn, bool Vacant, IReadOnlyList<Holder> Officers);

    /// <summary>The active grids below a grid.</summary>
    /// <param name="Communities">The number of level-2 grids.</param>
    /// <param name="UnitGrids">The number of level-3 grids.</param>
    public sealed record ChildCount(long Communities, long UnitGrids);

    public sealed record Query
    {
        /// <summary>The day, yyyy-MM-dd; by default today.</summary>
        [FromQuery(Name = "day")] public string? Day { get; init; }

        /// <summary>CSV only. If true, the file begins with a byte-order mark, by which spreadsheets recognise UTF-8.</summary>
        [FromQuery(Name = "bom")] public bool? Bom { get; init; }

        /// <summary>CSV and xlsx only. zh-CN for headings and codes in Chinese words; en, or none, for those of this API.</summary>
        [FromQuery(Name = "lang")] public string? Lang { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Day).Day();
                RuleFor(q => q.Lang).Language();
            }
        }
    }

    public sealed record Input(string Code, [AsParameters] Query Query);

    public override async Task<Results<Ok<Response>, FileContentHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(
        Input input, CancellationToken ct)
    {
        var format = Negotiation.Choose(HttpContext);
        if (format is FileBody.Csv or FileBody.Xlsx)
            return await Export(input, format, ct);
        if ((input.Query.Bom is not null ? "bom" : input.Query.Lang is not null ? "lang" : null) is { } parameter)
            return Problems.At("/" + parameter, "only-in-export", parameter);
        return await Show(input, ct);
    }

    async Task<Results<Ok<Response>, FileContentHttpResult, NotFound, ProblemHttpResult>> Export(
        Input input, string format, CancellationToken ct)
    {
        if (format != FileBody.Csv && input.Query.Bom is not null)
            return Problems.At("/bom", "not-in-export", "bom");
        var (isFound, day, file) = await db.Read<(bool, DateOnly, byte[]?)>(async tx =>
        {
            var day = QueryValues.Day(input.Query.Day) ?? tx.Today;
            var scope = Actor.ScopeOf(Capability.PersonManage);
            if (await GridPosts.Find(tx, Actor, input.Code) is null)
                return (false, day, null);
            return (true, day, scope.Covers(input.Code)
                ? await RosterExport.Write(
                    tx, input.Code, day, format, Languages.IsChinese(input.Query.Lang), input.Query.Bom is true, scope)
                : null);
        }, ct);
        if (!isFound)
            return TypedResults.NotFound();
        if (file is null)
            return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.PersonManage));
        await RosterExport.RecordInAudit(db, input.Code, day, format, ct);
        return TypedResults.File(
            file, format == FileBody.Csv ? $"{FileBody.Csv}; charset=utf-8; header=present" : format,
            $"roster-{input.Code}-{day:yyyy-MM-dd}.{(format == FileBody.Csv ? "csv" : "xlsx")}");
    }

    Task<Results<Ok<Response>, FileContentHttpResult, NotFound, ProblemHttpResult>> Show(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, FileContentHttpResult, NotFound, ProblemHttpResult>>(async tx =>
        {
            var grid = await GridPosts.Find(tx, Actor, input.Code);
            if (grid is null)
                return TypedResults.NotFound();
            if (grid.Level == 0)
                return Problems.Of("roster-needs-grid", input.Code);
            var day = QueryValues.Day(input.Query.Day) ?? tx.Today;
            var holders = await GridPosts.ListHolders(tx, input.Code, day);
            var pending = await GridPosts.ListPending(tx, input.Code, day);
            var post = grid.Level == 3 ? PostKind.ServiceOfficer : PostKind.Instructor;
            var roles = await tx.Query<RoleRow>(FindRoles);
            var entries = roles.ConvertAll(role =>
            {
                var officers = holders.Filter(post, role.Code);
                return new RoleEntry(role.Code, role.NameZh, role.NameEn, officers.TrueForAll(one => one.Disabled), officers);
            });
            var first = holders.FindHead(Responsibility.First);
            return TypedResults.Ok(new Response(
                grid.ToRef(), day, first, holders.FindHead(Responsibility.Direct), entries, holders.Filter(PostKind.GridWorker),
                pending.ConvertAll(row => row.ToPendingHolder()), grid.Level == 3 ? null : await Children(tx, input.Code),
                grid.RetiredAt is null ? [.. Vacancies(grid.ToRef(), first, entries, pending)] : []));
        }, ct);

    static IEnumerable<Vacancy> Vacancies(
        GridRef grid, Holder? first, IEnumerable<RoleEntry> roles, List<AppointmentRow> pending)
    {
        if (first is not { Disabled: false })
            yield return Vacancy.OfHead(grid, pending.Exists(row => row is { Responsibility: Responsibility.First }));
        if (grid.Level != 3)
            yield break;
        foreach (var role in roles)
        {
            if (role.Vacant)
                yield return Vacancy.OfOfficer(
                    grid, role.Role, pending.Exists(row => row.Post == PostKind.ServiceOfficer && row.Role == role.Role));
        }
    }

    static async Task<ChildCount> Children(Tx tx, string code)
    {
        var row = (await tx.QuerySingle<CountRow>(CountChildren, new { Code = code, End = GridCode.EndOfSubtree(code) }))!;
        return new ChildCount(row.Communities, row.UnitGrids);
    }

    sealed record RoleRow
    {
        public required string Code { get; init; }
        public required string NameZh { get; init; }
        public required string NameEn { get; init; }
    }

    sealed record CountRow
    {
        public required long Communities { get; init; }
        public required long UnitGrids { get; init; }
    }

    const string FindRoles = "SELECT code, name_zh, name_en FROM service_roles ORDER BY position LIMIT 100";

    const string CountChildren = """
        SELECT count(*) FILTER (WHERE level = 2) AS communities, count(*) FILTER (WHERE level = 3) AS unit_grids
          FROM grids
         WHERE code > @Code AND code < @End AND retired_at IS NULL
        """;
}
