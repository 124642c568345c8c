using GridGov.Platform.Time;

namespace GridGov.Platform.Data;

/// <summary>A row of the journal before it has its number.</summary>
sealed record JournalRow
{
    public required Instant At { get; init; }
    public required DateOnly Day { get; init; }
    public required string SubjectKind { get; init; }
    public required string Subject { get; init; }
    public required string GridCode { get; init; }
    public required string Action { get; init; }
    public Id? ActorId { get; init; }
    public string? Post { get; init; }
    public string? FromStatus { get; init; }
    public string? ToStatus { get; init; }
    public string? Reason { get; init; }

    /// <summary>JSON.</summary>
    public string? Payload { get; init; }
    public required long Version { get; init; }
}
