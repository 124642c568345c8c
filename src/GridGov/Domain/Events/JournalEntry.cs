using GridGov.Security;

namespace GridGov.Domain.Events;

/// <summary>What was done to one thing: a row of the journal.</summary>
/// <param name="SubjectKind">ticket, grid, person, appointment or category.</param>
/// <param name="Subject">The thing's id or code.</param>
/// <param name="Grid">Where it belongs, which decides who may read of it.</param>
/// <param name="Actor">Null when the program did it by itself.</param>
/// <param name="Version">The thing's version after it.</param>
public sealed record JournalEntry(string SubjectKind, string Subject, string Grid, string Action, Id? Actor, long Version)
{
    /// <summary>The post that gave the right.</summary>
    public PostKind? Post { get; init; }
    public TicketStatus? From { get; init; }
    public TicketStatus? To { get; init; }

    /// <summary>Of a confidential ticket it is kept encrypted, like all words of <see cref="Payload"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>What else there is to say; kept as JSON.</summary>
    public object? Payload { get; init; }

    /// <summary>What the program worked out at it, which the history is told from again: a further member of the payload.</summary>
    public (string Name, object Value)? Recalculated { get; init; }
}
