namespace GridGov.Domain.Tickets;

/// <summary>What made a person a party of a ticket.</summary>
public enum PartyKind
{
    /// <summary>It was dispatched, reassigned or handed over to the person, or handled by the person on the spot.</summary>
    Handler,
    /// <summary>The person was asked to verify it.</summary>
    Verifier,
    /// <summary>The person was called to a joint action.</summary>
    Participant,
}

/// <summary>
/// The parties of a ticket. A party stays one, because posts that need to know also read what they handled. The rows follow from the
/// events.
/// </summary>
static class TicketParties
{
    /// <summary>The scope of a statement on tickets t: the grids, and the parties for posts that need to know.</summary>
    public const string InScope = "@scope(t.grid_code, t.id IN ticket_parties.ticket_id)";

    /// <param name="grid">The expression of the grid's code.</param>
    /// <param name="ticket">The expression of the ticket's id.</param>
    public static string InScopeOf(string grid, string ticket = "t.id") => $"@scope({grid}, {ticket} IN ticket_parties.ticket_id)";

    /// <summary>Adds those who became parties by an update.</summary>
    public static async Task OnUpdate(Tx tx, TicketRow before, TicketRow after)
    {
        if (after.HandlerId is { } handler && handler != before.HandlerId)
            await tx.Execute(Insert, new { after.Id, Person = handler, Kind = PartyKind.Handler });
        if (after.VerifierId is { } verifier && verifier != before.VerifierId)
            await tx.Execute(Insert, new { after.Id, Person = verifier, Kind = PartyKind.Verifier });
        if (after.JointActionId is { } joint && joint != before.JointActionId)
            await tx.Execute(InsertParticipants, new { after.Id, JointAction = joint });
    }

    const string Insert =
        "INSERT INTO ticket_parties (ticket_id, person_id, kind) VALUES (@Id, @Person, @Kind) ON CONFLICT DO NOTHING";

    const string InsertParticipants = """
        INSERT INTO ticket_parties (ticket_id, person_id, kind)
        SELECT j.ticket_id, p.person_id, 'participant'
          FROM joint_actions j
          JOIN joint_participants p ON p.joint_action_id = j.id
         WHERE j.id = @JointAction AND j.ticket_id = @Id
            ON CONFLICT DO NOTHING
        """;
}
