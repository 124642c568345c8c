using GridGov.Domain.Events;

namespace GridGov.Domain.PersonalData.Retention;

/// <summary>Names, numbers and hashes of reporters, from the end of their ticket on.</summary>
sealed class ReporterRetention : IRetention
{
    const int IdBits = 22;

    public IReadOnlyList<string> Tables => ["ticket_reporters"];

    public async Task<(Id? Last, RetentionResult Some)> RemoveBatch(Tx tx, RetentionPeriod period, Id after, bool dryRun)
    {
        // Ids begin with the instant of filing, and no ticket ends before it was filed.
        var ended = await tx.Query<EndedRow>(ListEnded, new
        {
            After = after, FiledBefore = period.Before.Milliseconds << IdBits, period.Before, RetentionPeriod.BatchSize,
        });
        var some = new RetentionResult();
        foreach (var ticket in ended)
        {
            if (!await EndedTickets.HasSurvivorEnded(tx, ticket.Id, ticket.MergedInto, period.Before))
                continue;
            if (!dryRun)
            {
                await tx.Execute(Anonymise, new { ticket.Id, tx.Now });
                await Journal.Append(tx, new JournalEntry(
                    Journal.Ticket, ticket.Id.ToString(), ticket.GridCode, "anonymise_reporters", Actor: null, ticket.Version)
                {
                    Payload = new { period.Years, ticket.Reporters },
                });
            }
            some += new RetentionResult(Tickets: 1, Reporters: ticket.Reporters);
        }
        return (RetentionPeriod.LastOf(ended.ConvertAll(ticket => ticket.Id)), some);
    }

    sealed record EndedRow
    {
        public required Id Id { get; init; }
        public required string GridCode { get; init; }
        public required long Version { get; init; }
        public Id? MergedInto { get; init; }
        public required long Reporters { get; init; }
    }

    const string ListEnded = $"""
        SELECT t.id, t.grid_code, t.version, CASE WHEN t.status = 'merged' THEN t.merged_into END AS merged_into,
               (SELECT count(*) FROM ticket_reporters r WHERE r.ticket_id = t.id AND r.anonymised_at IS NULL) AS reporters
          FROM tickets t
         WHERE t.id > @After AND t.id < @FiledBefore
           AND {EndedTickets.IsEnded}
           AND EXISTS (SELECT 1 FROM ticket_reporters r WHERE r.ticket_id = t.id AND r.anonymised_at IS NULL)
         ORDER BY t.id
         LIMIT @BatchSize
        """;

    const string Anonymise = """
        UPDATE ticket_reporters
           SET encrypted = NULL, phone_hash = NULL, anonymised_at = @Now
         WHERE ticket_id = @Id AND anonymised_at IS NULL
        """;
}
