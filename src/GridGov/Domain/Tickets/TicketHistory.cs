using GridGov.Domain.Statistics.History;

namespace GridGov.Domain.Tickets;

static class TicketHistory
{
    /// <summary>Stores the current state as a former one if it changes; must run before the ticket's update.</summary>
    public static async Task<TicketMetrics> SaveFormerState(Tx tx, TicketForUpdate before, TicketRow after, TicketMetrics metrics)
    {
        if (before.Metrics.ToSnapshot(before.Row) == metrics.ToSnapshot(after))
            return metrics;
        var (from, until) = PeriodOf(before.Metrics.StateSince ?? before.Row.FiledAt, tx.Now);
        // A state of no duration is not stored.
        if (until > from)
            await tx.Execute(KeepFormer, new { after.Id, From = from, Until = until });
        return metrics with { StateSince = until };
    }

    /// <summary>After the clock was set back, a state does not end before it began.</summary>
    public static (Instant From, Instant Until) PeriodOf(Instant since, Instant now) => (since, now > since ? now : since);

    const string KeepFormer = $"""
        INSERT INTO ticket_history (ticket_id, from_at, until_at, version, {TicketSnapshot.Columns})
        SELECT id, @From, @Until, version, {TicketSnapshot.Columns}
          FROM tickets
         WHERE id = @Id
        """;
}
