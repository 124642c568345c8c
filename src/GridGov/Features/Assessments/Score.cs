using GridGov.Features.Assessments.Schemes;

namespace GridGov.Features.Assessments;

/// <summary>A score with its terms (得分).</summary>
/// <param name="Total">
/// The score of 100 points: points ÷ outOf × 100, rounded half up to two decimals; null when no term could be scored.
/// </param>
/// <param name="Points">The sum of the points of the scored terms.</param>
/// <param name="OutOf">The sum of the most points of the scored terms. Terms whose denominator is 0 are left out of both sums.</param>
/// <param name="GradeZh">The grade of the total, in Chinese; null without a total.</param>
/// <param name="GradeEn">The grade of the total, in English; null without a total.</param>
/// <param name="Terms">The terms of the score, in the scheme's order.</param>
public sealed record Score(
    decimal? Total, decimal Points, decimal OutOf, string? GradeZh, string? GradeEn, IReadOnlyList<ScoredTerm> Terms);

/// <summary>A term of a score.</summary>
/// <param name="Term">The term's code.</param>
/// <param name="Value">Numerator ÷ denominator to eight decimals, or the count; null when the denominator is 0.</param>
/// <param name="Points">The points of the term, rounded half up to two decimals; null when it was left out.</param>
/// <param name="Max">The most points that the term gives.</param>
/// <param name="Better">Whether higher or lower values are better.</param>
/// <param name="Band">The band of the value; null when it is below all bands, and for a line.</param>
/// <param name="Line">The line of the term; null for bands.</param>
public sealed record ScoredTerm(string Term, decimal? Value, decimal? Points, decimal Max, Better Better, ScoreBand? Band, ScoreLine? Line);

/// <param name="Denominator">The denominator of a ratio; null for a count.</param>
public readonly record struct TermValue(long Numerator, long? Denominator = null)
{
    /// <summary>Whether the value can be scored; a ratio with the denominator 0 cannot.</summary>
    public bool IsScorable => Denominator is not 0;

    public decimal? Value => !IsScorable ? null : Math.Round(Numerator / (decimal)(Denominator ?? 1), 8, MidpointRounding.ToEven);
}

/// <summary>
/// Computes scores. A value is compared as an exact fraction, not by its rounded decimals. The points of each term are rounded
/// half up (四舍五入) to two decimals, so that the shown terms add up to the shown sum.
/// </summary>
public static class Scoring
{
    /// <param name="values">The measured value of each term; a missing term is left out like one that cannot be scored.</param>
    public static Score Compute(IReadOnlyList<SchemeTerm> terms, IReadOnlyList<Grade> grades, IReadOnlyDictionary<string, TermValue> values)
    {
        var scored = terms.Select(term => values.TryGetValue(term.Term, out var value) && value.IsScorable
            ? Compute(term, value)
            : new ScoredTerm(term.Term, null, null, term.Points, term.Better, null, term.Line)).ToList();
        var points = scored.Sum(term => term.Points ?? 0);
        var outOf = scored.Where(term => term.Points is not null).Sum(term => term.Max);
        if (outOf == 0)
            return new Score(null, 0, 0, null, null, scored);
        var total = Rounded(points * Scheme.Whole / outOf);
        var grade = grades.FirstOrDefault(grade => total >= grade.AtLeast);
        return new Score(total, points, outOf, grade?.NameZh, grade?.NameEn, scored);
    }

    static ScoredTerm Compute(SchemeTerm term, TermValue value)
    {
        if (term.Line is { } line)
            return new ScoredTerm(term.Term, value.Value, Rounded(Along(line, term.Points, value)), term.Points, term.Better, null, line);
        var band = term.Bands!.FirstOrDefault(band => IsIn(band, term.Better, value));
        return new ScoredTerm(term.Term, value.Value, band?.Points ?? 0, term.Points, term.Better, band, null);
    }

    static bool IsIn(ScoreBand band, Better better, TermValue value)
    {
        var bound = band.Bound * (value.Denominator ?? 1);
        return better == Better.Higher ? value.Numerator >= bound : value.Numerator <= bound;
    }

    /// <summary>Returns the points of a value; it divides last, because rounding a quotient first could miss a half.</summary>
    static decimal Along(ScoreLine line, decimal points, TermValue value)
    {
        var denominator = value.Denominator ?? 1;
        var (way, whole) = (value.Numerator - (line.ZeroAt * denominator), (line.FullAt - line.ZeroAt) * denominator);
        if (whole < 0)
            (way, whole) = (-way, -whole);
        return points * Math.Clamp(way, 0, whole) / whole;
    }

    static decimal Rounded(decimal points) => Math.Round(points, 2, MidpointRounding.AwayFromZero);
}
