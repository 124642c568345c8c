using GridGov.Domain.PersonalData;
using GridGov.Security;

namespace GridGov.Domain.Tickets.Related;

/// <summary>A call to a ticket's reporter, or the reporter's own answer, which counts as one.</summary>
sealed record ReporterCall(ContactKind Kind, bool Reached, bool? Solved, bool? Satisfied, FreeText? Note)
{
    /// <summary>Whether a call-back since the last closing has its answers; further ones would distort the rates.</summary>
    public static async Task<bool> HasValidCallBack(Tx tx, Id ticket) =>
        await tx.QuerySingle<int?>(FindValid, new { Id = ticket }) is not null;

    /// <summary>Writes the event, the row and what is counted.</summary>
    /// <returns>The ticket afterwards; null, without any write, when it was changed meanwhile.</returns>
    public async Task<TicketForUpdate?> Record(Tx tx, Actor actor, TicketForUpdate ticket, Decision decision)
    {
        var after = await TicketTransition.Write(tx, actor, ticket, decision, new TicketChange(TicketAction.Contact)
        {
            Metrics = metrics => Reached ? metrics with { ContactedAt = metrics.ContactedAt ?? tx.Now } : metrics,
            Counted = counterKeys => this is { Solved: { } solved, Satisfied: { } satisfied }
                ? counterKeys.ForCallBack(tx.Today, solved, satisfied)
                : [],
            Payload = new { Kind = Kind.ToCode(), Reached, Solved, Satisfied, Note },
        });
        if (after is null)
            return null;
        await tx.Execute(Insert, new
        {
            ticket.Row.Id, after.Row.Version, Day = tx.Today, At = tx.Now, Kind, Reached, Solved, Satisfied,
            Note = after.Row.MaskText(Note), By = actor.Id,
        });
        return after;
    }

    // Only call-backs after the last closing check count.
    const string FindValid = """
        SELECT 1
          FROM ticket_contacts
         WHERE ticket_id = @Id AND solved IS NOT NULL
           AND version > (SELECT max(version) FROM ticket_checks WHERE ticket_id = @Id AND action = 'pass')
         LIMIT 1
        """;

    const string Insert = """
        INSERT INTO ticket_contacts (ticket_id, version, day, at, kind, reached, solved, satisfied, note, contacted_by)
        VALUES (@Id, @Version, @Day, @At, @Kind, @Reached, @Solved, @Satisfied, @Note, @By)
        """;
}
