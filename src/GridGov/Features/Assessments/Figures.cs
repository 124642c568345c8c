using GridGov.Platform.Data;
using GridGov.Platform.Measures;
using GridGov.Platform.Security;
using GridGov.Platform.Time;

namespace GridGov.Features.Assessments;

/// <summary>What a report counts: of the whole and, in a comparison, of each grid.</summary>
sealed record Figures(string GridName, IReadOnlyList<Measured> Whole, IReadOnlyList<(string Grid, string Name, IReadOnlyList<Measured> Figures)>? Rows)
{
    /// <summary>Grids that are compared at most.</summary>
    public const int MaxRows = 500;

    /// <summary>Reads them as of a settled instant: what was written later changes nothing.</summary>
    public static async Task<Figures> Read(Tx tx, Subject subject, AssessedPeriod period, Instant asOf)
    {
        var name = await tx.One<string>(FindName, new { Code = subject.Grid }) ?? subject.Grid;
        var counts = new Counts();
        var question = new CountQuestion([subject.Grid], new Period(period.From, period.To))
        {
            By = subject.Level is { } level ? [LevelOf(level)] : [],
            AsOf = asOf,
        };
        foreach (var measure in Measure.All)
            await ReadMeasure(tx, counts, TermKind.Find(measure.Code)!, subject.Whole, question);
        await ReadFiled(tx, counts, subject.Whole, question);
        await ReadRows(tx, counts, TermKind.Find("joint_actions")!, subject.Whole, question);
        await ReadRows(tx, counts, TermKind.Find("joint_arrival_rate")!, subject.Whole, question);
        if (subject.Kind != SubjectKind.Person)
            await ReadVacancies(tx, counts, subject, period, asOf);

        var terms = TermKind.All.Where(term => term.IsOf(subject.Kind)).ToList();
        var rows = subject.Kind == SubjectKind.Level ? await GridsOf(tx, subject, period, asOf) : null;
        return new Figures(name, counts.Measured(terms, Counts.All),
            rows?.ConvertAll(grid => (grid.Code, grid.Name, (IReadOnlyList<Measured>)counts.Measured(terms, grid.Code))));
    }

    public static async Task<bool> IsTooLarge(Tx tx, Subject subject, AssessedPeriod period) =>
        subject.Kind == SubjectKind.Level && (await GridsOf(tx, subject, period, tx.Now)).Count > MaxRows;

    static async Task ReadMeasure(Tx tx, Counts counts, TermKind term, Subject subject, CountQuestion question)
    {
        var counted = Counted.Of(term, subject);
        var answer = await MeasureReader.Read(tx, new MeasureQuestion(term.Measure! with { Rows = counted.Rows }, question.Roots, question.Period)
        {
            By = question.By,
            Filter = counted.Filter,
            AsOf = question.AsOf,
        });
        counts.Add(Counts.All, term.Code, answer.Total.Numerator, answer.Total.Denominator);
        if (question.By.Count == 0)
            return;
        foreach (var figure in answer.Figures)
            counts.Add(figure.Keys[0], term.Code, figure.Rate.Numerator, figure.Rate.Denominator);
    }

    /// <summary>Everything that was filed, by where it came from.</summary>
    static async Task ReadFiled(Tx tx, Counts counts, Subject subject, CountQuestion question)
    {
        var counted = Counted.Of(TermKind.Find("found")!, subject);
        foreach (var row in await RowReader.Sum(tx, counted.Rows, "t.source", question.Roots[0], question with { Filter = counted.Filter }))
        {
            foreach (var key in KeysOf(row, question))
            {
                counts.Add(key, "found", row.N, row.N);
                counts.Add(key, $"found_by_{row.Label}", row.N, 0);
            }
        }
    }

    static async Task ReadRows(Tx tx, Counts counts, TermKind term, Subject subject, CountQuestion question)
    {
        var counted = Counted.Of(term, subject);
        var label = $"CASE WHEN {counted.Rows.InNumerator} THEN 'numerator' ELSE 'complement' END";
        foreach (var row in await RowReader.Sum(tx, counted.Rows, label, question.Roots[0], question with { Filter = counted.Filter }))
        {
            foreach (var key in KeysOf(row, question))
                counts.Add(key, term.Code, row.Label == "numerator" ? row.N : 0, row.N);
        }
    }

