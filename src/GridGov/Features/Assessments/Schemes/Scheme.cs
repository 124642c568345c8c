using System.Text.Json;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Text;

namespace GridGov.Features.Assessments.Schemes;

/// <summary>A scheme divides 100 points among the terms of a report (评分方案).</summary>
/// <param name="Code">The code of the scheme.</param>
/// <param name="NameZh">The Chinese name.</param>
/// <param name="NameEn">The English name.</param>
/// <param name="Terms">The scored terms, in the order in which they are shown.</param>
/// <param name="Grades">The grades, the best first.</param>
/// <param name="UpdatedAt">The time of the last change.</param>
/// <param name="Version">Grows by 1 with every change; send it as If-Match.</param>
public sealed record Scheme(
    string Code, string NameZh, string NameEn, IReadOnlyList<SchemeTerm> Terms, IReadOnlyList<Grade> Grades, Instant UpdatedAt,
    long Version) : ICacheableVersion
{
    public const decimal Whole = 100;

    internal SchemeContent Content() => new(NameZh, NameEn, Terms, Grades);
}

/// <summary>The changeable content of a scheme.</summary>
/// <param name="NameZh">The Chinese name, 1 to 100 characters.</param>
/// <param name="NameEn">The English name, 1 to 100 characters.</param>
/// <param name="Terms">The scored terms, each once; their points add up to 100.</param>
/// <param name="Grades">The grades, the best first; the last begins at 0 points.</param>
public sealed record SchemeContent(string NameZh, string NameEn, IReadOnlyList<SchemeTerm> Terms, IReadOnlyList<Grade> Grades)
{
    internal string ToJson() => JsonSerializer.Serialize(this, StoredJson.Options);

    internal static SchemeContent Parse(string json) =>
        JsonSerializer.Deserialize<SchemeContent>(json, StoredJson.Options) ?? throw new JsonException("null");

    public sealed class Validator : AbstractValidator<SchemeContent>
    {
        const int MaxGrades = 10;

        public Validator()
        {
            RuleFor(s => s.NameZh).Text(100);
            RuleFor(s => s.NameEn).Text(100);
            RuleFor(s => s.Terms).NotEmpty()
                .MustAll(terms => terms.Select(term => term.Term).Distinct(StringComparer.Ordinal).Count() == terms.Count)
                .WithErrorCode("duplicate")
                .WithMessage("每个指标只计分一次。", "Each term is scored once.");
            RuleFor(s => s.Terms)
                .MustAll(terms => terms.Sum(term => term.Points) == Scheme.Whole).WithErrorCode("sum_not_100")
                .WithMessage("所有指标的分值之和须为 100。", "The points of all terms add up to 100.");
            RuleForEach(s => s.Terms).NotNull().SetValidator(new SchemeTerm.Validator());
            RuleFor(s => s.Grades).NotEmpty().Must(grades => grades.Count <= MaxGrades).WithErrorCode("too_many");
            RuleFor(s => s.Grades)
                .MustAll(grades => grades.Count == 0 || (grades[^1].AtLeast == 0
                    && grades.Zip(grades.Skip(1)).All(pair => pair.First.AtLeast > pair.Second.AtLeast)))
                .WithErrorCode("not_in_order")
                .WithMessage("等次须由高到低排列，最后一档从 0 分起。", "The best grade comes first, and the last begins at 0 points.");
            RuleForEach(s => s.Grades).NotNull().SetValidator(new Grade.Validator());
        }
    }
}

/// <summary>Whether higher or lower values of a term are better.</summary>
public enum Better
{
    /// <summary>越高越好</summary>
    Higher,
    /// <summary>越低越好</summary>
    Lower,
}

/// <summary>A term of a report with its points, given by bands or by a line between two values.</summary>
/// <param name="Term">The term's code. The value of a rate is numerator ÷ denominator, that of a count the count itself.</param>
/// <param name="Points">The most points that the term gives, to two decimals.</param>
/// <param name="Better">Whether higher or lower values are better.</param>
/// <param name="Bands">
/// The bands, the best first, which gives all the points; a value below all bands gives 0. A term has either bands or a line.
/// </param>
/// <param name="Line">The line from no points to all points. A term has either bands or a line.</param>
public sealed record SchemeTerm(string Term, decimal Points, Better Better, IReadOnlyList<ScoreBand>? Bands = null, ScoreLine? Line = null)
{
    const int MaxBands = 20;

