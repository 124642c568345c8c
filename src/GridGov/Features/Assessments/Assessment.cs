using GridGov.Api;
using GridGov.Domain.Statistics;
using GridGov.Features.Assessments.Schemes;

namespace GridGov.Features.Assessments;

/// <summary>An issued report (考核报告). It never changes; a correction is a new report with the next revision.</summary>
/// <param name="Id">The id of this revision.</param>
/// <param name="Kind">The length of the period.</param>
/// <param name="NameZh">The kind of report and the period, in Chinese.</param>
/// <param name="NameEn">The kind of report and the period, in English.</param>
/// <param name="From">The first day of the period, yyyy-MM-dd.</param>
/// <param name="To">The day after the last day of the period, yyyy-MM-dd.</param>
/// <param name="Of">The kind of subject.</param>
/// <param name="Grid">The assessed grid, county or city, with everything below it.</param>
/// <param name="Level">The level of the compared grids; of a comparison only.</param>
/// <param name="Role">The assessed service role; of a role's report only.</param>
/// <param name="Person">The assessed person; of a person's report only.</param>
/// <param name="Revision">The revision: 1 as first issued, one more for each correction.</param>
/// <param name="Reason">The reason for issuing it again; null for revision 1.</param>
/// <param name="Supersedes">The id of the previous revision.</param>
/// <param name="SupersededBy">The id of the next revision; null while this is the latest.</param>
/// <param name="AsOf">The figures count the data that had been written by this instant.</param>
/// <param name="IssuedAt">The time of issue.</param>
/// <param name="IssuedBy">The person who issued it; null when the server issued it at the end of the period.</param>
/// <param name="Figures">The measured figures.</param>
/// <param name="Score">The score with its terms.</param>
/// <param name="Scheme">The scheme of the score.</param>
/// <param name="Rows">The compared grids by rank; of a comparison only.</param>
/// <param name="Changes">The differences from the previous revision; null for revision 1.</param>
/// <param name="Hash">SHA-256 of the stored numbers, in hexadecimal digits; the audit has it too.</param>
public sealed record Assessment(
    Id Id, PeriodKind Kind, string NameZh, string NameEn, DateOnly From, DateOnly To, SubjectKind Of, Assessment.GridRef Grid, int? Level,
    Assessment.RoleRef? Role, Assessment.PersonRef? Person, int Revision, string? Reason, Id? Supersedes, Id? SupersededBy, Instant AsOf,
    Instant IssuedAt, Assessment.PersonRef? IssuedBy,
    IReadOnlyList<Assessment.Figure> Figures, Score Score, Assessment.SchemeRef Scheme, IReadOnlyList<Assessment.Row>? Rows,
    IReadOnlyList<Difference>? Changes, string Hash) : ICacheableVersion
{
    /// <summary>The revision.</summary>
    public long Version => Revision;

    /// <summary>Changes the ETag when a later revision is issued.</summary>
    string? ICacheableVersion.Variant => SupersededBy is null ? null : "superseded";

    /// <summary>A grid, county or city.</summary>
    /// <param name="Code">The grid's code.</param>
    /// <param name="Name">The grid's name at the time of issue.</param>
    public sealed record GridRef(string Code, string Name);

    /// <summary>A service role.</summary>
    /// <param name="Code">The role's code.</param>
    /// <param name="NameZh">The role's Chinese name.</param>
    /// <param name="NameEn">The role's English name.</param>
    public sealed record RoleRef(string Code, string NameZh, string NameEn);

    /// <summary>A person.</summary>
    /// <param name="Id">The person's id.</param>
    /// <param name="Name">The person's name.</param>
    public sealed record PersonRef(Id Id, string Name);

    /// <summary>The scheme as it was at the time of issue.</summary>
    /// <param name="Code">The scheme's code.</param>
    /// <param name="NameZh">The scheme's Chinese name.</param>
    /// <param name="NameEn">The scheme's English name.</param>
    /// <param name="Version">The scheme's version.</param>
    /// <param name="Grades">The grades, the best first.</param>
    public sealed record SchemeRef(string Code, string NameZh, string NameEn, long Version, IReadOnlyList<Grade> Grades);

    /// <summary>The figure of a term.</summary>
    /// <param name="Term">The term's code.</param>
    /// <param name="NameZh">The term's Chinese name.</param>
    /// <param name="NameEn">The term's English name.</param>
    /// <param name="FormulaZh">The formula in Chinese; the statistics measure of the same code counts the same.</param>
    /// <param name="FormulaEn">The formula in English.</param>
    /// <param name="FormulaVersion">The version of the formula; it grows when the formula changes.</param>
    /// <param name="Numerator">The count, or the numerator of a ratio.</param>
    /// <param name="Denominator">The denominator of a ratio; null for a count.</param>
    /// <param name="Rate">Numerator ÷ denominator to eight decimals; null for a count, and when the denominator is 0.</param>
    /// <param name="Display">The figure for display: the count, or the rate such as 99.99 %.</param>
    /// <param name="Lists">Addresses of the lists of the counted items, as of the report.</param>
    public sealed record Figure(
        string Term, string NameZh, string NameEn, string FormulaZh, string FormulaEn, int FormulaVersion, long Numerator,
        long? Denominator, decimal? Rate, string? Display, Lists Lists);

    /// <summary>Addresses of the lists of the counted items.</summary>
    /// <param name="Numerator">The items of the numerator.</param>
    /// <param name="Denominator">The items of the denominator; null for a count, and for posts.</param>
    /// <param name="Complement">The items of the denominator that are not in the numerator; null for a count, and for posts.</param>
    public sealed record Lists(string? Numerator, string? Denominator, string? Complement);

    /// <summary>A grid of a comparison.</summary>
    /// <param name="Rank">The rank: 1 for the highest score; equal scores share a rank; null without a score.</param>
    /// <param name="Grid">The grid.</param>
    /// <param name="Figures">The measured figures.</param>
    /// <param name="Score">The score with its terms.</param>
    public sealed record Row(int? Rank, GridRef Grid, IReadOnlyList<Figure> Figures, Score Score);

    internal AssessedPeriod Period => new(Kind, From);

    internal AssessmentSubject Subject => new(Of, Grid.Code, Level, Role?.Code, Person?.Id);

    internal static Figure ToFigure(Id id, MeasuredTerm measured, AssessmentSubject subject, AssessedPeriod period, Instant asOf)
    {
        // A term of another version of the program keeps its number but has no name and no list.
        var term = ReportTerm.Find(measured.Term);
        var rate = measured.Denominator is { } denominator ? new Rate(measured.Numerator, denominator).Value : null;
        return new Figure(
            measured.Term, term?.Name.Zh ?? measured.Term, term?.Name.En ?? measured.Term, term?.Formula.Zh ?? "", term?.Formula.En ?? "",
            measured.Formula, measured.Numerator, measured.Denominator, rate, measured.Display,
            new Lists(
                List(MeasurePart.Numerator),
                measured.Denominator is null ? null : List(MeasurePart.Denominator),
                measured.Denominator is null ? null : List(MeasurePart.Complement)));

        string? List(MeasurePart part) => term is null ? null : TermSelection.Address(id, term, part, subject, period, asOf);
    }
}
