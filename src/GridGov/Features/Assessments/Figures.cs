using GridGov.Platform.Data;
using GridGov.Platform.Measures;
using GridGov.Platform.Security;
using GridGov.Platform.Time;

namespace GridGov.Features.Assessments;

/// <summary>
/// What the terms of reports count under a grid: of all of it, and of each grid of some levels below. A whole county's are
/// read at once, in as many statements as a single unit grid's.
/// </summary>
/// <param name="subject">The role or person that the counts are of; else the grids themselves.</param>
sealed class Figures(string root, Subject subject)
{
    readonly Dictionary<(string Grid, string Term), (long Numerator, long Denominator)> counts = [];

    /// <summary>Reads them as of a settled instant: what was written later changes nothing.</summary>
    /// <param name="digits">Lengths of the codes of the grids below that are wanted too.</param>
    public static async Task<Figures> Read(Tx tx, Subject subject, IReadOnlyCollection<int> digits, AssessedPeriod period, Instant asOf)
    {
        var figures = new Figures(subject.Grid, subject.Whole);
        var all = new CountQuestion([subject.Grid], period.Days) { AsOf = asOf };
        await figures.Read(tx, all, period);
        foreach (var length in digits)
            await figures.Read(tx, all with { By = [DimensionOf(length)] }, period);
        return figures;
    }

    /// <summary>What was measured of the root, or of a grid that was read with it.</summary>
    public IReadOnlyList<Measured> Of(string grid) => [.. TermKind.All.Where(term => term.IsOf(subject.Kind)).Select(term =>
    {
        var (numerator, denominator) = counts.GetValueOrDefault((grid, term.Part is null ? term.Code : term.Measure!.Code));
        if (term.FiledFrom is not null)
            denominator = counts.GetValueOrDefault((grid, Found)).Denominator;
        return term.IsCount
            ? new Measured(term.Code, term.Part is null or MeasurePart.Numerator ? numerator : denominator, null, term.FormulaVersion)
            : new Measured(term.Code, numerator, denominator, term.FormulaVersion);
    })];

    async Task Read(Tx tx, CountQuestion question, AssessedPeriod period)
    {
        foreach (var measure in Measure.All)
            await ReadMeasure(tx, TermKind.Find(measure.Code)!, question);
        await ReadFiled(tx, question);
        await ReadRows(tx, TermKind.Find("joint_actions")!, question);
        await ReadRows(tx, TermKind.Find("joint_arrival_rate")!, question);
        if (subject.Kind != SubjectKind.Person)
            await ReadVacancies(tx, question, period);
    }

    void Add(string? grid, string term, long numerator, long denominator)
    {
        // Above the level there is no group.
        if (grid is null)
            return;
        var (n, d) = counts.GetValueOrDefault((grid, term));
        counts[(grid, term)] = (n + numerator, d + denominator);
    }

    async Task ReadMeasure(Tx tx, TermKind term, CountQuestion question)
    {
        var counted = Counted.Of(term, subject);
        var answer = await MeasureReader.Read(tx, term.Measure! with { Rows = counted.Rows }, question with { Criteria = counted.Criteria });
        foreach (var figure in answer.Figures)
            Add(figure.Keys[0], term.Code, figure.Rate.Numerator, figure.Rate.Denominator);
    }

    /// <summary>Everything that was filed, by where it came from.</summary>
    async Task ReadFiled(Tx tx, CountQuestion question)
    {
        var counted = Counted.Of(TermKind.Find(Found)!, subject);
        foreach (var row in await RowReader.Sum(tx, counted.Rows, "t.source", root, question with { Criteria = counted.Criteria }))
        {
            Add(KeyOf(row, question), Found, row.N, row.N);
            Add(KeyOf(row, question), $"found_by_{row.Label}", row.N, 0);
        }
    }

    async Task ReadRows(Tx tx, TermKind term, CountQuestion question)
    {
        var counted = Counted.Of(term, subject);
        foreach (var row in await RowReader.Sum(tx, counted.Rows, label: null, root, question with { Criteria = counted.Criteria }))
            Add(KeyOf(row, question), term.Code, row.Numerator, row.N);
    }

    string? KeyOf(SumRow row, CountQuestion question) => question.By.Count == 0 ? root : row.First;

    async Task ReadVacancies(Tx tx, CountQuestion question, AssessedPeriod period)
    {
        var digits = question.By is [var dimension] ? dimension.Digits()!.Value : root.Length;
        var parameters = new { Day = period.Last, Role = subject.Role ?? "", question.AsOf, Digits = digits };
        var scope = Scope.Of(root);
        // A head of a grid above the level belongs to no grid of it.
        foreach (var row in await tx.List<PostRow>(CountVacant, parameters, scope))
            Add(row.GridCode.Length == digits ? row.GridCode : null, "vacancy_rate", row.N, 0);
        foreach (var row in await tx.List<PostRow>(CountWanted, parameters, scope))
            Add(row.GridCode.Length == digits ? row.GridCode : null, "vacancy_rate", 0, row.N);
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
          FROM (SELECT substr(grid_code, 1, @Digits) AS grid_code FROM ({Vacancies.Vacant}) AS posts) AS vacant
         GROUP BY grid_code
        """;

    const string CountWanted = $"""
        SELECT grid_code, count(*) AS n
          FROM (SELECT substr(grid_code, 1, @Digits) AS grid_code FROM ({Vacancies.Wanted}) AS posts) AS wanted
         GROUP BY grid_code
        """;
}
