using GridGov.Features.Assessments.Schemes;

namespace GridGov.Features.Assessments;

/// <summary>The subject of an assessment. It always has a grid, which decides who may read the report.</summary>
public sealed record AssessmentSubject(SubjectKind Kind, string Grid, int? Level = null, string? Role = null, Id? Person = null)
{
    public static AssessmentSubject OfGrid(string grid) => new(SubjectKind.Grid, grid);

    public static AssessmentSubject OfLevel(string grid, int level) => new(SubjectKind.Level, grid, Level: level);

    /// <summary>Identifies the subject; a subject is assessed once in a period.</summary>
    public string Key => Kind switch
    {
        SubjectKind.Grid => Grid,
        SubjectKind.Level => $"{Grid}/level{Level}",
        SubjectKind.Role => $"{Grid}/{Role}",
        SubjectKind.Person => $"{Grid}/{Person}",
    };

    /// <summary>The subject of the total figures: of a comparison its grid, else the subject itself.</summary>
    public AssessmentSubject Whole => Kind == SubjectKind.Level ? OfGrid(Grid) : this;

    public bool LevelLiesBelow => Level is { } level && GridCode.LengthOf(level) > Grid.Length;
}
