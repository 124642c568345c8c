using GridGov.Security;

namespace GridGov.Domain.Tickets;

/// <summary>What of a ticket decides on an action.</summary>
/// <param name="HandlingLevel">3, 2, 1: the level of grid that has it in hand; 0: above the street.</param>
public readonly record struct TicketState(
    string Grid, TicketStatus Status, int HandlingLevel, Id? HandlerId, PostKind? HandlerPost, Id? ResolvedBy, bool GridRetired = false)
{
    public TicketKind Kind { get; init; }

    /// <summary>Who is asked to look.</summary>
    public Id? VerifierId { get; init; }

    /// <summary>It has its score since it was closed.</summary>
    public bool Evaluated { get; init; }

    /// <summary>The deadline of its handling has passed.</summary>
    public bool Overdue { get; init; }

    /// <summary>Extensions granted in this round of handling.</summary>
    public int Extensions { get; init; }

    /// <summary>The request that waits for its decision.</summary>
    public PendingRequest? Request { get; init; }

    /// <summary>The joint action that is open.</summary>
    public OpenJointAction? JointAction { get; init; }

    /// <summary>The supervisor's order that is not lifted.</summary>
    public OpenOrder? Order { get; init; }
}

/// <summary>A request that waits for its decision.</summary>
/// <param name="By">Who asked, and so does not decide.</param>
public readonly record struct PendingRequest(Id Id, RequestKind Kind, Id By);

/// <summary>A joint action that is open.</summary>
public sealed record OpenJointAction(Id Id, IReadOnlyList<Participant> Participants)
{
    public IEnumerable<Participant> Unfinished => Participants.Where(participant => !participant.Finished);
}

/// <summary>Somebody who was called.</summary>
/// <param name="Finished">Has reported, or is excused.</param>
public readonly record struct Participant(Id Person, string Name, bool Arrived, bool Finished);

/// <summary>A supervisor's order that is not lifted.</summary>
public readonly record struct OpenOrder(Id Id, bool Replied);

/// <summary>Whether an action is possible.</summary>
/// <param name="To">The status after it.</param>
/// <param name="Post">The post that gives the right.</param>
/// <param name="Refusal">The problem code when it is not possible.</param>
/// <param name="Argument">What the refusal is about, for its text.</param>
public readonly record struct Decision(TicketStatus To, Post? Post, string? Refusal = null, object? Argument = null)
{
    public bool Allowed => Refusal is null;

    public static Decision Refused(string code, object? about = null) => new(default, null, code, about);
}
