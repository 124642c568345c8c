using GridGov.Encryption;

namespace GridGov.Domain.PersonalData;

/// <summary>
/// Decrypts all encrypted content and reports what cannot be opened, reporters whose phone hash is not that of their number, and those who
/// were removed without an event.
/// </summary>
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
                        await Try(rows.PlaceOf(row), () => Open(tx, rows, row));
                    return batch;
                }, ct);
                more = portion.Count == Portion;
                last = more ? portion[^1] : last;
            }
        }
        foreach (var row in await db.Read(tx => tx.Query<RemovedRow>(ListRemoved), ct))
        {
            if (row.AnonymisedAt is null
                || await db.Read(tx => tx.QuerySingle<long>(CountAnonymised, new { Subject = row.TicketId.ToString() }), ct) == 0)
            {
                broken(EncryptedReporter.Place(row.TicketId, row.Position));
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

    static async Task Open(Tx tx, EncryptedRows rows, EncryptedRows.Row row)
    {
        var opened = await FieldEncryption.Decrypt(tx, rows.PlaceOf(row), row.Text);
        if (rows.HashMatches is { } matches && !await matches(tx, opened, row.Hash))
            throw new InvalidOperationException("The hash is not that of the telephone number.");
    }

    sealed record RemovedRow
    {
        public required Id TicketId { get; init; }
        public required int Position { get; init; }
        public Instant? AnonymisedAt { get; init; }
    }

    sealed record EventRow
    {
        public required long Position { get; init; }
        public required string Payload { get; init; }
    }

    const string ListRemoved =
        "SELECT ticket_id, position, anonymised_at FROM ticket_reporters WHERE encrypted IS NULL ORDER BY ticket_id, position";

    const string CountAnonymised =
        "SELECT count(*) FROM journal WHERE subject = @Subject AND subject_kind = 'ticket' AND action = 'anonymise_reporters'";

    const string ListTickets = "SELECT ticket_id FROM ticket_secrets WHERE ticket_id > @After ORDER BY ticket_id LIMIT @Portion";

    const string ListEvents = """
        SELECT position, payload
          FROM journal
         WHERE subject = @Subject AND subject_kind = 'ticket' AND position IS NOT NULL AND payload LIKE '%"sealed":%'
         ORDER BY seq
         LIMIT 100000
        """;
}
