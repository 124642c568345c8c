using System.Globalization;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Posts;
using GridGov.Features.Assessments.Schemes;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Assessments;

/// <summary>
/// Issues the report of a finished period: of a grid, of the grids of a level in comparison, of a service role, or of a person.
/// </summary>
public sealed class IssueAssessment(Db db)
    : ApiEndpoint<IssueAssessment.Request, Results<Created<Assessment>, Ok<Assessment>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/");
        Group<AssessmentGroup>();
        Operation("Issue an assessment",
            "A subject is assessed once in a period: a further request returns the latest revision with 200. Without level, role and " +
            "person the report is of the grid as a whole. The server issues the reports of the grids at the end of each period, as the " +
            "deployment is configured.");
        RequiresCapability(Capability.AssessmentIssue);
        ProducesProblem(400, "unknown-grid", "unknown-role", "unknown-person", "unknown-scheme");
        ProducesProblem(409, "period-not-over", "comparison-too-large");
        RequestExample("""{ "kind": "month", "from": "2012-06-01", "grid": "410103003" }""");
    }

    /// <summary>The subject and the period to assess.</summary>
    /// <param name="Kind">The length of the period.</param>
    /// <param name="From">
    /// The first day of the period, yyyy-MM-dd: a Monday for a week, the first of the month, quarter or year for the others.
    /// </param>
    /// <param name="Grid">Code of a grid, county or city; the report includes everything below it.</param>
    /// <param name="Level">The level, 1, 2 or 3, of the grids below that are compared.</param>
    /// <param name="Role">Code of a service role; the report counts its tickets.</param>
    /// <param name="PersonId">The id of a person; the report counts the person's own work.</param>
    /// <param name="Scheme">Code of the scheme of the score; default if absent.</param>
    public sealed record Request(
        PeriodKind Kind, DateOnly From, string Grid, int? Level = null, string? Role = null, Id? PersonId = null, string? Scheme = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.From).Must(day => day.Year is >= 1900 and <= 9000).WithErrorCode("out_of_range")
                    .Must((request, day) => day.Year is < 1900 or > 9000 || AssessedPeriod.IsFirstDay(request.Kind, day))
                    .WithErrorCode("not_a_first_day")
                    .WithMessage("该日不是考评期的首日。", "The period does not begin on this day.");
                RuleFor(r => r.Grid).Must(GridCode.IsCode).WithErrorCode("wrong_format");
                RuleFor(r => r.Level).InclusiveBetween(1, 3);
                RuleFor(r => r.Level).Must((request, _) => request.Subject.LevelLiesBelow)
                    .When(r => r.Level is >= 1 and <= 3 && GridCode.IsCode(r.Grid))
                    .WithErrorCode("not_below").WithMessage("该网格之下没有此层级的网格。", "No grid of this level lies below the grid.");
                RuleFor(r => r.Role).OptionalText(40);
                RuleFor(r => r.Scheme).OptionalText(40);
                RuleFor(r => r.Level).Must((request, _) => request.SubjectCount <= 1)
                    .WithErrorCode("too_many")
                    .WithMessage("层级、服务角色与人员只能择一考评。", "An assessment is of a level, a role or a person, not of several.");
            }
        }

        int SubjectCount => new[] { Level is not null, Role is not null, PersonId is not null }.Count(set => set);

        internal AssessedPeriod Period => new(Kind, From);

        internal AssessmentSubject Subject => new(
            Level is not null ? SubjectKind.Level
                : Role is not null ? SubjectKind.Role
                : PersonId is not null ? SubjectKind.Person
                : SubjectKind.Grid,
            Grid, Level, Role, PersonId);
    }

    public override async Task<Results<Created<Assessment>, Ok<Assessment>, ProblemHttpResult>> ExecuteAsync(
        Request request, CancellationToken ct)
    {
        var asOf = await db.StableInstant(ct);
        // The draft is computed outside the write transaction: at a stable instant later writes change nothing.
        var (draft, refusal) = await db.Read<(AssessmentDraft?, ProblemHttpResult?)>(async tx =>
        {
            var (refusal, scheme) = await Check(tx, request, Actor);
            return refusal is null && await AssessmentRow.FindLatest(tx, request.Period, request.Subject) is null
                ? (await AssessmentDraft.Create(tx, request.Period, request.Subject, scheme!, asOf), null)
                : (null, refusal);
        }, ct);
        return await db.Write<Results<Created<Assessment>, Ok<Assessment>, ProblemHttpResult>>(async tx =>
        {
            if (((await Check(tx, request, Actor)).Refusal ?? refusal) is { } refused)
                return refused;
            var post = Actor.PostsFor(Capability.AssessmentIssue, request.Grid).First();
            var id = draft is null ? null : await AssessmentStore.Save(tx, draft, Actor, post);
            var row = (await AssessmentRow.FindLatest(tx, request.Period, request.Subject))!;
            return id is null ? TypedResults.Ok(row.ToAssessment()) : TypedResults.Created($"/v1/assessments/{id}", row.ToAssessment());
        }, ct);
    }

    static async Task<(ProblemHttpResult? Refusal, SchemeRow? Scheme)> Check(Tx tx, Request body, Actor actor)
    {
        var scope = actor.ScopeOf(Capability.AssessmentIssue);
        if (await tx.QuerySingle<string>(FindGrid, new { Code = body.Grid }, scope) is null)
            return (Problems.At("/grid", "unknown-grid", body.Grid), null);
        if (body.Role is not null && !await RoleCodes.Exists(tx, body.Role))
            return (Problems.At("/role", "unknown-role", body.Role), null);
        if (body.PersonId is { } person && await tx.QuerySingle<long?>(FindPerson, new { Id = person }, scope) is null)
            return (Problems.At("/personId", "unknown-person"), null);
        if (await SchemeRow.Find(tx, body.Scheme ?? SchemeRow.Default) is not { } scheme)
            return (Problems.At("/scheme", "unknown-scheme", body.Scheme), null);
        if (body.Period.To > tx.Today)
            return (Problems.Of("period-not-over", body.Period.To.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), null);
        if (await AssessmentDraft.IsTooLarge(tx, body.Period, body.Subject))
            return (Problems.Of("comparison-too-large", AssessmentDraft.MaxRows), null);
        return (null, scheme);
    }

    const string FindGrid = "SELECT code FROM grids WHERE code = @Code AND @scope(code)";

    // The caller may assess people who are kept in the caller's grids, or who hold or held a post there.
    const string FindPerson = """
        SELECT p.id
          FROM people p
         WHERE p.id = @Id
           AND (@scope(p.grid_code)
                OR EXISTS (SELECT 1
                             FROM appointments a
                            WHERE a.person_id = p.id AND a.status IN ('effective', 'suspended') AND @scope(a.grid_code)))
        """;
}
