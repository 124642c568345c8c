using GridGov.Api;
using GridGov.Domain.Statistics;
using GridGov.Features.Assessments.Schemes;

namespace GridGov.Features.Assessments;

/// <summary>An issued report (考核报告). It never changes: a correction is a new one with the next revision.</summary>
/// <param name="Id">The id of this revision.</param>
/// <param name="Kind">How long its period is.</param>
/// <param name="NameZh">The kind of report and the period, in Chinese.</param>
/// <param name="NameEn">The same in English.</param>
/// <param name="From">First day of the period.</param>
/// <param name="To">The day after its last.</param>
/// <param name="Of">What it is of.</param>
/// <param name="Grid">Where: the grid, county or city with all below it.</param>
/// <param name="Level">Of a comparison: the level of the grids that are compared.</param>
/// <param name="Role">Of a service role: which.</param>
/// <param name="Person">Of a person: who.</param>
/// <param name="Revision">1 as first issued; each correction has the next.</param>
/// <param name="Reason">Why it was issued again; null for the first.</param>
/// <param name="Supersedes">The id of the revision before.</param>
/// <param name="SupersededBy">The id of the revision after; null while this is the latest.</param>
/// <param name="AsOf">The figures are those of what had been written by this instant.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="IssuedBy">Who issued it; null when it was made by itself at the end of its period.</param>
/// <param name="Figures">What was measured.</param>
/// <param name="Score">The score, with the sum that it is.</param>
/// <param name="Scheme">By what it was scored.</param>
/// <param name="Rows">Of a comparison, its grids by rank.</param>
/// <param name="Changes">What differs from the revision before; null for the first.</param>
/// <param name="Hash">SHA-256 of the numbers as they are kept, in hexadecimal digits; the audit has it too.</param>
public sealed record Assessment(
    Id Id, PeriodKind Kind, string NameZh, string NameEn, DateOnly From, DateOnly To, SubjectKind Of, Assessment.GridRef Grid, int? Level, Assessment.RoleRef? Role,
    Assessment.PersonRef? Person, int Revision, string? Reason, Id? Supersedes, Id? SupersededBy, Instant AsOf, Instant IssuedAt, Assessment.PersonRef? IssuedBy,
    IReadOnlyList<Assessment.Figure> Figures, Score Score, Assessment.SchemeRef Scheme, IReadOnlyList<Assessment.Row>? Rows,
    IReadOnlyList<Difference>? Changes, string Hash) : ICacheableVersion
{
    /// <summary>The revision.</summary>
    public long Version => Revision;

    /// <summary>Whether there is a later one changes with time.</summary>
    string? ICacheableVersion.Variant => SupersededBy is null ? null : "superseded";

    /// <summary>A grid, county or city.</summary>
    /// <param name="Code">Its code.</param>
    /// <param name="Name">What it was called when this was issued.</param>
    public sealed record GridRef(string Code, string Name);

    /// <summary>A service role.</summary>
    /// <param name="Code">Its code.</param>
    /// <param name="NameZh">Its name in Chinese.</param>
    /// <param name="NameEn">Its name in English.</param>
    public sealed record RoleRef(string Code, string NameZh, string NameEn);

    /// <summary>A person.</summary>
    /// <param name="Id">Their id.</param>
    /// <param name="Name">Their name.</param>
    public sealed record PersonRef(Id Id, string Name);

    /// <summary>A scheme as it was when this was issued.</summary>
    /// <param name="Code">Its code.</param>
    /// <param name="NameZh">Its name in Chinese.</param>
    /// <param name="NameEn">Its name in English.</param>
    /// <param name="Version">Its version.</param>
    /// <param name="Grades">What a score is called, the best first.</param>
    public sealed record SchemeRef(string Code, string NameZh, string NameEn, long Version, IReadOnlyList<Grade> Grades);

    /// <summary>What a term measured.</summary>
    /// <param name="Term">The term's code.</param>
    /// <param name="NameZh">Its name in Chinese.</param>
    /// <param name="NameEn">Its name in English.</param>
    /// <param name="FormulaZh">How it is counted, in Chinese; the statistics measure of the same code has the same figures.</param>
    /// <param name="FormulaEn">The same in English.</param>
    /// <param name="FormulaVersion">Grows when the formula changes.</param>
    /// <param name="Numerator">The count; of a ratio the upper one.</param>
    /// <param name="Denominator">Of a ratio the lower count; null for a count.</param>
    /// <param name="Rate">Numerator ÷ denominator to eight decimals; null for a count, and when the denominator is 0.</param>
    /// <param name="Display">As it is read out: the count, or the rate such as 99.99 %.</param>
    /// <param name="Lists">Addresses that list what was counted, as it was then.</param>
    public sealed record Figure(
        string Term, string NameZh, string NameEn, string FormulaZh, string FormulaEn, int FormulaVersion, long Numerator, long? Denominator, decimal? Rate, string? Display, Lists Lists);

    /// <summary>Addresses that list what was counted.</summary>
    /// <param name="Numerator">What the numerator counts.</param>
    /// <param name="Denominator">What the denominator counts; null for a count, and for posts.</param>
    /// <param name="Complement">What is in the denominator and not in the numerator; null for a count, and for posts.</param>
    public sealed record Lists(string? Numerator, string? Denominator, string? Complement);

    /// <summary>A grid of a comparison.</summary>
    /// <param name="Rank">1 for the highest score; equal scores share a place; null without a score.</param>
    /// <param name="Grid">The grid.</param>
    /// <param name="Figures">What was measured.</param>
    /// <param name="Score">The score, with the sum that it is.</param>
    public sealed record Row(int? Rank, GridRef Grid, IReadOnlyList<Figure> Figures, Score Score);

    /// <summary>The period.</summary>
    internal AssessedPeriod Period => new(Kind, From);

    internal AssessmentSubject Subject => new(Of, Grid.Code, Level, Role?.Code, Person?.Id);

    internal static Figure ToFigure(Id id, MeasuredTerm measured, AssessmentSubject subject, AssessedPeriod period, Instant asOf)
    {
        // A term of an earlier version of the program that this one does not know has a number still, and no list.
        var term = ReportTerm.Find(measured.Term);
        var rate = measured.Denominator is { } denominator ? new Rate(measured.Numerator, denominator).Value : null;
        return new Figure(
            measured.Term, term?.Name.Zh ?? measured.Term, term?.Name.En ?? measured.Term, term?.Formula.Zh ?? "", term?.Formula.En ?? "", measured.Formula,
            measured.Numerator, measured.Denominator, rate, measured.Display,
            new Lists(List(MeasurePart.Numerator), measured.Denominator is null ? null : List(MeasurePart.Denominator), measured.Denominator is null ? null : List(MeasurePart.Complement)));

        string? List(MeasurePart part) => term is null ? null : TermSelection.Address(id, term, part, subject, period, asOf);
    }
}
