using GridGov.Platform.Data;
using GridGov.Platform.Security;

namespace GridGov.Platform.Measures;

/// <summary>Counts everything again from the tickets and their checks, in SQL of its own, and names the counters that differ.</summary>
public static class CounterAudit
{
    /// <summary>A counter that is not what a recount gives.</summary>
    public sealed record Difference
    {
        public required string Counter { get; init; }
        public required string GridCode { get; init; }

        /// <summary>yyyymmdd; of a monthly row the month's first day.</summary>
        public required int Day { get; init; }
        public required string Category { get; init; }

        /// <summary>What it was found with: a row that is kept and not recounted, or recounted and not kept.</summary>
        public required long N { get; init; }
        public required string Found { get; init; }
    }

    /// <param name="progress">Told the part that was compared.</param>
    /// <returns>At most 1,000 differences of each part.</returns>
    public static async Task<List<Difference>> Run(Db db, Action<string> progress, CancellationToken ct)
    {
        var differences = new List<Difference>();
        foreach (var part in Counters.Parts)
        {
            var (kept, recount) = (Kept(part), Recount(part));
            differences.AddRange(await db.Read(async tx => (List<Difference>)
            [
                .. await tx.List<Difference>(Only(kept, recount, "kept")),
                .. await tx.List<Difference>(Only(recount, kept, "recounted")),
            ], ct));
            progress($"codes of {part.Digits} digits by {part.Grain} and {part.Detail}");
        }
        return differences;
    }

    static string Only(string these, string notThose, string found) => $"""
        SELECT counter, grid_code, day, category, n, '{found}' AS found
          FROM ({these} EXCEPT {notThose}) AS differing
         ORDER BY counter, grid_code, day, category
         LIMIT 1000
        """;

    static string Kept(Counters.Part part) => $"""
        SELECT counter, grid_code, day, category, programme, role, CAST(sum(n) AS BIGINT) AS n
          FROM (
            SELECT counter, grid_code, day, category, programme, role, n FROM counters
             WHERE detail = '{part.Detail}' AND grain = '{part.Grain}' AND digits = {part.Digits}
            UNION ALL
            SELECT counter, {part.Key}, n FROM counter_changes WHERE length(grid_code) >= {part.Digits}
          ) AS kept
         GROUP BY counter, grid_code, day, category, programme, role
        HAVING sum(n) <> 0
        """;

    static string Recount(Counters.Part part) => $"""
        SELECT counter, grid_code, day, category, programme, role, count(*) AS n
          FROM (SELECT counter, {part.Key} FROM (
            SELECT t.status AS counter, t.grid_code, t.filed_day AS day, t.category, t.programme, t.role FROM tickets t
            UNION ALL
            SELECT 'established', t.grid_code, t.accepted_day, t.category, t.programme, t.role FROM tickets t
             WHERE t.accepted_day IS NOT NULL AND t.status NOT IN ('rejected', 'cancelled', 'merged', 'noted')
            UNION ALL
            SELECT 'established_closed', t.grid_code, t.accepted_day, t.category, t.programme, t.role FROM tickets t
             WHERE t.accepted_day IS NOT NULL AND t.status = 'closed'
            UNION ALL
            SELECT 'closed_on_day', t.grid_code, t.closed_day, t.category, t.programme, t.role FROM tickets t
             WHERE t.status = 'closed'
            UNION ALL
            SELECT 'closed_at_street', t.grid_code, t.closed_day, t.category, t.programme, t.role FROM tickets t
             WHERE t.status = 'closed' AND t.handling_level >= 1
            UNION ALL
            SELECT 'checks', t.grid_code, k.day, t.category, t.programme, t.role FROM ticket_checks k JOIN tickets t ON t.id = k.ticket_id
            UNION ALL
            SELECT 'failed_checks', t.grid_code, k.day, t.category, t.programme, t.role FROM ticket_checks k JOIN tickets t ON t.id = k.ticket_id
             WHERE k.action = 'fail'
            UNION ALL
            SELECT 'due', t.grid_code, t.due_day, t.category, t.programme, t.role FROM tickets t
             WHERE t.due_day IS NOT NULL
            UNION ALL
            SELECT 'due_closed', t.grid_code, t.due_day, t.category, t.programme, t.role FROM tickets t
             WHERE t.due_day IS NOT NULL AND t.status = 'closed'
            UNION ALL
            SELECT 'due_on_time', t.grid_code, t.due_day, t.category, t.programme, t.role FROM tickets t
             WHERE t.due_day IS NOT NULL AND t.on_time = 1
            UNION ALL
            SELECT 'decided', t.grid_code, t.decided_day, t.category, t.programme, t.role FROM tickets t
             WHERE t.decided_day IS NOT NULL
            UNION ALL
            SELECT 'decided_valid', t.grid_code, t.decided_day, t.category, t.programme, t.role FROM tickets t
             WHERE t.decided_day IS NOT NULL AND t.decision = 'valid'
            UNION ALL
            SELECT 'contacts_due', t.grid_code, t.contact_due_day, t.category, t.programme, t.role FROM tickets t
             WHERE t.contact_due_day IS NOT NULL
            UNION ALL
            SELECT 'contacted_in_time', t.grid_code, t.contact_due_day, t.category, t.programme, t.role FROM tickets t
             WHERE t.contact_due_day IS NOT NULL AND t.contacted_at <= t.contact_due_at
            UNION ALL
            SELECT 'dispatches', t.grid_code, d.day, t.category, t.programme, t.role FROM ticket_dispatches d JOIN tickets t ON t.id = d.ticket_id
            UNION ALL
            SELECT 'dispatches_returned', t.grid_code, d.day, t.category, t.programme, t.role FROM ticket_dispatches d JOIN tickets t ON t.id = d.ticket_id
             WHERE d.returned_at IS NOT NULL
            UNION ALL
            SELECT 'call_backs', t.grid_code, c.day, t.category, t.programme, t.role FROM ticket_contacts c JOIN tickets t ON t.id = c.ticket_id
             WHERE c.solved IS NOT NULL
            UNION ALL
            SELECT 'call_backs_solved', t.grid_code, c.day, t.category, t.programme, t.role FROM ticket_contacts c JOIN tickets t ON t.id = c.ticket_id
             WHERE c.solved = 1
            UNION ALL
            SELECT 'call_backs_satisfied', t.grid_code, c.day, t.category, t.programme, t.role FROM ticket_contacts c JOIN tickets t ON t.id = c.ticket_id
             WHERE c.satisfied = 1
          ) AS counted WHERE length(grid_code) >= {part.Digits}) AS recounted
         GROUP BY counter, grid_code, day, category, programme, role
        """;
}
