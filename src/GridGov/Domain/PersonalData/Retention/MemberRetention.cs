using GridGov.Domain.Groups;

namespace GridGov.Domain.PersonalData.Retention;

/// <summary>Names and numbers of members of groups without an account, from the end of their membership on.</summary>
sealed class MemberRetention : IRetention
{
    public IReadOnlyList<string> Tables => ["memberships"];

    public async Task<(Id? Last, RetentionResult Some)> RemoveBatch(Tx tx, RetentionPeriod period, Id after, bool dryRun)
    {
        var ended = await tx.Query(ListEnded, MembershipRow.Read, new { After = after, period.FirstDay, RetentionPeriod.BatchSize });
        if (!dryRun)
        {
            foreach (var row in ended)
                await MembershipStore.Anonymise(tx, row, period.Years);
        }
        return (RetentionPeriod.LastOf(ended.ConvertAll(row => row.Id)), new RetentionResult(Memberships: ended.Count));
    }

    const string ListEnded = $"""
        {MembershipRow.Select}
         WHERE m.id > @After AND m.encrypted IS NOT NULL AND m.anonymised_at IS NULL AND m.to_day < @FirstDay
         ORDER BY m.id
         LIMIT @BatchSize
        """;
}
