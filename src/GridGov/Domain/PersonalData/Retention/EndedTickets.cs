namespace GridGov.Domain.PersonalData.Retention;

/// <summary>Tickets that ended before an instant, after which nobody calls their reporters any more.</summary>
static class EndedTickets
{
    const int MaxChain = 100;

    /// <summary>
    /// The condition on tickets t; its parameter is Before. Only closing has an instant of its own; other ended tickets have not changed
    /// since they ended.
    /// </summary>
    public const string IsEnded = """
        ((t.status = 'closed' AND t.closed_at < @Before)
                OR (t.status IN ('rejected', 'cancelled', 'merged', 'noted') AND t.updated_at < @Before))
        """;

    /// <summary>
    /// Whether the ticket that an ended one was merged into, if any, has ended too: its reporters are called back about that one.
    /// </summary>
    /// <param name="mergedInto">Null for one that was not merged.</param>
    public static async Task<bool> HasSurvivorEnded(Tx tx, Id ticket, Id? mergedInto, Instant before) =>
        mergedInto is null || await tx.QuerySingle<long>(CountSurvivorEnded, new { Id = ticket, Before = before, MaxChain }) > 0;

    const string CountSurvivorEnded = """
        WITH RECURSIVE chain (id, next, depth) AS (
          SELECT t.id, t.merged_into, 0 FROM tickets t WHERE t.id = @Id
          UNION ALL
          SELECT t.id, CASE WHEN t.status = 'merged' THEN t.merged_into END, chain.depth + 1
            FROM chain
           CROSS JOIN tickets t
           WHERE t.id = chain.next AND chain.depth < @MaxChain
        )
        SELECT count(*) AS n
          FROM chain
         CROSS JOIN tickets t
         WHERE t.id = chain.id AND chain.next IS NULL
           AND ((t.status = 'closed' AND t.closed_at < @Before)
                OR (t.status IN ('rejected', 'cancelled', 'noted') AND t.updated_at < @Before))
        """;
}