    /// <summary>The whole, and the grid that the row is of when it lies in one of the level.</summary>
    static IEnumerable<string> KeysOf(SumRow row, CountQuestion question) =>
        question.By.Count > 0 && row.First is { } grid ? [Counts.All, grid] : [Counts.All];

    static async Task ReadVacancies(Tx tx, Counts counts, Subject subject, AssessedPeriod period, Instant asOf)
    {
        var parameters = new
        {
            Day = period.Last,
            Role = subject.Role ?? "",
            AsOf = asOf,
            Digits = subject.Level is { } level ? GridCode.LengthOf(level) : subject.Grid.Length,
        };
        var scope = Scope.Of(subject.Grid);
        foreach (var row in await tx.List<PostRow>(CountVacant, parameters, scope))
            Add(row, (int)row.N);
        foreach (var row in await tx.List<PostRow>(CountWanted, parameters, scope))
            Add(row, 0);

        // Each vacant post is a wanted one too, and counts in the denominator there.
        void Add(PostRow row, int vacant)
        {
            var wanted = vacant > 0 ? 0 : row.N;
            counts.Add(Counts.All, "vacancy_rate", vacant, wanted);
            if (subject.Level is not null && row.GridCode.Length == parameters.Digits)
                counts.Add(row.GridCode, "vacancy_rate", vacant, wanted);
        }
    }

    /// <summary>The grids of the comparison: those that were there within the period.</summary>
    static Task<List<GridRow>> GridsOf(Tx tx, Subject subject, AssessedPeriod period, Instant asOf) => tx.List<GridRow>(ListGrids, new
    {
        Level = subject.Level!.Value,
        Root = subject.Grid,
        RootEnd = GridCode.End(subject.Grid),
        Begin = BeginOf(tx, period.From),
        End = BeginOf(tx, period.To),
        AsOf = asOf,
        Rows = MaxRows + 1,
    });

    /// <summary>The first instant of a day.</summary>
    public static Instant BeginOf(Tx tx, DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return Instant.Of(new DateTimeOffset(midnight, tx.Zone.GetUtcOffset(midnight)));
    }

    static Dimension LevelOf(int level) => level switch
    {
        1 => Dimension.Level1,
        2 => Dimension.Level2,
        3 => Dimension.Level3,
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "Grid levels are 1, 2 and 3."),
    };

    /// <summary>Counts by grid and term, as they are added up.</summary>
    sealed class Counts
    {
        /// <summary>The key of the whole.</summary>
        public const string All = "";

        readonly Dictionary<(string Grid, string Term), (long Numerator, long Denominator)> counts = [];

        public void Add(string grid, string term, long numerator, long denominator)
        {
            var (n, d) = counts.GetValueOrDefault((grid, term));
            counts[(grid, term)] = (n + numerator, d + denominator);
        }

        public List<Measured> Measured(IEnumerable<TermKind> terms, string grid) => [.. terms.Select(term =>
        {
            var (numerator, denominator) = counts.GetValueOrDefault((grid, term.Part is null ? term.Code : term.Measure!.Code));
            if (term.FiledFrom is not null)
                denominator = counts.GetValueOrDefault((grid, "found")).Denominator;
            return term.IsCount
                ? new Measured(term.Code, term.Part is null or MeasurePart.Numerator ? numerator : denominator, null, term.FormulaVersion)
                : new Measured(term.Code, numerator, denominator, term.FormulaVersion);
        })];
    }

    sealed record GridRow
    {
        public required string Code { get; init; }
        public required string Name { get; init; }
    }

    sealed record PostRow
    {
        public required string GridCode { get; init; }
        public required long N { get; init; }
    }

    const string FindName = "SELECT name FROM grids WHERE code = @Code";

    const string ListGrids = """
        SELECT code, name
          FROM grids
         WHERE level = @Level AND code > @Root AND code < @RootEnd AND created_at < @End AND created_at <= @AsOf AND (retired_at IS NULL OR retired_at > @Begin)
         ORDER BY code
         LIMIT @Rows
        """;

    const string CountVacant = $"SELECT substr(grid_code, 1, @Digits) AS grid_code, count(*) AS n FROM ({Vacancies.Vacant}) AS posts GROUP BY substr(grid_code, 1, @Digits)";

    const string CountWanted = $"SELECT substr(grid_code, 1, @Digits) AS grid_code, count(*) AS n FROM ({Vacancies.Wanted}) AS posts GROUP BY substr(grid_code, 1, @Digits)";
}
