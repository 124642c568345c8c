using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Features.Assessments;

static class AssessmentStore
{
    public const string SubjectKind = "assessment";

    /// <summary>Issues a draft as the first report of its subject and period, or as the next revision.</summary>
    /// <param name="actor">The issuer; null when the server issues the report.</param>
    /// <returns>The id of the new report; null if that revision has been issued meanwhile.</returns>
    public static async Task<Id?> Save(
        Tx tx, AssessmentDraft draft, Actor? actor, Post? post, AssessmentRow? former = null, string? reason = null)
    {
        var (period, subject) = (draft.Period, draft.Subject);
        var changes = former is null ? null : Difference.Between(ReportContent.Parse(former.Content), draft.Content);
        var content = (draft.Content with { Changes = changes }).ToJson();
        var id = tx.NewId();
        var row = new
        {
            Id = id,
            Kind = period.Kind.ToCode(),
            FromDay = period.From,
            ToDay = period.To,
            SubjectKind = subject.Kind.ToCode(),
            Subject = subject.Key,
            GridCode = subject.Grid,
            subject.Level,
            subject.Role,
            PersonId = subject.Person,
            Revision = (former?.Revision ?? 0) + 1,
            Supersedes = former?.Id,
            Scheme = draft.Scheme.Code,
            SchemeVersion = draft.Scheme.Version,
            Score = ScoreColumn(draft.Content),
            draft.AsOf,
            IssuedAt = tx.Now,
            IssuedBy = actor?.Id,
            Reason = reason,
            Content = content,
            Hash = ReportContent.HashOf(content),
        };
        if (await tx.Execute(Insert, row) == 0)
            return null;
        await Journal.Append(tx, new JournalEntry(
            SubjectKind, id.ToString(), subject.Grid, former is null ? "issue" : "reissue", actor?.Id, row.Revision)
        {
            Post = post?.Kind,
            Reason = reason,
            Payload = new
            {
                row.Kind, From = period.From, Of = row.SubjectKind, row.Subject, row.Scheme, row.SchemeVersion,
                draft.Content.Score.Total, row.Hash,
            },
        });
        return id;
    }

    /// <summary>The score in hundredths of a point, by which lists are made.</summary>
    internal static int? ScoreColumn(ReportContent content) => content.Score.Total is { } total ? (int?)(total * 100) : null;

    // Exclusive writes keep other inserts out between the check and the insert; the unique index guards shared writes.
    const string Insert = """
        INSERT INTO assessments (id, kind, from_day, to_day, subject_kind, subject, grid_code, level, role, person_id, revision, supersedes,
                                 scheme, scheme_version, score, as_of, issued_at, issued_by, reason, content, hash)
        SELECT @Id, @Kind, @FromDay, @ToDay, @SubjectKind, @Subject, @GridCode, @Level, @Role, @PersonId, @Revision, @Supersedes,
               @Scheme, @SchemeVersion, @Score, @AsOf, @IssuedAt, @IssuedBy, @Reason, @Content, @Hash
         WHERE NOT EXISTS (SELECT 1 FROM assessments a
                            WHERE a.kind = @Kind AND a.from_day = @FromDay AND a.subject = @Subject AND a.revision = @Revision)
        """;
}
