using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GridGov.Audit;
using GridGov.Data.Journal;
using GridGov.Data.Statements;
using GridGov.Domain.PersonalData;

namespace GridGov.Domain.Events;

/// <summary>The append-only record of everything that was done, in commit order: history, and the source of all feeds.</summary>
public static class Journal
{
    static readonly JsonSerializerOptions Payloads = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    public const string Ticket = "ticket";

    /// <summary>An event of a ticket becomes the next of its chain.</summary>
    public static async Task Append(Tx tx, JournalEntry entry)
    {
        JournalRow row;
        if (entry.SubjectKind == Ticket)
        {
            // Also takes hold of the ticket: what two append to it at once gets two places, one after the other.
            _ = Id.TryParseExact(entry.Subject, out var ticket);
            await tx.LockRow("tickets", ticket);
            var head = await tx.QuerySingle(NextPlace, HeadRow.Read, new { Ticket = ticket })
                ?? throw new InvalidOperationException("There is no ticket " + entry.Subject);
            row = await Linked(tx, entry, head.Events, head.HeadHash, head.Confidential);
            await tx.Execute(SetHead, new { Ticket = ticket, row.Hash });
        }
        else
        {
            row = RowOf(tx, entry);
            await AuditLog.AppendChange(tx, row);
        }
        await tx.Append(row);
    }

    /// <summary>The first event of a ticket that is not in the store yet: whoever inserts it gives it this event's hash, as the head of one event.</summary>
    public static JournalRow CreateFirst(Tx tx, JournalEntry entry) => EventChain.Link(RowOf(tx, entry), position: 1, previous: null);

    /// <summary>The next event of a ticket: whoever writes the ticket gives it this event's position and hash as its head.</summary>
    /// <param name="position">Its place in the ticket's chain.</param>
    /// <param name="previous">The hash of the event before.</param>
    public static async Task<JournalRow> Linked(Tx tx, JournalEntry entry, long position, string? previous, bool confidential)
    {
        var row = RowOf(tx, entry);
        return EventChain.Link(confidential ? await EncryptedEvents.Encrypt(tx, row, position) : row, position, previous);
    }

    /// <summary>An event whose ticket has its head already.</summary>
    public static Task Append(Tx tx, JournalRow linked) => tx.Append(linked);

    /// <summary>Many at once, in their order.</summary>
    public static async Task Append(Tx tx, IReadOnlyList<JournalEntry> entries)
    {
        foreach (var entry in entries)
            await Append(tx, entry);
    }

    static JournalRow RowOf(Tx tx, JournalEntry entry) => new()
    {
        At = tx.Now,
        Day = Days.Number(tx.Today),
        SubjectKind = entry.SubjectKind,
        Subject = entry.Subject,
        GridCode = entry.Grid,
        Action = entry.Action,
        ActorId = entry.Actor,
        Post = entry.Post?.ToCode(),
        FromStatus = entry.From?.ToCode(),
        ToStatus = entry.To?.ToCode(),
        Reason = entry.Reason,
        Payload = PayloadOf(entry.Payload, entry.Recalculated, tx.Origin?.Key),
        Version = entry.Version,
    };

    /// <summary>Of what an API key did for a person, it says which: as <c>apiKey</c> of the details, so that a ticket's chain covers it.</summary>
    static string? PayloadOf(object? payload, (string Name, object Value)? reckoned, Id? key)
    {
        if (reckoned is null && key is null)
            return payload is null ? null : JsonSerializer.Serialize(payload, Payloads);
        var details = payload is null ? [] : JsonSerializer.SerializeToNode(payload, Payloads)!.AsObject();
        if (reckoned is { } fact)
            details[fact.Name] = JsonSerializer.SerializeToNode(fact.Value, Payloads);
        if (key is not null)
            details["apiKey"] = key.Value.ToString();
        return details.ToJsonString(Payloads);
    }

    /// <summary>
    /// What every feed reads: what was committed after a place in the journal, in the order of the commits. The next place is
    /// the last event's <see cref="JournalEvent.Seq"/>; nothing ever appears at or below a place that was given out (on
    /// PostgreSQL by the doing of PostgresJournal), and the numbers have no gaps.
    /// </summary>
    public static Task<List<JournalEvent>> ReadAfter(Tx tx, long seq, int limit) => tx.Query<JournalEvent>(ListAfter, new { After = seq, Rows = limit });

    sealed record HeadRow(long Events, string? HeadHash, bool Confidential)
    {
        public static HeadRow Read(Columns c) => new(c.Long(), c.TextOrNull(), c.Flag());
    }

    const string NextPlace = "UPDATE tickets SET events = events + 1 WHERE id = @Ticket RETURNING events, head_hash, confidential";

    const string SetHead = "UPDATE tickets SET head_hash = @Hash WHERE id = @Ticket";

    const string ListAfter = """
        SELECT seq, at, day, subject_kind, subject, grid_code, action, actor_id, post, from_status, to_status, reason, payload, version, position, hash
          FROM journal
         WHERE seq > @After
         ORDER BY seq
         LIMIT @Rows
        """;
}