    public sealed class Validator : AbstractValidator<SchemeTerm>
    {
        public Validator()
        {
            RuleFor(t => t.Term).Must(ReportTerm.IsKnown).WithErrorCode("unknown_code").WithMessage("没有该指标。", "There is no such term.");
            RuleFor(t => t.Points).GreaterThan(0).LessThanOrEqualTo(Scheme.Whole).Must(points => Decimals(points) <= 2)
                .WithErrorCode("too_exact");
            RuleFor(t => t.Bands).Must((term, bands) => (bands is null) != (term.Line is null)).WithErrorCode("bands_or_line")
                .WithMessage("指标须在分档与直线中择一计分。", "A term has either bands or a line.");
            RuleFor(t => t.Bands).Must(bands => bands is null or { Count: >= 1 and <= MaxBands }).WithErrorCode("too_many");
            RuleFor(t => t.Bands).Must((term, bands) => bands is not [{ } best, ..] || best.Points == term.Points)
                .WithErrorCode("best_band_not_full")
                .WithMessage("最高一档须得该指标的全部分值。", "The best band brings all the points of the term.");
            RuleFor(t => t.Bands).Must((term, bands) => bands is null || bands.Contains(null!) || IsInOrder(bands, term.Better))
                .WithErrorCode("not_in_order")
                .WithMessage("各档须由优到劣排列，分值逐档递减。", "The bands go from the best to the worst, each with fewer points than the one before.");
            RuleForEach(t => t.Bands).NotNull().SetValidator(new ScoreBand.Validator());
            RuleFor(t => t.Line)
                .Must((term, line) => line is null
                    || (term.Better == Better.Higher ? line.FullAt > line.ZeroAt : line.FullAt < line.ZeroAt))
                .WithErrorCode("not_in_order").WithMessage("满分须设在较优的一端。", "All points are to be had at the better end.");
            RuleFor(t => t.Line!).SetValidator(new ScoreLine.Validator()).When(t => t.Line is not null);
        }

        static bool IsInOrder(IReadOnlyList<ScoreBand> bands, Better better) => bands.Zip(bands.Skip(1)).All(pair =>
            pair.First.Points > pair.Second.Points
            && (better == Better.Higher ? pair.First.Bound > pair.Second.Bound : pair.First.Bound < pair.Second.Bound));
    }

    internal static int Decimals(decimal number)
    {
        var decimals = 0;
        for (; number != decimal.Truncate(number) && decimals < 10; decimals++)
            number *= 10;
        return decimals;
    }
}

/// <summary>A band; values at or beyond its bound give its points.</summary>
/// <param name="Bound">
/// The worst value in the band: the lowest if higher is better, the highest if lower is better. Up to six decimals.
/// </param>
/// <param name="Points">The points of the band, up to two decimals.</param>
public sealed record ScoreBand(decimal Bound, decimal Points)
{
    public sealed class Validator : AbstractValidator<ScoreBand>
    {
        public Validator()
        {
            RuleFor(b => b.Bound).InclusiveBetween(0, ScoreLine.MaxValue).Must(bound => SchemeTerm.Decimals(bound) <= 6)
                .WithErrorCode("too_exact");
            RuleFor(b => b.Points).InclusiveBetween(0, Scheme.Whole).Must(points => SchemeTerm.Decimals(points) <= 2)
                .WithErrorCode("too_exact");
        }
    }
}

/// <summary>A straight line from no points to all points.</summary>
/// <param name="ZeroAt">The value at which no points are given, nor beyond it. Up to six decimals.</param>
/// <param name="FullAt">The value at which all points are given, also beyond it. Up to six decimals.</param>
public sealed record ScoreLine(decimal ZeroAt, decimal FullAt)
{
    internal const decimal MaxValue = 1_000_000_000;

    public sealed class Validator : AbstractValidator<ScoreLine>
    {
        public Validator()
        {
            RuleFor(l => l.ZeroAt).InclusiveBetween(0, MaxValue).Must(value => SchemeTerm.Decimals(value) <= 6).WithErrorCode("too_exact");
            RuleFor(l => l.FullAt).InclusiveBetween(0, MaxValue).Must(value => SchemeTerm.Decimals(value) <= 6).WithErrorCode("too_exact");
        }
    }
}

/// <summary>A grade of a score (等次).</summary>
/// <param name="NameZh">The Chinese name, 1 to 20 characters.</param>
/// <param name="NameEn">The English name, 1 to 40 characters.</param>
/// <param name="AtLeast">The lowest score of the grade, 0 to 100 points, up to two decimals.</param>
public sealed record Grade(string NameZh, string NameEn, decimal AtLeast)
{
    public sealed class Validator : AbstractValidator<Grade>
    {
        public Validator()
        {
            RuleFor(g => g.NameZh).Text(20);
            RuleFor(g => g.NameEn).Text(40);
            RuleFor(g => g.AtLeast).InclusiveBetween(0, Scheme.Whole).Must(points => SchemeTerm.Decimals(points) <= 2)
                .WithErrorCode("too_exact");
        }
    }
}
