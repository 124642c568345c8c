using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Features.Assessments.Schemes;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Assessments;

/// <summary>
/// The issued reports that the caller may read, the latest issued first: those of the grids in the caller's scope, and the caller's own.
/// </summary>
public sealed class ListAssessments(Db db) : ApiEndpoint<ListAssessments.Query, Results<Ok<Page<ListAssessments.Item>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<AssessmentGroup>();
        Operation("List assessments");
        RequiresCapability(Capability.AssessmentRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query : ListQuery
    {
        /// <summary>The length of the period: day, week, month, quarter or year.</summary>
        [FromQuery(Name = "kind")] public string? Kind { get; init; }

        /// <summary>The kind of subject: grid, level, role or person.</summary>
        [FromQuery(Name = "of")] public string? Of { get; init; }

        /// <summary>Code of a grid, county or city; includes the reports of its whole subtree.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        /// <summary>The id of a person.</summary>
        [FromQuery(Name = "person")] public string? Person { get; init; }

        /// <summary>The code of a service role.</summary>
        [FromQuery(Name = "role")] public string? Role { get; init; }

        /// <summary>Only periods that begin on this day or later, yyyy-MM-dd.</summary>
        [FromQuery(Name = "from")] public string? From { get; init; }

        /// <summary>Only periods that begin before this day, yyyy-MM-dd.</summary>
        [FromQuery(Name = "to")] public string? To { get; init; }

        /// <summary>If true, superseded revisions are included.</summary>
        [FromQuery(Name = "superseded")] public bool? Superseded { get; init; }

        public new sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Kind).Must(text => text is null || Codes<PeriodKind>.All.Contains(text)).WithErrorCode("unknown_code");
                RuleFor(q => q.Of).Must(text => text is null || Codes<SubjectKind>.All.Contains(text)).WithErrorCode("unknown_code");
                RuleFor(q => q.Grid).Must(text => text is null || GridCode.IsCode(text)).WithErrorCode("wrong_format");
                RuleFor(q => q.Person).Must(text => text is null || Id.TryParseExact(text, out _)).WithErrorCode("wrong_format");
                RuleFor(q => q.Role).Must(text => text is null or { Length: > 0 and <= 40 }).WithErrorCode("unknown_code");
                RuleFor(q => q.From).Must(text => text is null || Days.TryParse(text, out _)).WithErrorCode("wrong_format");
                RuleFor(q => q.To).DayAfter(q => q.From);
                Include(new ListQuery.Validator());
            }
        }

        internal string Conditions(DynamicParameters parameters)
        {
            parameters.Add("gridEnd", Grid is null ? null : GridCode.EndOfSubtree(Grid));
            var conditions = new SqlConditions(parameters)
                .AndIf(Kind, "a.kind = @kind", "kind")
                .AndIf(Of, "a.subject_kind = @of", "of")
                .AndIf(Grid, "a.grid_code >= @grid AND a.grid_code < @gridEnd", "grid")
                .AndIf(QueryValues.Id(Person), "a.person_id = @person", "person")
                .AndIf(Role, "a.role = @role", "role")
                .AndIf(QueryValues.Day(From), "a.from_day >= @from", "from")
                .AndIf(QueryValues.Day(To), "a.from_day < @to", "to");
            if (Superseded is not true)
            {
                conditions.And("""
                    NOT EXISTS (SELECT 1 FROM assessments n
                                 WHERE n.kind = a.kind AND n.from_day = a.from_day AND n.subject = a.subject
                                   AND n.revision = a.revision + 1)
                    """);
            }
            return conditions.ToString();
        }

        internal string Fingerprint() => string.Join('|', "assessments", Kind, Of, Grid, Person, Role, From, To, Superseded is true);
    }

    /// <summary>An issued report, without its figures.</summary>
    /// <param name="Id">The id of this revision.</param>
    /// <param name="Kind">The length of the period.</param>
    /// <param name="NameZh">The kind of report and the period, in Chinese.</param>
    /// <param name="NameEn">The kind of report and the period, in English.</param>
    /// <param name="From">The first day of the period, yyyy-MM-dd.</param>
    /// <param name="To">The day after the last day of the period, yyyy-MM-dd.</param>
    /// <param name="Of">The kind of subject.</param>
    /// <param name="Grid">The assessed grid, county or city.</param>
    /// <param name="Level">The level of the compared grids; of a comparison only.</param>
    /// <param name="Role">The code of the assessed service role; of a role's report only.</param>
    /// <param name="Person">The assessed person; of a person's report only.</param>
    /// <param name="Revision">The revision: 1 as first issued, one more for each correction.</param>
    /// <param name="Score">The score of 100 points; null when no term could be scored.</param>
    /// <param name="IssuedAt">The time of issue.</param>
    public sealed record Item(
        Id Id, PeriodKind Kind, string NameZh, string NameEn, DateOnly From, DateOnly To, SubjectKind Of, Assessment.GridRef Grid,
        int? Level, string? Role, Assessment.PersonRef? Person, int Revision, decimal? Score, Instant IssuedAt);

    public override Task<Results<Ok<Page<Item>>, ProblemHttpResult>> ExecuteAsync(Query query, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Item>>, ProblemHttpResult>>(async tx =>
        {
            var scope = Actor.ScopeOf(Capability.StatisticsRead);
            var parameters = new DynamicParameters();
            parameters.Add("Me", Actor.Id.Value);
            var where = AssessmentRow.Readable + query.Conditions(parameters);
            var limit = query.Limit ?? Cursor.DefaultLimit;
            var fingerprint = query.Fingerprint();
            parameters.Add("last", Id.TryParseExact(Cursor.Parse(fingerprint, query.Cursor), out var last) ? last.Value : long.MaxValue);
            parameters.Add("rows", limit + 1);
            var rows = await tx.Query<Row>($"{Select} WHERE {where} AND a.id < @last ORDER BY a.id DESC LIMIT @rows", parameters, scope);
            long? count = query.Count is true
                ? await tx.QuerySingle<long>($"SELECT count(*) FROM assessments a WHERE {where}", parameters, scope)
                : null;
            var items = rows.ConvertAll(row => row.ToItem());
            return TypedResults.Ok(Cursor.CreatePage(HttpContext, fingerprint, limit, items, item => item.Id.ToString(), count));
        }, ct);

    sealed record Row
    {
        public required Id Id { get; init; }
        public required PeriodKind Kind { get; init; }
        public required DateOnly FromDay { get; init; }
        public required DateOnly ToDay { get; init; }
        public required SubjectKind SubjectKind { get; init; }
        public required string GridCode { get; init; }
        public required string GridName { get; init; }
        public int? Level { get; init; }
        public string? Role { get; init; }
        public Id? PersonId { get; init; }
        public string? PersonName { get; init; }
        public required int Revision { get; init; }
        public int? Score { get; init; }
        public required Instant IssuedAt { get; init; }

        public Item ToItem()
        {
            var period = new AssessedPeriod(Kind, FromDay);
            return new Item(
                Id, period.Kind, AssessmentRow.Name(period, chinese: true), AssessmentRow.Name(period, chinese: false), FromDay, ToDay,
                SubjectKind, new Assessment.GridRef(GridCode, GridName), Level, Role,
                PersonId is { } person ? new Assessment.PersonRef(person, PersonName ?? "") : null, Revision, Score / 100m, IssuedAt);
        }
    }

    const string Select = """
        SELECT a.id, a.kind, a.from_day, a.to_day, a.subject_kind, a.grid_code, g.name AS grid_name, a.level, a.role, a.person_id,
               p.name AS person_name, a.revision, a.score, a.issued_at
          FROM assessments a
          JOIN grids g ON g.code = a.grid_code
          LEFT JOIN people p ON p.id = a.person_id

        """;
}
