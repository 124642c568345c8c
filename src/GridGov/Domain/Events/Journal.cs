using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GridGov.Audit;
using GridGov.Data.Journal;
using GridGov.Data.Statements;
using GridGov.Domain.PersonalData;
using GridGov.Text;

namespace GridGov.Domain.Events;

/// <summary>The append-only journal of all actions in commit order: the history, and the source of all feeds.</summary>
public static class Journal
{
    static readonly JsonSerializerOptions Payloads = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false),
            new FreeTextConverter(reveals: true),
        },
    };

    public const string Ticket = "ticket";
    public const string Round = "round";
    public const string Record = "record";

    public static async Task Append(Tx tx, JournalEntry entry)
    {
        JournalRow row;
        if (entry.SubjectKind == Ticket)
        {
            // The update locks the ticket, so concurrent appends get consecutive positions.
            _ = Id.TryParseExact(entry.Subject, out var ticket);
            await tx.LockRow("tickets", ticket);
            var head = await tx.QuerySingle(NextPlace, HeadRow.Read, new { Ticket = ticket })
                ?? throw new InvalidOperationException("There is no ticket " + entry.Subject);
            row = await Linked(tx, entry, head.EventCount, head.HeadHash, head.Confidential);
            await tx.Execute(SetHead, new { Ticket = ticket, row.Hash });
        }
        else
        {
            row = RowOf(tx, entry);
            if (entry.IsAudited)
                await AuditLog.AppendChange(tx, row);
        }
        await tx.Append(row);
    }

    /// <summary>The first event of a new ticket, whose row is then inserted with this event's hash as its head.</summary>
    public static Task<JournalRow> CreateFirst(Tx tx, JournalEntry entry, bool confidential) =>
        Linked(tx, entry, position: 1, previous: null, confidential);

    /// <summary>The next event of a ticket, whose row is then updated with this position and hash as its head.</summary>
    public static async Task<JournalRow> Linked(Tx tx, JournalEntry entry, long position, string? previous, bool confidential)
    {
        var row = RowOf(tx, entry);
        return EventChain.Link(confidential ? await EncryptedEvents.Encrypt(tx, row, entry, position) : row, position, previous);
    }

    /// <summary>Appends an event whose ticket has its head already.</summary>
    public static Task Append(Tx tx, JournalRow linked) => tx.Append(linked);

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
        Reason = entry.Reason?.Reveal(),
        Payload = PayloadOf(entry.Payload, entry.Recalculated, tx.Origin?.Key),
        Version = entry.Version,
    };

    /// <summary>Adds recalculated values and the API key, as <c>apiKey</c>, to the payload, so that a ticket's chain covers them.</summary>
    static string? PayloadOf(object? payload, IReadOnlyList<(string Name, object? Value)> recalculated, Id? key)
    {
        if (key is null && recalculated.All(fact => fact.Value is null))
            return payload is null ? null : JsonSerializer.Serialize(payload, Payloads);
        var details = payload is null ? [] : JsonSerializer.SerializeToNode(payload, Payloads)!.AsObject();
        foreach (var (name, value) in recalculated)
        {
            if (value is not null)
                details[name] = JsonSerializer.SerializeToNode(value, Payloads);
        }
        if (key is not null)
            details["apiKey"] = key.Value.ToString();
        return details.ToJsonString(Payloads);
    }

    /// <summary>
    /// The events after a number, in commit order, for feeds. Continue with the last <see cref="JournalEvent.Seq"/>: numbers have no
    /// gaps, and no event ever appears at or below a number that was read (see PostgresJournal).
    /// </summary>
    public static Task<List<JournalEvent>> ReadAfter(Tx tx, long seq, int limit) =>
        tx.Query<JournalEvent>(ListAfter, new { After = seq, Rows = limit });

    sealed record HeadRow(long EventCount, string? HeadHash, bool Confidential)
    {
        public static HeadRow Read(Columns c) => new(c.Long(), c.TextOrNull(), c.Flag());
    }

    const string NextPlace =
        "UPDATE tickets SET event_count = event_count + 1 WHERE id = @Ticket RETURNING event_count, head_hash, confidential";

    const string SetHead = "UPDATE tickets SET head_hash = @Hash WHERE id = @Ticket";

    const string ListAfter = """
        SELECT seq, at, day, subject_kind, subject, grid_code, action, actor_id, post, from_status, to_status, reason, payload, version,
               position, hash
          FROM journal
         WHERE seq > @After
         ORDER BY seq
         LIMIT @Rows
        """;
}
