using System.Text.Encodings.Web;
using System.Text.Json;
using GridGov.Platform.Data;
using GridGov.Platform.Security;
using GridGov.Platform.Time;

namespace GridGov.Platform;

/// <summary>What was done to one thing: a row of the journal.</summary>
/// <param name="SubjectKind">ticket, grid, person, appointment or category.</param>
/// <param name="Subject">The thing's id or code.</param>
/// <param name="Grid">Where it belongs, which decides who may read of it.</param>
/// <param name="Actor">Null when the program did it by itself.</param>
/// <param name="Version">The thing's version after it.</param>
public sealed record JournalEntry(string SubjectKind, string Subject, string Grid, string Action, Id? Actor, long Version)
{
    /// <summary>The post that gave the right.</summary>
    public PostKind? Post { get; init; }
    public TicketStatus? From { get; init; }
    public TicketStatus? To { get; init; }
    public string? Reason { get; init; }

    /// <summary>What else there is to say; kept as JSON.</summary>
    public object? Payload { get; init; }
}

/// <summary>The append-only record of everything that was done, in commit order: history, and the source of all feeds.</summary>
public static class Journal
{
    static readonly JsonSerializerOptions Payloads = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Task Append(Tx tx, JournalEntry entry) => tx.Append(RowOf(tx, entry));

    /// <summary>Many at once, in their order.</summary>
    public static async Task Append(Tx tx, IReadOnlyList<JournalEntry> entries)
    {
        foreach (var entry in entries)
            await Append(tx, entry);
    }

    static JournalRow RowOf(Tx tx, JournalEntry entry) => new()
    {
        At = tx.Now,
        Day = tx.Today,
        SubjectKind = entry.SubjectKind,
        Subject = entry.Subject,
        GridCode = entry.Grid,
        Action = entry.Action,
        ActorId = entry.Actor,
        Post = entry.Post?.Code(),
        FromStatus = entry.From?.Code(),
        ToStatus = entry.To?.Code(),
        Reason = entry.Reason,
        Payload = entry.Payload is null ? null : JsonSerializer.Serialize(entry.Payload, Payloads),
        Version = entry.Version,
    };

    /// <summary>
    /// What every feed reads: what was committed after a place in the journal, in the order of the commits. The next place is
    /// the last event's <see cref="JournalEvent.Seq"/>; nothing ever appears at or below a place that was given out (on
    /// PostgreSQL by the doing of PostgresJournal), and the numbers have no gaps.
    /// </summary>
    public static Task<List<JournalEvent>> After(Tx tx, long seq, int limit) => tx.List<JournalEvent>(ListAfter, new { After = seq, Rows = limit });

    const string ListAfter = """
        SELECT seq, at, day, subject_kind, subject, grid_code, action, actor_id, post, from_status, to_status, reason, payload, version
          FROM journal
         WHERE seq > @After
         ORDER BY seq
         LIMIT @Rows
        """;
}

/// <summary>A row of the journal as it lies in the store.</summary>
public sealed record JournalEvent
{
    /// <summary>Its place in the order of all commits: 1, 2, 3 …</summary>
    public required long Seq { get; init; }
    public required Instant At { get; init; }
    public required DateOnly Day { get; init; }
    public required string SubjectKind { get; init; }
    public required string Subject { get; init; }
    public required string GridCode { get; init; }
    public required string Action { get; init; }
    public Id? ActorId { get; init; }
    public string? Post { get; init; }
    public string? FromStatus { get; init; }
    public string? ToStatus { get; init; }
    public string? Reason { get; init; }

    /// <summary>JSON.</summary>
    public string? Payload { get; init; }
    public required long Version { get; init; }
}
