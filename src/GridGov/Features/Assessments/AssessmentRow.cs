using GridGov.Features.Assessments.Schemes;
using GridGov.Security;

namespace GridGov.Features.Assessments;

sealed record AssessmentRow
{
    public required Id Id { get; init; }
    public required PeriodKind Kind { get; init; }
    public required DateOnly FromDay { get; init; }
    public required DateOnly ToDay { get; init; }
    public required SubjectKind SubjectKind { get; init; }
    public required string GridCode { get; init; }
    public int? Level { get; init; }
    public string? Role { get; init; }
    public string? RoleZh { get; init; }
    public string? RoleEn { get; init; }
    public Id? PersonId { get; init; }
    public string? PersonName { get; init; }
    public required int Revision { get; init; }
    public Id? Supersedes { get; init; }
    public Id? SupersededBy { get; init; }
    public required string Scheme { get; init; }
    public required long SchemeVersion { get; init; }
    public required Instant AsOf { get; init; }
    public required Instant IssuedAt { get; init; }
    public Id? IssuedBy { get; init; }
    public string? IssuerName { get; init; }
    public string? Reason { get; init; }
    public required string Content { get; init; }
    public required string Hash { get; init; }

    public AssessedPeriod Period => new(Kind, FromDay);

    public AssessmentSubject Subject => new(SubjectKind, GridCode, Level, Role, PersonId);

    public Assessment ToAssessment()
    {
        var content = ReportContent.Parse(Content);
        var (period, subject) = (Period, Subject);
        return new Assessment(Id, period.Kind, Name(period, chinese: true), Name(period, chinese: false), FromDay, ToDay, subject.Kind,
            new Assessment.GridRef(GridCode, content.GridName), Level,
            Role is null ? null : new Assessment.RoleRef(Role, RoleZh ?? Role, RoleEn ?? Role),
            PersonId is { } person ? new Assessment.PersonRef(person, PersonName ?? "") : null,
            Revision, Reason, Supersedes, SupersededBy, AsOf, IssuedAt,
            IssuedBy is { } issuer ? new Assessment.PersonRef(issuer, IssuerName ?? "") : null,
            [.. content.Figures.Select(figure => Assessment.ToFigure(Id, figure, subject.Whole, period, AsOf))],
            content.Score,
            new Assessment.SchemeRef(Scheme, content.Scheme.NameZh, content.Scheme.NameEn, SchemeVersion, content.Scheme.Grades),
            content.Rows is null ? null : [.. content.Rows.Select(ToRow)], content.Changes, Hash);

        Assessment.Row ToRow(ComparedGrid row) => new(row.Rank, new Assessment.GridRef(row.Grid, row.Name),
            [.. row.Figures.Select(figure => Assessment.ToFigure(Id, figure, AssessmentSubject.OfGrid(row.Grid), period, AsOf))],
            row.Score);
    }

    public static string Name(AssessedPeriod period, bool chinese) => chinese
        ? $"{period.Name(chinese)} {AssessedPeriod.ReportName(period.Kind, chinese)}"
        : $"{AssessedPeriod.ReportName(period.Kind, chinese)}, {period.Name(chinese)}";

    /// <summary>Finds a report that the caller may read: of a grid in the caller's scope, or of the caller.</summary>
    public static Task<AssessmentRow?> Find(Tx tx, Actor actor, Id id, Capability capability = Capability.StatisticsRead) =>
        tx.QuerySingle<AssessmentRow>(
            FindOne, new { Id = id, Me = capability == Capability.StatisticsRead ? actor.Id : Id.None }, actor.ScopeOf(capability));

    public static Task<AssessmentRow?> FindLatest(Tx tx, AssessedPeriod period, AssessmentSubject subject) =>
        tx.QuerySingle<AssessmentRow>(FindLast, new { period.Kind, FromDay = period.From, Subject = subject.Key });

    public const string Readable = "(@scope(a.grid_code) OR a.person_id = @Me)";

    public const string Select = """
        SELECT a.id, a.kind, a.from_day, a.to_day, a.subject_kind, a.grid_code, a.level, a.role, r.name_zh AS role_zh, r.name_en AS role_en,
               a.person_id, p.name AS person_name, a.revision, a.supersedes, n.id AS superseded_by, a.scheme, a.scheme_version,
               a.as_of, a.issued_at, a.issued_by, i.name AS issuer_name, a.reason, a.content, a.hash
          FROM assessments a
          LEFT JOIN assessments n ON n.kind = a.kind AND n.from_day = a.from_day AND n.subject = a.subject AND n.revision = a.revision + 1
          LEFT JOIN service_roles r ON r.code = a.role
          LEFT JOIN people p ON p.id = a.person_id
          LEFT JOIN people i ON i.id = a.issued_by

        """;

    const string FindOne = Select + " WHERE a.id = @Id AND " + Readable;

    const string FindLast = Select + """
         WHERE a.kind = @Kind AND a.from_day = @FromDay AND a.subject = @Subject
         ORDER BY a.revision DESC
         LIMIT 1
        """;
}
