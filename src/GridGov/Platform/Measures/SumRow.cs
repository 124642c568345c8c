using Dapper;
using GridGov.Platform.Data;
using GridGov.Platform.Http;

namespace GridGov.Platform.Measures;

/// <summary>How many of one group.</summary>
sealed record SumRow
{
    /// <summary>What is counted.</summary>
    public required string Label { get; init; }

    /// <summary>The group's key in the first dimension, as the store has it; null for what is in no group of it.</summary>
    public string? First { get; init; }
    public string? Second { get; init; }
    public required long N { get; init; }

    static SumRow Read(Columns columns) => new() { Label = columns.Text(), First = columns.TextOrNull(), Second = columns.TextOrNull(), N = columns.Long() };

    /// <summary>More than the figures of any answer are made of: ten thousand of a week each day of which is counted by itself.</summary>
    const int Max = 250_000;

    /// <exception cref="ProblemException">There are more groups than anybody is answered with.</exception>
    public static async Task<List<SumRow>> Read(Tx tx, string sql, DynamicParameters parameters)
    {
        parameters.Add("MaxSums", Max + 1);
        var rows = await tx.List(sql + " LIMIT @MaxSums", Read, parameters);
        return rows.Count <= Max ? rows : throw new ProblemException(TooMany("200,000"));
    }

    public static ProblemHttpResult TooMany(string figures) => Problems.Invalid("/groupBy", "too_many", Problems.InChinese
        ? $"最多 {MeasureReader.MaxFigures} 个数据，此处超过 {figures} 个；请缩小网格、期间或分组。"
        : $"There are at most {MeasureReader.MaxFigures} figures in an answer, and these would be more than {figures}: take a smaller grid, a shorter period, or fewer groups.");
}
