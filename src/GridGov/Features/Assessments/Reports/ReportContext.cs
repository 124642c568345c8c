using GridGov.Domain.Statistics;
using GridGov.Features.Assessments.Schemes;

namespace GridGov.Features.Assessments.Reports;

/// <summary>
/// What a page shows beside a report's own numbers: the period before, the parts of the grid, the groups of categories, and the series
/// by day or month.
/// It is counted as of the report's instant, so that it stays the same.
/// </summary>
/// <param name="Previous">The figures of the period before, by term.</param>
/// <param name="Grids">The grids of the next level; empty for a unit grid.</param>
/// <param name="Groups">The first-level categories.</param>
/// <param name="Points">Each day of a week or month, each month of a quarter or year; empty for a day.</param>
sealed record ReportContext(
    IReadOnlyDictionary<string, MeasuredTerm> Previous, IReadOnlyList<ReportContext.Part> Grids, IReadOnlyList<ReportContext.Part> Groups,
    IReadOnlyList<ReportContext.Point> Points)
{
    /// <summary>The measures of a part.</summary>
    public static readonly string[] Rates = ["resolution_rate", "on_time_rate", "overdue_rate"];

    /// <summary>A part of the counted tickets.</summary>
    /// <param name="Found">Tickets filed in the period.</param>
    /// <param name="Counts">One for each of <see cref="Rates"/>.</param>
    public sealed record Part(string Key, string Name, long Found, IReadOnlyList<Rate> Counts);

    /// <param name="Closed">Tickets closed then.</param>
    public sealed record Point(string Key, long Found, long Closed);

    /// <returns>Nothing but the period before for a comparison, which has its grids, and for a person.</returns>
    public static async Task<ReportContext> Load(Tx tx, AssessmentRow report)
    {
        var (subject, period) = (report.Subject, report.Period);
        var before = AssessedPeriod.LastBefore(period.Kind, period.From);
        var previous = (await TermFigures.Read(tx, subject.Whole, [], before, report.AsOf)).Of(subject.Grid)
            .ToDictionary(figure => figure.Term, StringComparer.Ordinal);
        if (subject.Kind is SubjectKind.Level or SubjectKind.Person)
            return new ReportContext(previous, [], [], []);
        var query = new CountQuery([subject.Grid], period.Days) { AsOf = report.AsOf };
        return new ReportContext(
            previous, NextLevel(subject.Grid) is { } level ? await Parts(tx, subject, query, level) : [],
            await Parts(tx, subject, query, Dimension.CategoryGroup), await Series(tx, subject, query, period.Kind));
    }

    static Dimension? NextLevel(string grid) => Enum.GetValues<Dimension>().Where(dimension => dimension.Digits() > grid.Length)
        .Select(dimension => (Dimension?)dimension).FirstOrDefault();

    static async Task<List<Part>> Parts(Tx tx, AssessmentSubject subject, CountQuery query, Dimension by)
    {
        query = query with { By = [by] };
        var found = await Filed(tx, subject, query);
        var rates = new List<Dictionary<string, Rate>>();
        foreach (var code in Rates)
            rates.Add(await Counted(tx, subject, query, code));
        var keys = found.Keys.Concat(rates.SelectMany(each => each.Keys)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .ToList();
        var names = await GroupNames.Load(tx, by, keys);
        return keys.ConvertAll(key => new Part(
            key, names(key), found.GetValueOrDefault(key), [.. rates.Select(each => each.GetValueOrDefault(key))]));
    }

    static async Task<List<Point>> Series(Tx tx, AssessmentSubject subject, CountQuery query, PeriodKind kind)
    {
        if (kind == PeriodKind.Day)
            return [];
        var unit = kind is PeriodKind.Week or PeriodKind.Month ? Dimension.Day : Dimension.Month;
        query = query with { By = [unit] };
        var found = await Filed(tx, subject, query);
        var closed = await Counted(tx, subject, query, "street_resolution_rate");
        return [.. TimeBuckets.Split(unit, query.Period).Select(bucket => new Point(
            bucket.Key, found.GetValueOrDefault(bucket.Key), closed.GetValueOrDefault(bucket.Key).Denominator))];
    }

    static async Task<Dictionary<string, long>> Filed(Tx tx, AssessmentSubject subject, CountQuery query)
    {
        var counted = TermSelection.Of(ReportTerm.Find("found")!, subject);
        var rows = await MeasureRowReader.Sum(
            tx, counted.Rows, label: null, subject.Grid, query with { Criteria = counted.Criteria });
        return rows.Where(row => row.First is not null)
            .GroupBy(row => MeasureRowReader.KeyOf(query.By[0], row.First!), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(row => row.N), StringComparer.Ordinal);
    }

    static async Task<Dictionary<string, Rate>> Counted(Tx tx, AssessmentSubject subject, CountQuery query, string code)
    {
        var term = ReportTerm.Find(code)!;
        var counted = TermSelection.Of(term, subject);
        var result = await MeasureReader.Read(tx, term.Measure! with { Rows = counted.Rows }, query with { Criteria = counted.Criteria });
        return result.Figures.ToDictionary(figure => figure.Keys[0], figure => figure.Rate, StringComparer.Ordinal);
    }
}
