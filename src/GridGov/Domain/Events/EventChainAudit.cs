using GridGov.Data.Journal;

namespace GridGov.Domain.Events;

/// <summary>Checks every ticket's chain in portions with their own snapshots, so that the store may be in use.</summary>
public static class EventChainAudit
{
    const int TicketsAtOnce = 200;
    const int EventsAtOnce = 1000;

    /// <summary>Sorts after all ids, which use 0–9 and A–Z.</summary>
    const string AfterLast = "~";

    /// <summary>An event that differs.</summary>
    /// <param name="Ticket">The ticket's number, or its id if it does not exist; null for none.</param>
    /// <param name="Position">The position in the ticket's chain, or null.</param>
    /// <param name="Seq">The number in the journal; null for a missing event.</param>
    /// <param name="Kind">changed, missing, cut, reordered or added.</param>
    public sealed record Difference(string? Ticket, long? Position, long? Seq, string Kind, string Description);

    /// <param name="Events">Events that were recomputed.</param>
    public sealed record Result(long Tickets, long Events, long Differences);

    public static async Task<Result> Run(Db db, Action<Difference> found, Action<long> progress, CancellationToken ct)
    {
        long tickets = 0, events = 0, differences = 0;
        var after = Id.None;
        for (var more = true; more;)
        {
            var portion = await db.Read(async tx =>
            {
                var heads = await tx.Query<TicketChainVerifier.Head>(ListTickets, new { After = after, Rows = TicketsAtOnce });
                await Walk(tx, heads, after, last: heads.Count < TicketsAtOnce);
                return heads;
            }, ct);
            tickets += portion.Count;
            more = portion.Count == TicketsAtOnce;
            if (more)
                after = portion[^1].Id;
            progress(tickets);
        }
        foreach (var gap in await db.Read(tx => tx.Query<Gap>(ListGaps), ct))
            Differs(new Difference(null, null, null, "missing", $"the numbers {gap.Seq + 1} to {gap.Next - 1} of the journal"));
        return new Result(tickets, events, differences);

        void Differs(Difference difference)
        {
            differences++;
            found(difference);
        }

        async Task Walk(Tx tx, List<TicketChainVerifier.Head> heads, Id from, bool last)
        {
            var byId = heads.ToDictionary(head => head.Id.ToString(), StringComparer.Ordinal);
            TicketChainVerifier? chain = null;
            var place = new { Subject = from == Id.None ? "" : from.ToString(), Seq = long.MaxValue };
            var upTo = last ? AfterLast : heads[^1].Id.ToString();
            List<JournalEvent> rows;
            do
            {
                rows = await tx.Query<JournalEvent>(ListEvents, new { place.Subject, place.Seq, UpTo = upTo, Rows = EventsAtOnce });
                foreach (var row in rows)
                {
                    if (chain?.Subject != row.Subject)
                    {
                        Finish(chain);
                        byId.Remove(row.Subject, out var head);
                        chain = new TicketChainVerifier(row.Subject, head, Differs);
                    }
                    chain.Add(row);
                    place = new { row.Subject, row.Seq };
                }
            }
            while (rows.Count == EventsAtOnce);
            Finish(chain);
            foreach (var (subject, head) in byId)
                Finish(new TicketChainVerifier(subject, head, Differs));
        }

        void Finish(TicketChainVerifier? chain)
        {
            if (chain is null)
                return;
            chain.Finish();
            events += chain.Recomputed;
        }
    }

    sealed record Gap
    {
        public required long Seq { get; init; }
        public required long Next { get; init; }
    }

    const string ListTickets = "SELECT id, number, event_count, head_hash FROM tickets WHERE id > @After ORDER BY id LIMIT @Rows";

    const string ListEvents = """
        SELECT seq, at, day, subject_kind, subject, grid_code, action, actor_id, post, from_status, to_status, reason, payload, version,
               position, hash
          FROM journal
         WHERE (subject, seq) > (@Subject, @Seq) AND subject <= @UpTo AND subject_kind = 'ticket'
         ORDER BY subject, seq
         LIMIT @Rows
        """;

    const string ListGaps = """
        SELECT seq, next
          FROM (SELECT seq, lead(seq) OVER (ORDER BY seq) AS next
                  FROM (SELECT 0 AS seq UNION ALL SELECT seq FROM journal WHERE seq > 0) AS numbered) AS neighbours
         WHERE next > seq + 1
         ORDER BY seq
         LIMIT 1000
        """;
}
