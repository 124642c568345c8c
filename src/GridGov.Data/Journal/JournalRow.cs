namespace GridGov.Data.Journal;

/// <summary>A journal row before it has its sequence number.</summary>
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

    public string? Payload { get; init; }
    public required long Version { get; init; }

    /// <summary>The position in its subject's chain of events, from 1; null for a subject without a chain.</summary>
    public long? Position { get; init; }

    /// <summary>The hash of this event and its predecessor; null for a subject without a chain.</summary>
    public string? Hash { get; init; }
}

/// <summary>A stored journal row.</summary>
public sealed record JournalEvent : JournalRow
{
    /// <summary>The position in the order of all commits, from 1.</summary>
    public required long Seq { get; init; }
}
