using GridGov.Domain.Statistics.History;

namespace GridGov.Domain.Tickets;

/// <summary>What a ticket was before: its former state is kept when what measures look at changes.</summary>
static class TicketHistory
{
    /// <summary>Keeps the ticket's present state as a former one if it is about to change; before the update of the ticket.</summary>
    /// <returns>The metrics after it, with the instant since which they are so.</returns>
    public static async Task<TicketMetrics> SaveFormerState(Tx tx, TicketForUpdate before, TicketRow after, TicketMetrics metrics)
    {
        if (before.Metrics.ToSnapshot(before.Row) == metrics.ToSnapshot(after))
            return metrics;
        var (from, until) = PeriodOf(before.Metrics.StateSince ?? before.Row.FiledAt, tx.Now);
        // What nobody could have seen leaves nothing behind.
        if (until > from)
            await tx.Execute(KeepFormer, new { after.Id, From = from, Until = until });
        return metrics with { StateSince = until };
    }

    /// <summary>A clock that was put back makes no state end before it began.</summary>
    public static (Instant From, Instant Until) PeriodOf(Instant since, Instant now) => (since, now > since ? now : since);

    const string KeepFormer = $"""
        INSERT INTO ticket_history (ticket_id, from_at, until_at, version, {TicketSnapshot.Columns})
        SELECT id, @From, @Until, version, {TicketSnapshot.Columns}
          FROM tickets
         WHERE id = @Id
        """;
}
