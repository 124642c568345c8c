using GridGov.Domain.Meetings;

namespace GridGov.Domain.PersonalData.Retention;

/// <summary>Names and numbers of attendees without an account, from the closing of their meeting, or from when it was cancelled.</summary>
sealed class AttendeeRetention : IRetention
{
    public IReadOnlyList<string> Tables => ["meeting_attendees"];

    public async Task<(Id? Last, RetentionResult Some)> RemoveBatch(Tx tx, RetentionPeriod period, Id after, bool dryRun)
    {
        var ended = await tx.Query(ListEnded, c => (Id: c.Id(), Attendees: c.Long()),
            new { After = after, period.Before, RetentionPeriod.BatchSize });
        foreach (var (id, attendees) in dryRun ? [] : ended)
        {
            await tx.Execute(Anonymise, new { Id = id });
            if (await MeetingStore.Write(
                tx, actor: null, await MeetingRow.Reread(tx, id), "anonymise", new { period.Years, Attendees = attendees }) is not null)
                throw new InvalidOperationException($"Meeting {id} has changed while names were removed from it.");
        }
        return (RetentionPeriod.LastOf(ended.ConvertAll(row => row.Id)),
            new RetentionResult(Meetings: ended.Count, Attendees: ended.Sum(row => row.Attendees)));
    }

    const string ListEnded = """
        SELECT m.id, (SELECT count(*) FROM meeting_attendees a WHERE a.meeting_id = m.id AND a.encrypted IS NOT NULL) AS attendees
          FROM meetings m
         WHERE m.id > @After AND m.status IN ('closed', 'cancelled') AND m.ended_at < @Before
           AND EXISTS (SELECT 1 FROM meeting_attendees a WHERE a.meeting_id = m.id AND a.encrypted IS NOT NULL)
         ORDER BY m.id
         LIMIT @BatchSize
        """;

    const string Anonymise = "UPDATE meeting_attendees SET encrypted = NULL WHERE meeting_id = @Id AND encrypted IS NOT NULL";
}
