using GridGov.Domain.Needs;

namespace GridGov.Domain.PersonalData.Retention;

/// <summary>Whom to ask about a need, from its closing on.</summary>
sealed class NeedContactRetention : IRetention
{
    public IReadOnlyList<string> Tables => ["needs"];

    public async Task<(Id? Last, RetentionResult Some)> RemoveBatch(Tx tx, RetentionPeriod period, Id after, bool dryRun)
    {
        var closed = await tx.Query(ListClosed, NeedRow.Read, new { After = after, period.Before, RetentionPeriod.BatchSize });
        foreach (var need in dryRun ? [] : closed)
        {
            if (await NeedTransition.Write(tx, actor: null, need with { Contact = null }, "anonymise") is not null)
                throw new InvalidOperationException($"Need {need.Id} has changed while its contact was removed.");
        }
        return (RetentionPeriod.LastOf(closed.ConvertAll(need => need.Id)), new RetentionResult(Needs: closed.Count));
    }

    const string ListClosed = $"""
        {NeedRow.Select}
         WHERE n.id > @After AND n.status = 'closed' AND n.closed_at < @Before AND n.contact IS NOT NULL
         ORDER BY n.id
         LIMIT @BatchSize
        """;
}
