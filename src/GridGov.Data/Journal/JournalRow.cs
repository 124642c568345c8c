namespace GridGov.Data.Journal;

/// <summary>A row of the journal before it has its place.</summary>
public record JournalRow
{
    public required Instant At { get; init; }

    /// <summary>The local day, yyyymmdd.</summary>
    public required int Day { get; init; }
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

    /// <summary>Its place in its subject's chain of events: 1, 2, 3 … Null when the subject has no chain.</summary>
    public long? Position { get; init; }

    /// <summary>The hash of this event and the one before it in the chain; null when the subject has no chain.</summary>
    public string? Hash { get; init; }
}

/// <summary>A row of the journal as it lies in the store.</summary>
public sealed record JournalEvent : JournalRow
{
    /// <summary>Its place in the order of all commits: 1, 2, 3 …</summary>
    public required long Seq { get; init; }
}
