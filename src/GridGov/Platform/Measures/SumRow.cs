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
}
