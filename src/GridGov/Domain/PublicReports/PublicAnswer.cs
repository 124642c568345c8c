using GridGov.Domain.PersonalData;

namespace GridGov.Domain.PublicReports;

/// <summary>What the public was told with an act on a ticket (its <c>publicAnswer</c>).</summary>
readonly record struct PublicAnswer(Instant At, FreeText Text)
{
    /// <summary>As many merges as a ticket's survivor is sought through.</summary>
    const int MaxChain = 100;

    /// <summary>
    /// Those of a report's ticket and, since the merge, of the one that goes on. A confidential survivor tells others' reporters nothing.
    /// </summary>
    public static async Task<List<PublicAnswer>> List(Tx tx, Id ticket)
    {
        var answers = new List<PublicAnswer>();
        var since = 0L;
        for (var i = 0; i <= MaxChain; i++)
        {
            var subject = ticket.ToString();
            var (survivor, confidential, merged) = await tx.QuerySingle(
                FindTicket, c => (c.IdOrNull(), c.Flag(), c.LongOrNull()), new { Id = ticket, Subject = subject });
            if (i == 0 || !confidential)
            {
                foreach (var (at, position, payload) in await tx.Query(
                    ListEvents, c => (c.Instant(), c.Long(), c.Text()), new { Subject = subject, Since = since }))
                {
                    var (_, details) = await EncryptedEvents.Decrypt(tx, subject, position, reason: null, payload);
                    if ((string?)details?["publicAnswer"] is { } text)
                        answers.Add(new PublicAnswer(at, text));
                }
            }
            if (survivor is not { } next)
                break;
            (ticket, since) = (next, merged ?? 0);
        }
        return answers;
    }

    const string FindTicket = """
        SELECT t.merged_into, t.confidential,
               (SELECT max(j.seq) FROM journal j WHERE j.subject = @Subject AND j.subject_kind = 'ticket' AND j.action = 'merge') AS merged
          FROM tickets t
         WHERE t.id = @Id
        """;

    const string ListEvents = """
        SELECT at, position, payload
          FROM journal
         WHERE subject = @Subject AND subject_kind = 'ticket' AND action IN ('reject', 'pass', 'report_back') AND seq > @Since
           AND position IS NOT NULL AND payload IS NOT NULL
         ORDER BY seq
         LIMIT 200
        """;
}
