using GridGov.Security;

namespace GridGov.Domain.Tickets;

/// <summary>The state of a ticket that decides on actions.</summary>
/// <param name="HandlingLevel">The grid level that handles it: 3, 2, 1, or 0 above the street.</param>
public readonly record struct TicketState(
    string Grid, TicketStatus Status, int HandlingLevel, Id? HandlerId, PostKind? HandlerPost, Id? ResolvedBy, bool GridRetired = false)
{
    public TicketKind Kind { get; init; }

    public bool Confidential { get; init; }

    public Id FiledBy { get; init; }

    /// <summary>Whether it was ever established (立案), which decides what reverting its merge gives back.</summary>
    public bool Established { get; init; }

    public Id? VerifierId { get; init; }

    /// <summary>The person of the last dispatch or reassignment, loaded only where <see cref="TicketAction.Recall"/> is decided.</summary>
    public Id? DispatchedBy { get; init; }

    /// <summary>Whether it was evaluated since it was closed.</summary>
    public bool Evaluated { get; init; }

    /// <summary>Whether the public reported it, and nobody has confirmed it on the spot yet.</summary>
    public bool Unverified { get; init; }

    /// <summary>Whether the handling deadline has passed.</summary>
    public bool Overdue { get; init; }

    /// <summary>The extensions of this round of handling.</summary>
    public int Extensions { get; init; }

    public PendingRequest? Request { get; init; }

    public OpenJointAction? JointAction { get; init; }

    public OpenOrder? Order { get; init; }

    /// <summary>The status of the ticket that it is a part of; null when it is none.</summary>
    public TicketStatus? Whole { get; init; }

    /// <summary>Its parts; null when it was not split.</summary>
    public IReadOnlyList<PartState>? Parts { get; init; }
}

/// <summary>A pending request; <c>By</c> is the requester, who cannot decide on it.</summary>
public readonly record struct PendingRequest(Id Id, RequestKind Kind, Id By);

public sealed record OpenJointAction(Id Id, IReadOnlyList<Participant> Participants)
{
    public IEnumerable<Participant> Unfinished => Participants.Where(participant => !participant.Finished);
}

/// <summary>A summoned person; <c>Finished</c> means reported or excused.</summary>
public readonly record struct Participant(Id Person, string Name, bool Arrived, bool Finished);

/// <summary>A part of a ticket, by its number.</summary>
public readonly record struct PartState(string Number, TicketStatus Status);

public readonly record struct OpenOrder(Id Id, bool Replied);

/// <summary>The decision on an action.</summary>
/// <param name="To">The status afterwards.</param>
/// <param name="Refusal">The problem code; null when allowed.</param>
public readonly record struct Decision(TicketStatus To, Post? Post, string? Refusal = null, object? Argument = null)
{
    public bool Allowed => Refusal is null;

    public static Decision Refused(string code, object? about = null) => new(default, null, code, about);
}
