using GridGov.Features.Assessments.Schemes;

namespace GridGov.Features.Assessments;

/// <summary>Recomputes every issued report as of its instant and compares numbers and hash with those issued; it changes nothing.</summary>
static class AssessmentAudit
{
    const int BatchSize = 500;

    /// <summary>Writes the differences to the console, for the command <c>verify</c>.</summary>
    public static async Task<bool> Verify(Db db)
    {
        var result = await Run(db, Console.WriteLine, CancellationToken.None);
        if (result.WithOtherFormulas > 0)
            Console.WriteLine($"{result.WithOtherFormulas:N0} assessments were issued by earlier formulas and cannot be recomputed.");
        Console.WriteLine(result.Differences == 0
            ? $"The recomputed numbers of {result.Reports:N0} assessments are those issued."
            : $"{result.Differences:N0} differences were found in the assessments.");
        return result.Differences == 0;
    }

    /// <param name="WithOtherFormulas">The number of reports that cannot be recomputed because a formula has changed since.</param>
    public sealed record Result(long Reports, long Differences, long WithOtherFormulas);

    public static async Task<Result> Run(Db db, Action<string> report, CancellationToken ct)
    {
        var (reports, differences, others) = (0L, 0L, 0L);
        var last = 0L;
        while (await db.Read(tx => tx.Query<AssessmentRow>(ListAll, new { Last = last, BatchSize }), ct) is { Count: > 0 } rows)
        {
            // Reports of one instant are read together: a county takes as many statements as a grid.
            var groups = rows.GroupBy(row => (row.Kind, row.FromDay, row.AsOf, Root: RootOf(row.Subject), row.Role, row.PersonId));
            foreach (var together in groups)
            {
                ct.ThrowIfCancellationRequested();
                foreach (var found in await db.Read(tx => Compare(tx, [.. together]), ct))
                {
                    reports++;
                    others += found.OtherFormula ? 1 : 0;
                    differences += found.Differences.Count;
                    foreach (var difference in found.Differences)
                    {
                        var name = AssessmentRow.Name(found.Row.Period, chinese: false);
                        report($"DIFFERS  assessment {found.Row.Id}  {name}  {found.Row.Subject.Key}: {difference}");
                    }
                }
            }
            last = rows[^1].Id.Value;
        }
        var audited = await db.Read(tx => tx.QuerySingle<long>(CountAudited), ct);
        if (audited != reports)
        {
            differences++;
            report($"DIFFERS  the audit has {audited:N0} assessments, and the store has {reports:N0}");
        }
        return new Result(reports, differences, others);
    }

    /// <summary>A grid is read with its county, a county with its city, and a role or a person alone.</summary>
    static string RootOf(AssessmentSubject subject) => subject.Kind is SubjectKind.Role or SubjectKind.Person ? subject.Grid
        : subject.Grid[..(subject.Grid.Length > GridCode.Lengths[1] ? GridCode.Lengths[1] : GridCode.Lengths[0])];

    static async Task<List<Finding>> Compare(Tx tx, List<AssessmentRow> together)
    {
        var first = together[0];
        var root = together.Count == 1 ? first.GridCode : RootOf(first.Subject);
        var lengths = together.Select(row => row.GridCode.Length)
            .Concat(together.Select(row => row.Level).OfType<int>().Select(GridCode.LengthOf))
            .Where(length => length > root.Length).Distinct().ToList();
        var figures = await TermFigures.Read(tx, first.Subject.Whole with { Grid = root }, lengths, first.Period, first.AsOf);
        var findings = new List<Finding>();
        foreach (var row in together)
            findings.Add(await Compare(tx, row, figures));
        return findings;
    }

    static async Task<Finding> Compare(Tx tx, AssessmentRow row, TermFigures figures)
    {
        var differences = new List<string>();
        if (ReportContent.HashOf(row.Content) != row.Hash)
            differences.Add("its content does not match its hash");
        if (await tx.QuerySingle<long>(CountHash, new { Subject = row.Id.ToString(), Hash = $"%\"hash\":\"{row.Hash}\"%" }) != 1)
            differences.Add("the audit does not have its hash");
        var content = ReportContent.Parse(row.Content);
        if (await tx.QuerySingle<long>(CountScore, new { row.Id, Score = AssessmentStore.ScoreColumn(content) ?? -1 }) != 1)
            differences.Add("its score in lists is not that of its content");
        var recomputed = await AssessmentDraft.ContentOf(tx, figures, row.Period, row.Subject, content.Scheme, row.AsOf);
        if (!Formulas(content).IsSubsetOf(Formulas(recomputed)))
            return new Finding(row, differences, OtherFormula: true);
        differences.AddRange(Difference.Between(content, recomputed).Select(Describe));
        return new Finding(row, differences, OtherFormula: false);
    }

    static string Describe(Difference difference)
    {
        var grid = difference.Grid is null ? "" : difference.Grid + " ";
        var (before, after) = (difference.Before?.ToString() ?? "nothing", difference.After?.ToString() ?? "nothing");
        return $"{grid}{difference.Term} {difference.Part} was issued as {before} and is recomputed as {after}";
    }

    static HashSet<(string, int)> Formulas(ReportContent content) => [.. content.Figures.Select(figure => (figure.Term, figure.Formula))];

    sealed record Finding(AssessmentRow Row, List<string> Differences, bool OtherFormula);

    const string ListAll = AssessmentRow.Select + " WHERE a.id > @Last ORDER BY a.id LIMIT @BatchSize";

    const string CountHash = """
        SELECT count(*)
          FROM audit
         WHERE subject = @Subject AND subject_kind = 'assessment' AND details LIKE @Hash
        """;

    const string CountScore = "SELECT count(*) FROM assessments WHERE id = @Id AND coalesce(score, -1) = @Score";

    const string CountAudited = "SELECT count(*) FROM audit WHERE subject_kind = 'assessment' AND code IN ('issue', 'reissue')";
}
