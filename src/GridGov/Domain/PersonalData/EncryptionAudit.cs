using GridGov.Encryption;

namespace GridGov.Domain.PersonalData;

/// <summary>Decrypts all encrypted content and reports what cannot be opened.</summary>
public static class EncryptionAudit
{
    const int Portion = 500;

    public static async Task<long> Run(Db db, Action<string> broken, CancellationToken ct)
    {
        long opened = 0;
        foreach (var rows in EncryptedRows.All)
        {
            EncryptedRows.Row? last = null;
            for (var more = true; more;)
            {
                var portion = await db.Read(async tx =>
                {
                    var batch = await rows.ListAfter(tx, last, mark: "", hashMark: "", Portion);
                    foreach (var row in batch)
                        await Try(rows.PlaceOf(row), () => FieldEncryption.Decrypt(tx, rows.PlaceOf(row), row.Text));
                    return batch;
                }, ct);
                more = portion.Count == Portion;
                last = more ? portion[^1] : last;
            }
        }
        var after = Id.None;
        for (var more = true; more;)
        {
            var tickets = await db.Read(async tx =>
            {
                var batch = await tx.Query<Id>(ListTickets, new { After = after, Portion });
                foreach (var ticket in batch)
                {
                    foreach (var row in await tx.Query<EventRow>(ListEvents, new { Subject = ticket.ToString() }))
                    {
                        await Try($"event {row.Position} of ticket {ticket}", () =>
                            EncryptedEvents.Decrypt(tx, ticket.ToString(), row.Position, reason: null, row.Payload));
                    }
                }
                return batch;
            }, ct);
            more = tickets.Count == Portion;
            after = more ? tickets[^1] : after;
        }
        return opened;

        async Task Try(string place, Func<Task> open)
        {
            try
            {
                await open();
                opened++;
            }
            // A falsified payload may not be JSON.
            catch (Exception e) when (e is DecryptionException or KeyException
                or System.Text.Json.JsonException or InvalidOperationException)
            {
                broken(place);
            }
        }
    }

    sealed record EventRow
    {
        public required long Position { get; init; }
        public required string Payload { get; init; }
    }

    const string ListTickets = "SELECT ticket_id FROM ticket_secrets WHERE ticket_id > @After ORDER BY ticket_id LIMIT @Portion";

    const string ListEvents = """
        SELECT position, payload
          FROM journal
         WHERE subject = @Subject AND subject_kind = 'ticket' AND position IS NOT NULL AND payload LIKE '%"sealed":%'
         ORDER BY seq
         LIMIT 100000
        """;
}
