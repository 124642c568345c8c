using GridGov.Api;
using GridGov.Data.Statements;

namespace GridGov.Domain.Statistics;

sealed record SumRow
{
    /// <summary>The label of the counted rows; empty for a single one.</summary>
    public required string Label { get; init; }

    /// <summary>The stored key in the first dimension; null for rows outside its groups.</summary>
    public string? First { get; init; }
    public string? Second { get; init; }

    public required long Numerator { get; init; }
    public required long N { get; init; }

    public static SumRow Read(Columns columns) =>
        new()
        {
            Label = columns.Text(), First = columns.TextOrNull(), Second = columns.TextOrNull(),
            Numerator = columns.Long(), N = columns.Long(),
        };

    public static SumRow Read(Columns columns, string group) =>
        new() { Label = "", First = group, Second = "", Numerator = columns.Long(), N = columns.Long() };

    public static ProblemHttpResult TooMany(string figures) => Problems.Invalid("/groupBy", "too_many", new(
        $"最多 {MeasureReader.MaxFigures} 个数据，此处超过 {figures} 个；请缩小网格、期间或分组。",
        $"There are at most {MeasureReader.MaxFigures} figures in an answer, and these would be more than {figures}: "
        + "take a smaller grid, a shorter period, or fewer groups."));
}
