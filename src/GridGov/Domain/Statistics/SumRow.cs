using GridGov.Api;
using GridGov.Data.Statements;

namespace GridGov.Domain.Statistics;

/// <summary>How many of one group.</summary>
sealed record SumRow
{
    /// <summary>What is counted; empty where that is of one kind.</summary>
    public required string Label { get; init; }

    /// <summary>The group's key in the first dimension, as the store has it; null for what is in no group of it.</summary>
    public string? First { get; init; }
    public string? Second { get; init; }

    /// <summary>How many of them are in a measure's numerator.</summary>
    public required long Numerator { get; init; }
    public required long N { get; init; }

    public static SumRow Read(Columns columns) =>
        new() { Label = columns.Text(), First = columns.TextOrNull(), Second = columns.TextOrNull(), Numerator = columns.Long(), N = columns.Long() };

    /// <summary>The sums of a group that is known already.</summary>
    public static SumRow Read(Columns columns, string group) =>
        new() { Label = "", First = group, Second = "", Numerator = columns.Long(), N = columns.Long() };

    public static ProblemHttpResult TooMany(string figures) => Problems.Invalid("/groupBy", "too_many", new(
        $"最多 {MeasureReader.MaxFigures} 个数据，此处超过 {figures} 个；请缩小网格、期间或分组。",
        $"There are at most {MeasureReader.MaxFigures} figures in an answer, and these would be more than {figures}: "
        + "take a smaller grid, a shorter period, or fewer groups."));
}
