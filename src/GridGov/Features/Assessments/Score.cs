using GridGov.Features.Assessments.Schemes;

namespace GridGov.Features.Assessments;

/// <summary>A score with the sum that it is (得分).</summary>
/// <param name="Total">Of 100: points ÷ outOf × 100, rounded half up to two decimals; null when no term could be scored.</param>
/// <param name="Points">What the scored terms brought together.</param>
/// <param name="OutOf">What they could have brought. Terms without a value, whose denominator is 0, are left out of both.</param>
/// <param name="GradeZh">What the total is called; null without one.</param>
/// <param name="GradeEn">The same in English.</param>
/// <param name="Terms">The summands, in the scheme's order.</param>
public sealed record Score(decimal? Total, decimal Points, decimal OutOf, string? GradeZh, string? GradeEn, IReadOnlyList<ScoredTerm> Terms);

/// <summary>A summand of a score.</summary>
/// <param name="Term">The term's code.</param>
/// <param name="Value">Numerator ÷ denominator to eight decimals, or the count; null when the denominator is 0.</param>
/// <param name="Points">What it brought, rounded half up to two decimals; null when it was left out.</param>
/// <param name="Max">What it could have brought.</param>
/// <param name="Better">Whether higher or lower values are better.</param>
/// <param name="Band">The band that the value is in; null when in none, or on a line.</param>
/// <param name="Line">The line that the value is on; null with bands.</param>
public sealed record ScoredTerm(string Term, decimal? Value, decimal? Points, decimal Max, Better Better, ScoreBand? Band, ScoreLine? Line);

/// <summary>What a term measured: a count, or a ratio of two.</summary>
/// <param name="Denominator">Null for a count.</param>
public readonly record struct TermValue(long Numerator, long? Denominator = null)
{
    /// <summary>Whether there is something to score: of nothing there is no share.</summary>
    public bool IsScorable => Denominator is not 0;

    public decimal? Value => !IsScorable ? null : Math.Round(Numerator / (decimal)(Denominator ?? 1), 8, MidpointRounding.ToEven);
}

/// <summary>
/// Makes scores. A value is compared as the exact fraction that it is, not as its rounded decimals. Points are rounded half
/// up (四舍五入) to two decimals, each term's for itself, so that the sum that is shown is the sum.
/// </summary>
public static class Scoring
{
    /// <param name="values">What each term measured; a term that is not there is left out like one without a value.</param>
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

    /// <summary>The points at a place of the line. Divides last: a share that was rounded first could miss a half.</summary>
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
