using GridGov.Audit;
using GridGov.Domain.Events;

namespace GridGov.Features.Tickets.PersonalData;

/// <summary>
/// Takes out for ever who reported tickets that ended long ago: name, number and its hash. The ticket, its history and what
/// it counts for stay; its history says that it was done. In portions, each in a transaction of its own, beside servers that go on.
/// </summary>
static class ReporterAnonymisation
{
    /// <summary>Where they stand.</summary>
    public static readonly IReadOnlyList<string> Tables = ["ticket_reporters"];

    const int Portion = 100;

    const int IdBits = 22;

    /// <summary>Merges are followed this far.</summary>
    const int MaxChain = 100;

    /// <param name="Tickets">Tickets whose reporters were taken out.</param>
    public readonly record struct Result(long Tickets, long Reporters);

    /// <param name="dryRun">Only count.</param>
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
                ? await db.Read(tx => ProcessPortion(tx, after, years, dryRun), ct)
                : await db.Write(tx => ProcessPortion(tx, after, years, dryRun), ct);
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

    static Task RecordAudit(Tx tx, string code, object details) => AuditLog.Append(tx, new AuditEntry(AuditKind.Change, code, GridCode.Everywhere) { Details = details });

    /// <returns>The last ticket that was looked at; null at the end.</returns>
    static async Task<(Id? Last, Result Some)> ProcessPortion(Tx tx, Id after, int years, bool dryRun)
    {
        var before = Before(tx, years);
        // Ids begin with the instant of filing, and nothing ends before it was filed.
        var ended = await tx.Query<EndedRow>(ListEnded, new { After = after, FiledBefore = before.Milliseconds << IdBits, Before = before, Portion });
        var some = new Result();
        foreach (var ticket in ended)
        {
            // Who reported a ticket that was merged is called back about the one that goes on.
            if (ticket.MergedInto is not null && await tx.QuerySingle<long>(CountSurvivorEnded, new { ticket.Id, Before = before, MaxChain }) == 0)
                continue;
            if (!dryRun)
            {
                await tx.Execute(Anonymise, new { ticket.Id, tx.Now });
                await Journal.Append(tx, new JournalEntry(Journal.Ticket, ticket.Id.ToString(), ticket.GridCode, "anonymise_reporters", Actor: null, ticket.Version)
                {
                    Payload = new { Years = years, ticket.Reporters },
                });
            }
            some = new Result(some.Tickets + 1, some.Reporters + ticket.Reporters);
        }
        return (ended.Count < Portion ? null : ended[^1].Id, some);
    }

    /// <summary>The beginning of the day so many years ago.</summary>
    static Instant Before(Tx tx, int years)
    {
        var midnight = tx.Today.AddYears(-years).ToDateTime(TimeOnly.MinValue);
        return Instant.Of(new DateTimeOffset(midnight, tx.Zone.GetUtcOffset(midnight)));
    }

    sealed record EndedRow
    {
        public required Id Id { get; init; }
        public required string GridCode { get; init; }
        public required long Version { get; init; }
        public Id? MergedInto { get; init; }
        public required long Reporters { get; init; }
    }

    // Only the closing has an instant of its own; what else ended has not changed since.
    const string ListEnded = """
        SELECT t.id, t.grid_code, t.version, CASE WHEN t.status = 'merged' THEN t.merged_into END AS merged_into,
               (SELECT count(*) FROM ticket_reporters r WHERE r.ticket_id = t.id AND r.anonymised_at IS NULL) AS reporters
          FROM tickets t
         WHERE t.id > @After AND t.id < @FiledBefore
           AND ((t.status = 'closed' AND t.closed_at < @Before)
                OR (t.status IN ('rejected', 'cancelled', 'merged', 'noted') AND t.updated_at < @Before))
           AND EXISTS (SELECT 1 FROM ticket_reporters r WHERE r.ticket_id = t.id AND r.anonymised_at IS NULL)
         ORDER BY t.id
         LIMIT @Portion
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
           AND ((t.status = 'closed' AND t.closed_at < @Before) OR (t.status IN ('rejected', 'cancelled', 'noted') AND t.updated_at < @Before))
        """;

    const string Anonymise = """
        UPDATE ticket_reporters
           SET encrypted = NULL, phone_hash = NULL, anonymised_at = @Now
         WHERE ticket_id = @Id AND anonymised_at IS NULL
        """;
}
