using GridGov.Domain.PublicReports;

namespace GridGov.Domain.PersonalData.Retention;

/// <summary>
/// What reporter and office said to each other about a public report, from the end of its ticket on, or from when it was discarded. Who
/// reported it is a reporter of its ticket. A held one loses words and photos when it is discarded, at the latest after
/// <see cref="PublicReportSettings.HeldDays"/>.
/// </summary>
sealed class PublicReportRetention : IRetention
{
    public IReadOnlyList<string> Tables => ["public_reports"];

    public async Task<(Id? Last, RetentionResult Some)> RemoveBatch(Tx tx, RetentionPeriod period, Id after, bool dryRun)
    {
        var ended = await tx.Query(ListEnded, c => (Id: c.Id(), Ticket: c.IdOrNull(), MergedInto: c.IdOrNull()),
            new { After = after, period.Before, RetentionPeriod.BatchSize });
        var removed = 0;
        foreach (var (id, ticket, mergedInto) in ended)
        {
            if (ticket is { } of && !await EndedTickets.HasSurvivorEnded(tx, of, mergedInto, period.Before))
                continue;
            removed++;
            if (!dryRun && await (await PublicReportRow.FindForUpdate(tx, id))!
                .Save(tx, PublicReportSecret.New(), "anonymise", actor: null) is null)
                throw new InvalidOperationException($"Public report {id} has changed while its words were removed.");
        }
        return (RetentionPeriod.LastOf(ended.ConvertAll(row => row.Id)), new RetentionResult(PublicReports: removed));
    }

    const string ListEnded = $"""
        SELECT r.id, r.ticket_id, CASE WHEN t.status = 'merged' THEN t.merged_into END AS merged_into
          FROM public_reports r
          LEFT JOIN tickets t ON t.id = r.ticket_id
         WHERE r.id > @After AND r.encrypted IS NOT NULL
           AND ((r.status = 'discarded' AND r.decided_at < @Before)
                OR (r.status = 'filed' AND {EndedTickets.IsEnded}))
         ORDER BY r.id
         LIMIT @BatchSize
        """;
}
