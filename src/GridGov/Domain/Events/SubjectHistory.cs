using System.Text.Json;
using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Domain.PersonalData;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Domain.Events;

/// <summary>One act of a thing's history.</summary>
/// <param name="Seq">Its place in the journal of the whole deployment.</param>
/// <param name="Action">What was done: the name of the act.</param>
/// <param name="At">When.</param>
/// <param name="By">Who; absent when the program did it by itself.</param>
/// <param name="Post">The post that gave the right.</param>
/// <param name="From">A ticket's status before, when the act moved it.</param>
/// <param name="To">A ticket's status after.</param>
/// <param name="Reason">Why.</param>
/// <param name="Details">What else was said: the result, the handler, the comment, the names before and after.</param>
/// <param name="Version">The thing's version after it.</param>
/// <param name="Grid">The grid that it belonged to then.</param>
/// <param name="Position">Of a ticket's event: its place in the ticket's chain, 1 for the first.</param>
/// <param name="PreviousHash">Of a ticket's event: the hash of the event before; absent for the first.</param>
/// <param name="Hash">Of a ticket's event: the SHA-256 of its fields and the hash before it, in hexadecimal digits.</param>
public sealed record HistoryEvent(
    long Seq, string Action, Instant At, HistoryEvent.Person? By, PostKind? Post, TicketStatus? From, TicketStatus? To,
    string? Reason, JsonElement? Details, long Version, string Grid, long? Position, string? PreviousHash, string? Hash)
{
    /// <summary>Its words are not shown: the ticket is confidential, and they stand encrypted in <c>sealed</c> of the details.</summary>
    public bool? Masked { get; init; }

    /// <summary>The ticket that it is of, when that was merged into the one whose history this is.</summary>
    public Merged? MergedFrom { get; init; }

    /// <summary>A person.</summary>
    /// <param name="Id">Their id.</param>
    /// <param name="Name">Their name.</param>
    public sealed record Person(Id Id, string Name);

    /// <summary>A ticket that was merged into another one.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Number">Its number.</param>
    public sealed record Merged(Id Id, string Number);
}

/// <summary>Which part of a history.</summary>
public sealed record HistoryQuery
{
    /// <summary>How many entries, 1 to 200; 50 by default.</summary>
    [FromQuery(Name = "limit")] public int? Limit { get; init; }

    /// <summary>Where to go on: next of the part before.</summary>
    [FromQuery(Name = "cursor")] public string? Cursor { get; init; }

    public sealed class Validator : AbstractValidator<HistoryQuery>
    {
        public Validator() => RuleFor(q => q.Limit).InclusiveBetween(1, GridGov.Api.Cursor.MaxLimit);
    }
}

/// <summary>What was done to one thing, from the journal, oldest first. Whether the caller may see the thing is asked before.</summary>
static class SubjectHistory
{
    /// <param name="merged">Tickets whose acts belong to it too.</param>
    /// <param name="action">Only acts of this name.</param>
    public static async Task<Page<HistoryEvent>> ReadPage(
        Tx tx, HttpContext http, string subjectKind, string subject, HistoryQuery query,
        IReadOnlyList<HistoryEvent.Merged>? merged = null, string? action = null)
    {
        var limit = query.Limit ?? Cursor.DefaultLimit;
        var filter = $"history {subjectKind} {subject} {action}";
        var after = Cursor.Parse(filter, query.Cursor) is { } last && long.TryParse(last, out var seq) ? seq : 0;
        var of = (merged ?? []).ToDictionary(ticket => ticket.Id.ToString(), StringComparer.Ordinal);
        var parameters = SqlParameters.Of(new { SubjectKind = subjectKind, After = after, Rows = limit + 1, Action = action });
        var rows = await tx.Query<Row>($"""
            {Select}
             WHERE j.subject IN {InList.Of(parameters, "subject", of.Keys.Prepend(subject))} AND j.subject_kind = @SubjectKind AND j.seq > @After
               {(action is null ? "" : "AND j.action = @Action")}
             ORDER BY j.seq
             LIMIT @Rows
            """, parameters);
        return Cursor.CreatePage(http, filter, limit, rows.ConvertAll(row => ToEvent(row) with { MergedFrom = of.GetValueOrDefault(row.Subject) }), each => each.Seq.ToString());
    }

    static HistoryEvent ToEvent(Row row)
    {
        var details = row.Payload is { } payload ? JsonSerializer.Deserialize<JsonElement>(payload) : (JsonElement?)null;
        return ToEvent(row, details) with { Masked = EncryptedEvents.HasEncryptedText(details) ? true : null };
    }

    static HistoryEvent ToEvent(Row row, JsonElement? details) => new(
        row.Seq, row.Action, row.At,
        row.ActorId is { } actor ? new HistoryEvent.Person(actor, row.ActorName ?? "") : null,
        row.Post, row.FromStatus, row.ToStatus, row.Reason, details, row.Version, row.GridCode, row.Position, row.PreviousHash, row.Hash);

    sealed record Row
    {
        public required long Seq { get; init; }
        public required string Subject { get; init; }
        public required string Action { get; init; }
        public required Instant At { get; init; }
        public Id? ActorId { get; init; }
        public string? ActorName { get; init; }
        public PostKind? Post { get; init; }
        public TicketStatus? FromStatus { get; init; }
        public TicketStatus? ToStatus { get; init; }
        public string? Reason { get; init; }
        public string? Payload { get; init; }
        public required long Version { get; init; }
        public required string GridCode { get; init; }
        public long? Position { get; init; }
        public string? PreviousHash { get; init; }
        public string? Hash { get; init; }
    }

    const string Select = """
        SELECT j.seq, j.subject, j.action, j.at, j.actor_id, p.name AS actor_name, j.post, j.from_status, j.to_status, j.reason, j.payload, j.version,
               j.grid_code, j.position, j.hash,
               (SELECT b.hash FROM journal b
                 WHERE b.subject = j.subject AND b.subject_kind = j.subject_kind AND b.seq < j.seq AND j.hash IS NOT NULL
                 ORDER BY b.seq DESC
                 LIMIT 1) AS previous_hash
          FROM journal j
          LEFT JOIN people p ON p.id = j.actor_id
        """;
}
