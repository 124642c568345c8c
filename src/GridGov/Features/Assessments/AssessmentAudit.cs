using GridGov.Features.Assessments.Schemes;

namespace GridGov.Features.Assessments;

/// <summary>
/// Works every issued report out again, as of its instant and by its scheme, and compares it with what was issued; and looks
/// whether its content is the one whose hash the audit has. Changes nothing.
/// </summary>
static class AssessmentAudit
{
    const int Portion = 500;

    /// <summary>For <c>verify</c>: says what differs.</summary>
    /// <returns>Whether nothing does.</returns>
    public static async Task<bool> Verify(Db db)
    {
        var result = await Run(db, Console.WriteLine, CancellationToken.None);
        if (result.WithOtherFormulas > 0)
            Console.WriteLine($"{result.WithOtherFormulas:N0} assessments were issued by earlier formulas and could not be worked out again.");
        Console.WriteLine(result.Differences == 0
            ? $"The numbers of {result.Reports:N0} assessments come out again as they were issued."
            : $"{result.Differences:N0} places in the assessments differ.");
        return result.Differences == 0;
    }

    /// <param name="Reports">Looked at.</param>
    /// <param name="WithOtherFormulas">Of those: not to be compared, because a formula is another one by now.</param>
    public sealed record Result(long Reports, long Differences, long WithOtherFormulas);

    /// <param name="tell">Told each difference, in words.</param>
    public static async Task<Result> Run(Db db, Action<string> tell, CancellationToken ct)
    {
        var (reports, differences, others) = (0L, 0L, 0L);
        var last = 0L;
        while (await db.Read(tx => tx.Query<AssessmentRow>(ListAll, new { Last = last, Portion }), ct) is { Count: > 0 } rows)
        {
            // What was issued together is of one instant and read together, a county in as many statements as a grid.
            foreach (var together in rows.GroupBy(row => (row.Kind, row.FromDay, row.AsOf, Root: RootOf(row.Subject), row.Role, row.PersonId)))
            {
                ct.ThrowIfCancellationRequested();
                foreach (var found in await db.Read(tx => Compare(tx, [.. together]), ct))
                {
                    reports++;
                    others += found.OtherFormula ? 1 : 0;
                    differences += found.Differences.Count;
                    foreach (var says in found.Differences)
                        tell($"DIFFERS  assessment {found.Row.Id}  {AssessmentRow.Name(found.Row.Period, chinese: false)}  {found.Row.Subject.Key}: {says}");
                }
            }
            last = rows[^1].Id.Value;
        }
        var noted = await db.Read(tx => tx.QuerySingle<long>(CountNoted), ct);
        if (noted != reports)
        {
            differences++;
            tell($"DIFFERS  the audit tells of {noted:N0} assessments, and {reports:N0} are there");
        }
        return new Result(reports, differences, others);
    }

    /// <summary>A grid is read with its county, a county with its city; a role or a person alone.</summary>
    static string RootOf(AssessmentSubject subject) => subject.Kind is SubjectKind.Role or SubjectKind.Person ? subject.Grid
        : subject.Grid[..(subject.Grid.Length > GridCode.Lengths[1] ? GridCode.Lengths[1] : GridCode.Lengths[0])];

    static async Task<List<Finding>> Compare(Tx tx, List<AssessmentRow> together)
    {
        var first = together[0];
        // One alone does not take its county with it.
        var root = together.Count == 1 ? first.GridCode : RootOf(first.Subject);
        var lengths = together.Select(row => row.GridCode.Length).Concat(together.Select(row => row.Level).OfType<int>().Select(GridCode.LengthOf))
            .Where(length => length > root.Length).Distinct().ToList();
        var figures = await TermFigures.Read(tx, first.Subject.Whole with { Grid = root }, lengths, first.Period, first.AsOf);
        var findings = new List<Finding>();
        foreach (var row in together)
            findings.Add(await Compare(tx, row, figures));
        return findings;
    }

    static async Task<Finding> Compare(Tx tx, AssessmentRow row, TermFigures figures)
    {
        var says = new List<string>();
        if (ReportContent.HashOf(row.Content) != row.Hash)
            says.Add("its content is not that of its hash");
        if (await tx.QuerySingle<long>(CountHash, new { Subject = row.Id.ToString(), Hash = $"%\"hash\":\"{row.Hash}\"%" }) != 1)
            says.Add("the audit does not have its hash");
        var content = ReportContent.Parse(row.Content);
        var again = await AssessmentDraft.ContentOf(tx, figures, row.Period, row.Subject, content.Scheme, row.AsOf);
        if (!Formulas(content).SetEquals(Formulas(again)))
            return new Finding(row, says, OtherFormula: true);
        says.AddRange(Difference.Between(content, again).Select(one =>
            $"{(one.Grid is null ? "" : one.Grid + " ")}{one.Term} {one.Part} was issued as {one.Before?.ToString() ?? "nothing"} and comes out as {one.After?.ToString() ?? "nothing"}"));
        return new Finding(row, says, OtherFormula: false);
    }

    static HashSet<(string, int)> Formulas(ReportContent content) => [.. content.Figures.Select(figure => (figure.Term, figure.Formula))];

    sealed record Finding(AssessmentRow Row, List<string> Differences, bool OtherFormula);

    const string ListAll = AssessmentRow.Select + " WHERE a.id > @Last ORDER BY a.id LIMIT @Portion";

    const string CountHash = """
        SELECT count(*)
          FROM audit
         WHERE subject = @Subject AND subject_kind = 'assessment' AND details LIKE @Hash
        """;

    const string CountNoted = "SELECT count(*) FROM audit WHERE subject_kind = 'assessment' AND code IN ('issue', 'reissue')";
}
