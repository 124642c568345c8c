using GridGov.Features.Assessments.Schemes;

namespace GridGov.Features.Assessments;

/// <summary>A computed report that is not issued yet.</summary>
/// <param name="AsOf">A <see cref="Db.StableInstant"/>, so that the same numbers can be recomputed at any time.</param>
sealed record AssessmentDraft(AssessedPeriod Period, AssessmentSubject Subject, ReportContent Content, SchemeRow Scheme, Instant AsOf)
{
    public const int MaxRows = 500;

    public static async Task<AssessmentDraft> Create(
        Tx tx, AssessedPeriod period, AssessmentSubject subject, SchemeRow scheme, Instant asOf)
    {
        var figures = await TermFigures.Read(tx, subject, subject.Level is { } level ? [GridCode.LengthOf(level)] : [], period, asOf);
        var content = await ContentOf(tx, figures, period, subject, SchemeContent.Parse(scheme.Content), asOf);
        return new AssessmentDraft(period, subject, content, scheme, asOf);
    }

    /// <param name="figures">The figures of the subject, or of a grid above it that were read with the subject's level.</param>
    public static async Task<ReportContent> ContentOf(
        Tx tx, TermFigures figures, AssessedPeriod period, AssessmentSubject subject, SchemeContent scheme, Instant asOf)
    {
        var whole = figures.Of(subject.Grid);
        var rows = subject.Kind == SubjectKind.Level
            ? (await GridsOf(tx, period, subject, asOf)).Select(grid => (grid, Figures: figures.Of(grid.Code)))
                .Select(row => new ComparedGrid(null, row.grid.Code, row.grid.Name, row.Figures, ScoreOf(row.Figures)))
            : null;
        return new ReportContent(await tx.QuerySingle<string>(FindName, new { Code = subject.Grid }) ?? subject.Grid, whole, ScoreOf(whole),
            rows is null ? null : ComparedGrid.RankAll(rows), scheme, Changes: null);

        Score ScoreOf(IReadOnlyList<MeasuredTerm> measured) =>
            Scoring.Compute(scheme.Terms, scheme.Grades,
                measured.ToDictionary(figure => figure.Term, figure => figure.Value(), StringComparer.Ordinal));
    }

    public static async Task<bool> IsTooLarge(Tx tx, AssessedPeriod period, AssessmentSubject subject) =>
        subject.Kind == SubjectKind.Level && (await GridsOf(tx, period, subject, tx.Now)).Count > MaxRows;

    static Task<List<GridRow>> GridsOf(
        Tx tx, AssessedPeriod period, AssessmentSubject subject, Instant asOf) => tx.Query<GridRow>(ListGrids, new
        {
            Level = subject.Level!.Value,
            Root = subject.Grid,
            RootEnd = GridCode.EndOfSubtree(subject.Grid),
            Begin = Days.Begin(period.From, tx.Zone),
            End = Days.Begin(period.To, tx.Zone),
            AsOf = asOf,
            Rows = MaxRows + 1,
        });

    sealed record GridRow
    {
        public required string Code { get; init; }
        public required string Name { get; init; }
    }

    const string FindName = "SELECT name FROM grids WHERE code = @Code";

    const string ListGrids = """
        SELECT code, name
          FROM grids
         WHERE level = @Level AND code > @Root AND code < @RootEnd AND created_at < @End AND created_at <= @AsOf
           AND (retired_at IS NULL OR retired_at > @Begin)
         ORDER BY code
         LIMIT @Rows
        """;
}
