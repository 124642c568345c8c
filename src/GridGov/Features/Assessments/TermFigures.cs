using GridGov.Domain.Meetings;
using GridGov.Domain.Posts;
using GridGov.Domain.Statistics;
using GridGov.Features.Assessments.Schemes;

namespace GridGov.Features.Assessments;

/// <summary>The figures of a grid and of some levels below it; a whole county takes as many statements as a unit grid.</summary>
sealed class TermFigures(string root, AssessmentSubject subject)
{
    readonly Dictionary<(string Grid, string Term), (long Numerator, long Denominator)> counts = [];

    /// <summary>Reads the figures as of a stable instant, so that later writes change nothing.</summary>
    public static async Task<TermFigures> Read(
        Tx tx, AssessmentSubject subject, IReadOnlyCollection<int> digits, AssessedPeriod period, Instant asOf)
    {
        var figures = new TermFigures(subject.Grid, subject.Whole);
        var all = new CountQuery([subject.Grid], period.Days) { AsOf = asOf };
        await figures.Read(tx, all, period);
        foreach (var length in digits)
            await figures.Read(tx, all with { By = [DimensionOf(length)] }, period);
        return figures;
    }

    public IReadOnlyList<MeasuredTerm> Of(string grid) => [.. ReportTerm.All.Where(term => term.IsOf(subject.Kind)).Select(term =>
    {
        var (numerator, denominator) = counts.GetValueOrDefault((grid, term.Part is null ? term.Code : term.Measure!.Code));
        if (term.FiledFrom is not null)
            denominator = counts.GetValueOrDefault((grid, Found)).Denominator;
        return term.IsCount
            ? new MeasuredTerm(term.Code, term.Part is null or MeasurePart.Numerator ? numerator : denominator, null, term.FormulaVersion)
            : new MeasuredTerm(term.Code, numerator, denominator, term.FormulaVersion);
    })];

    async Task Read(Tx tx, CountQuery query, AssessedPeriod period)
    {
        foreach (var measure in TicketMeasure.All)
            await ReadMeasure(tx, ReportTerm.Find(measure.Code)!, query);
        await ReadFiled(tx, query);
        await ReadRows(tx, ReportTerm.Find("joint_actions")!, query);
        await ReadRows(tx, ReportTerm.Find("joint_arrival_rate")!, query);
        if (subject.Kind != SubjectKind.Person)
            await ReadVacancies(tx, query, period);
        if (subject.Kind is not (SubjectKind.Grid or SubjectKind.Level))
            return;
        await ReadMarks(tx, query, period);
        foreach (var term in ReportTerm.All.Where(term => term.Source == TermSource.Together))
        {
            foreach (var figure in (await MeasureReader.Read(tx, term.Together!, query)).Figures)
                Add(figure.Keys[0], term.Code, figure.Rate.Numerator, figure.Rate.Denominator);
        }
    }

    void Add(string? grid, string term, long numerator, long denominator)
    {
        // Tickets of a grid above the grouped level have no group.
        if (grid is null)
            return;
        var (n, d) = counts.GetValueOrDefault((grid, term));
        counts[(grid, term)] = (n + numerator, d + denominator);
    }

    async Task ReadMeasure(Tx tx, ReportTerm term, CountQuery query)
    {
        var counted = TermSelection.Of(term, subject);
        var result = await MeasureReader.Read(tx, term.Measure! with { Rows = counted.Rows }, query with { Criteria = counted.Criteria });
        foreach (var figure in result.Figures)
            Add(figure.Keys[0], term.Code, figure.Rate.Numerator, figure.Rate.Denominator);
    }

    async Task ReadFiled(Tx tx, CountQuery query)
    {
        var counted = TermSelection.Of(ReportTerm.Find(Found)!, subject);
        foreach (var row in await MeasureRowReader.Sum(tx, counted.Rows, "t.source", root, query with { Criteria = counted.Criteria }))
        {
            Add(KeyOf(row, query), Found, row.N, row.N);
            Add(KeyOf(row, query), $"found_by_{row.Label}", row.N, 0);
        }
    }

    async Task ReadRows(Tx tx, ReportTerm term, CountQuery query)
    {
        var counted = TermSelection.Of(term, subject);
        foreach (var row in await MeasureRowReader.Sum(tx, counted.Rows, label: null, root, query with { Criteria = counted.Criteria }))
            Add(KeyOf(row, query), term.Code, row.Numerator, row.N);
    }

    string? KeyOf(SumRow row, CountQuery query) => query.By.Count == 0 ? root : row.First;

    async Task ReadVacancies(Tx tx, CountQuery query, AssessedPeriod period)
    {
        var digits = query.By is [var dimension] ? dimension.Digits()!.Value : root.Length;
        var parameters = new
        {
            Day = period.Last, Role = subject.Role ?? "", query.AsOf, Digits = digits,
            UsableAt = VacantPosts.UsableAt(period.Last, query.AsOf ?? tx.Now, tx.Zone),
        };
        var scope = Scope.Of(root);
        // The post of a grid above the grouped level belongs to no grid of the level.
        foreach (var row in await tx.Query<PostRow>(CountVacant, parameters, scope))
            Add(row.GridCode.Length == digits ? row.GridCode : null, "vacancy_rate", row.N, 0);
        foreach (var row in await tx.Query<PostRow>(CountRequired, parameters, scope))
            Add(row.GridCode.Length == digits ? row.GridCode : null, "vacancy_rate", 0, row.N);
    }

    async Task ReadMarks(Tx tx, CountQuery query, AssessedPeriod period)
    {
        var digits = query.By is [var dimension] ? dimension.Digits()!.Value : root.Length;
        foreach (var (grid, points, voters) in await tx.Query(SumMarks, c => (c.Text(), c.Long(), c.Long()), new
        {
            Digits = digits, period.From, period.To, AsOf = query.AsOf ?? tx.Now,
        }, Scope.Of(root)))
        {
            // The mark of a grid above the grouped level belongs to no grid of the level.
            Add(grid.Length == digits ? grid : null, "resident_review", points, voters * 100);
        }
    }

    static Dimension DimensionOf(int digits) => Enum.GetValues<Dimension>().First(dimension => dimension.Digits() == digits);

    const string Found = "found";

    sealed record PostRow
    {
        public required string GridCode { get; init; }
        public required long N { get; init; }
    }

    const string CountVacant = $"""
        SELECT grid_code, count(*) AS n
          FROM (SELECT substr(grid_code, 1, @Digits) AS grid_code FROM ({VacantPosts.Vacant}) AS posts) AS vacant
         GROUP BY grid_code
        """;

    const string SumMarks = $"""
        SELECT marked.grid_code, sum(marked.points), sum(marked.voters)
          FROM (SELECT substr(k.grid_code, 1, @Digits) AS grid_code, k.score * k.voters AS points, k.voters
                  FROM review_marks k
                  JOIN meetings m ON m.id = k.meeting_id
                 WHERE @scope(k.grid_code) AND m.day >= @From AND m.day < @To AND {MarkRow.AsOf}) AS marked
         GROUP BY marked.grid_code
        """;

    const string CountRequired = $"""
        SELECT grid_code, count(*) AS n
          FROM (SELECT substr(grid_code, 1, @Digits) AS grid_code FROM ({VacantPosts.Required}) AS posts) AS required
         GROUP BY grid_code
        """;
}
