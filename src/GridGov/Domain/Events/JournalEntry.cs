using GridGov.Security;

namespace GridGov.Domain.Events;

/// <summary>An action on one subject, for the journal.</summary>
/// <param name="SubjectKind">The kind of subject: ticket, grid, person, appointment, category, campaign, round, record …</param>
/// <param name="Grid">The grid that decides who may read the entry.</param>
/// <param name="Actor">Null for the program itself.</param>
public sealed record JournalEntry(string SubjectKind, string Subject, string Grid, string Action, Id? Actor, long Version)
{
    public PostKind? Post { get; init; }
    public TicketStatus? From { get; init; }
    public TicketStatus? To { get; init; }

    /// <summary>Encrypted for a confidential ticket, like every <see cref="FreeText"/> of <see cref="Payload"/>.</summary>
    public FreeText? Reason { get; init; }

    public object? Payload { get; init; }

    /// <summary>
    /// Whether the audit has it too: what administers the deployment, and not what was done in the field, of which there is far more.
    /// </summary>
    public bool IsAudited { get; init; } = SubjectKind is not (Journal.Ticket or Journal.Round or Journal.Record);

    /// <summary>Recalculated values, added to the payload, from which the history is replayed; none for a value of null.</summary>
    public IReadOnlyList<(string Name, object? Value)> Recalculated { get; init; } = [];
}
