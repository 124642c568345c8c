using GridGov.Features.Assessments.Schemes;

namespace GridGov.Features.Assessments;

/// <summary>What an assessment is of; always inside a grid, which decides who may read it.</summary>
/// <param name="Level">Of a comparison: 1, 2 or 3.</param>
public sealed record AssessmentSubject(SubjectKind Kind, string Grid, int? Level = null, string? Role = null, Id? Person = null)
{
    public static AssessmentSubject OfGrid(string grid) => new(SubjectKind.Grid, grid);

    public static AssessmentSubject OfLevel(string grid, int level) => new(SubjectKind.Level, grid, Level: level);

    /// <summary>What makes it one of a kind; with the period it is what is assessed once.</summary>
    public string Key => Kind switch
    {
        SubjectKind.Grid => Grid,
        SubjectKind.Level => $"{Grid}/level{Level}",
        SubjectKind.Role => $"{Grid}/{Role}",
        SubjectKind.Person => $"{Grid}/{Person}",
    };

    /// <summary>What the figures over a whole comparison are of; else itself.</summary>
    public AssessmentSubject Whole => Kind == SubjectKind.Level ? OfGrid(Grid) : this;

    /// <summary>Whether a grid of this level lies below it.</summary>
    public bool LevelLiesBelow => Level is { } level && GridCode.LengthOf(level) > Grid.Length;
}
