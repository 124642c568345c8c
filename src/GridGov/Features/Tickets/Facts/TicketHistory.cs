using GridGov.Platform.Data;
using GridGov.Platform.Measures;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>What a ticket was before: its former state is kept when what measures look at changes.</summary>
static class TicketHistory
{
    /// <summary>Keeps the ticket's present state as a former one if it is about to change; before the update of the ticket.</summary>
    /// <returns>The facts after it, with the instant since which they are so.</returns>
    public static async Task<TicketFacts> Keep(Tx tx, TicketRow before, TicketFacts factsBefore, TicketRow after, TicketFacts facts)
    {
        if (factsBefore.Measured(before) == facts.Measured(after))
            return facts;
        var (from, until) = Times(factsBefore.StateSince ?? before.FiledAt, tx.Now);
        // What nobody could have seen leaves nothing behind.
        if (until > from)
            await tx.Run(KeepFormer, new { before.Id, From = from, Until = until });
        return facts with { StateSince = until };
    }

    /// <summary>A clock that was put back makes no state end before it began.</summary>
    public static (Instant From, Instant Until) Times(Instant since, Instant now) => (since, now > since ? now : since);

    const string KeepFormer = $"""
        INSERT INTO ticket_history (ticket_id, from_at, until_at, version, {MeasuredTicket.Columns})
        SELECT id, @From, @Until, version, {MeasuredTicket.Columns}
          FROM tickets
         WHERE id = @Id
        """;
}
