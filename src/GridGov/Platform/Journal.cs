using System.Text.Encodings.Web;
using System.Text.Json;
using GridGov.Platform.Data;
using GridGov.Platform.Security;

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

    public static Task Append(Tx tx, JournalEntry entry) => tx.Run(Insert, Columns(tx, entry));

    /// <summary>Many at once, in their order.</summary>
    public static Task Append(Tx tx, IReadOnlyList<JournalEntry> entries) => tx.Run(Insert, entries.Select(entry => Columns(tx, entry)).ToList());

    static object Columns(Tx tx, JournalEntry entry) => new
    {
        At = tx.Now,
        Day = tx.Today,
        entry.SubjectKind,
        entry.Subject,
        entry.Grid,
        entry.Action,
        ActorId = entry.Actor,
        Post = entry.Post?.Code(),
        FromStatus = entry.From?.Code(),
        ToStatus = entry.To?.Code(),
        entry.Reason,
        Payload = entry.Payload is null ? null : JsonSerializer.Serialize(entry.Payload, Payloads),
        entry.Version,
    };

    // The sequence is left to the engine: on SQLite the one writer gives it in commit order.
    const string Insert = """
        INSERT INTO journal (at, day, subject_kind, subject, grid_code, action, actor_id, post, from_status, to_status, reason, payload, version)
        VALUES (@At, @Day, @SubjectKind, @Subject, @Grid, @Action, @ActorId, @Post, @FromStatus, @ToStatus, @Reason, @Payload, @Version)
        """;
}
