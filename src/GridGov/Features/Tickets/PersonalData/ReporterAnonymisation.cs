using GridGov.Audit;
using GridGov.Domain.Events;

namespace GridGov.Features.Tickets.PersonalData;

/// <summary>
/// Removes the reporters' names, numbers and hashes of tickets that ended long ago; tickets, history and figures stay. Each ticket
/// gets an event. It runs in batches, each in its own transaction, and servers may run at the same time.
/// </summary>
static class ReporterAnonymisation
{
    public static readonly IReadOnlyList<string> Tables = ["ticket_reporters"];

    const int BatchSize = 100;

    const int IdBits = 22;

    const int MaxChain = 100;

    public readonly record struct Result(long Tickets, long Reporters);

    public static async Task<Result> Run(Db db, int years, bool dryRun, Action<Result> progress, CancellationToken ct)
    {
        if (!dryRun)
            await db.Write(tx => RecordAudit(tx, "begin_retention", new { years }), ct);
        var all = new Result();
        var after = Id.None;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var (last, some) = dryRun
                ? await db.Read(tx => ProcessBatch(tx, after, years, dryRun), ct)
                : await db.Write(tx => ProcessBatch(tx, after, years, dryRun), ct);
            all = new Result(all.Tickets + some.Tickets, all.Reporters + some.Reporters);
            progress(all);
            if (last is not { } lastId)
                break;
            after = lastId;
        }
        if (!dryRun)
            await db.Write(tx => RecordAudit(tx, "end_retention", new { years, all.Tickets, all.Reporters }), ct);
        return all;
    }

    static Task RecordAudit(Tx tx, string code, object details) =>
        AuditLog.Append(tx, new AuditEntry(AuditKind.Change, code, GridCode.Everywhere) { Details = details });

    /// <returns>The last ticket of the batch; null at the end.</returns>
    static async Task<(Id? Last, Result Some)> ProcessBatch(Tx tx, Id after, int years, bool dryRun)
    {
        var before = Before(tx, years);
        // Ids begin with the instant of filing, and no ticket ends before it was filed.
        var parameters = new { After = after, FiledBefore = before.Milliseconds << IdBits, Before = before, BatchSize };
        var ended = await tx.Query<EndedRow>(ListEnded, parameters);
        var some = new Result();
        foreach (var ticket in ended)
        {
            // The reporter of a merged ticket is called back about the ticket that continues.
            if (ticket.MergedInto is not null
                && await tx.QuerySingle<long>(CountSurvivorEnded, new { ticket.Id, Before = before, MaxChain }) == 0)
                continue;
            if (!dryRun)
            {
                await tx.Execute(Anonymise, new { ticket.Id, tx.Now });
                await Journal.Append(tx, new JournalEntry(
                    Journal.Ticket, ticket.Id.ToString(), ticket.GridCode, "anonymise_reporters", Actor: null, ticket.Version)
                {
                    Payload = new { Years = years, ticket.Reporters },
                });
            }
            some = new Result(some.Tickets + 1, some.Reporters + ticket.Reporters);
        }
        return (ended.Count < BatchSize ? null : ended[^1].Id, some);
    }

    static Instant Before(Tx tx, int years) => Days.Begin(tx.Today.AddYears(-years), tx.Zone);

    sealed record EndedRow
    {
        public required Id Id { get; init; }
        public required string GridCode { get; init; }
        public required long Version { get; init; }
        public Id? MergedInto { get; init; }
        public required long Reporters { get; init; }
    }

    // Only closing has an instant of its own; other ended tickets have not changed since they ended.
    const string ListEnded = """
        SELECT t.id, t.grid_code, t.version, CASE WHEN t.status = 'merged' THEN t.merged_into END AS merged_into,
               (SELECT count(*) FROM ticket_reporters r WHERE r.ticket_id = t.id AND r.anonymised_at IS NULL) AS reporters
          FROM tickets t
         WHERE t.id > @After AND t.id < @FiledBefore
           AND ((t.status = 'closed' AND t.closed_at < @Before)
                OR (t.status IN ('rejected', 'cancelled', 'merged', 'noted') AND t.updated_at < @Before))
           AND EXISTS (SELECT 1 FROM ticket_reporters r WHERE r.ticket_id = t.id AND r.anonymised_at IS NULL)
         ORDER BY t.id
         LIMIT @BatchSize
        """;

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

    const string Anonymise = """
        UPDATE ticket_reporters
           SET encrypted = NULL, phone_hash = NULL, anonymised_at = @Now
         WHERE ticket_id = @Id AND anonymised_at IS NULL
        """;
}
