using System.Text.Json;
using Dapper;
using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Domain.PersonalData;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Domain.Events;

/// <summary>An action in a subject's history.</summary>
/// <param name="Seq">The number in the deployment's journal.</param>
/// <param name="Action">The name of the action.</param>
/// <param name="At">The time of the action.</param>
/// <param name="By">The person who acted; absent for automatic actions.</param>
/// <param name="Post">The post with the capability.</param>
/// <param name="From">A ticket's status before, when the action changed it.</param>
/// <param name="To">A ticket's status after.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Details">Further details: the result, the handler, the comment, the names before and after.</param>
/// <param name="Version">The subject's version afterwards.</param>
/// <param name="Grid">The subject's grid at that time.</param>
/// <param name="Position">Of a ticket's event: the position in the ticket's chain, from 1.</param>
/// <param name="PreviousHash">Of a ticket's event: the hash of the event before; absent for the first.</param>
/// <param name="Hash">Of a ticket's event: the SHA-256 of its fields and the hash before it, in hexadecimal digits.</param>
public sealed record HistoryEvent(
    long Seq, string Action, Instant At, HistoryEvent.Person? By, PostKind? Post, TicketStatus? From, TicketStatus? To,
    string? Reason, JsonElement? Details, long Version, string Grid, long? Position, string? PreviousHash, string? Hash)
{
    /// <summary>
    /// The ticket is or was confidential, so the texts are not shown; they are encrypted in <c>sealed</c> of the details or, in an event
    /// from before the ticket became confidential, left out, so that its hash cannot be recomputed from what is shown.
    /// </summary>
    public bool? Masked { get; init; }

    /// <summary>The merged ticket of this event, when it was merged into the one with this history.</summary>
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

/// <summary>The requested part of a history.</summary>
public sealed record HistoryQuery
{
    /// <summary>The number of entries, 1 to 200; 50 by default.</summary>
    [FromQuery(Name = "limit")] public int? Limit { get; init; }

    /// <summary>The cursor of the next part: next of the part before.</summary>
    [FromQuery(Name = "cursor")] public string? Cursor { get; init; }

    public sealed class Validator : AbstractValidator<HistoryQuery>
    {
        public Validator() => RuleFor(q => q.Limit).InclusiveBetween(1, GridGov.Api.Cursor.MaxLimit);
    }
}

/// <summary>A subject's history from the journal, oldest first. The caller's right to see the subject is checked before.</summary>
static class SubjectHistory
{
    /// <param name="action">The only action that is shown.</param>
    /// <param name="except">An action that is not shown.</param>
    public static async Task<Page<HistoryEvent>> ReadPage(
        Tx tx, HttpContext http, string subjectKind, string subject, HistoryQuery query,
        IReadOnlyList<HistoryEvent.Merged>? merged = null, string? action = null, string? except = null)
    {
        var limit = query.Limit ?? Cursor.DefaultLimit;
        var filter = $"history {subjectKind} {subject} {action}{(except is null ? "" : " not " + except)}";
        var after = Cursor.Parse(filter, query.Cursor) is { } last && long.TryParse(last, out var seq) ? seq : 0;
        var of = (merged ?? []).ToDictionary(ticket => ticket.Id.ToString(), StringComparer.Ordinal);
        var parameters = SqlParameters.Of(new
        {
            SubjectKind = subjectKind, After = after, Rows = limit + 1, Action = action, Except = except,
        });
        var rows = await tx.Query<Row>($"""
            {Select}
              WHERE j.subject IN {InList.Of(parameters, "subject", of.Keys.Prepend(subject))}
                AND j.subject_kind = @SubjectKind AND j.seq > @After
               {(action is null ? "" : "AND j.action = @Action")}
               {(except is null ? "" : "AND j.action <> @Except")}
             ORDER BY j.seq
             LIMIT @Rows
            """, parameters);
        var hidden = subjectKind == Journal.Ticket ? await ListHidden(tx, [subject, .. of.Keys]) : [];
        var events = rows.ConvertAll(row =>
            ToEvent(row, row.Position < hidden.GetValueOrDefault(row.Subject)) with { MergedFrom = of.GetValueOrDefault(row.Subject) });
        return Cursor.CreatePage(http, filter, limit, events, each => each.Seq.ToString());
    }

    /// <summary>The position of the last amendment that made a ticket confidential; the words of events before it are not shown.</summary>
    static async Task<Dictionary<string, long>> ListHidden(Tx tx, IReadOnlyList<string> tickets)
    {
        var parameters = new DynamicParameters();
        var found = await tx.Query($"""
            SELECT j.subject, max(j.position)
              FROM journal j
             WHERE j.subject IN {InList.Of(parameters, "ticket", tickets)} AND j.subject_kind = 'ticket' AND j.action = 'amend'
               AND j.payload LIKE '%"hides":true%'
             GROUP BY j.subject
            """, columns => (Ticket: columns.Text(), Position: columns.Long()), parameters);
        return found.ToDictionary(each => each.Ticket, each => each.Position, StringComparer.Ordinal);
    }

    static HistoryEvent ToEvent(Row row, bool hidden)
    {
        var details = row.Payload is { } payload ? JsonSerializer.Deserialize<JsonElement>(payload) : (JsonElement?)null;
        var shown = ToEvent(row, details);
        if (EncryptedEvents.HasEncryptedText(details))
            return shown with { Masked = true };
        return hidden ? shown with { Reason = null, Details = EncryptedEvents.WithoutTexts(details), Masked = true } : shown;
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
        SELECT j.seq, j.subject, j.action, j.at, j.actor_id, p.name AS actor_name, j.post, j.from_status, j.to_status, j.reason,
               j.payload, j.version,
               j.grid_code, j.position, j.hash,
               (SELECT b.hash FROM journal b
                 WHERE b.subject = j.subject AND b.subject_kind = j.subject_kind AND b.seq < j.seq AND j.hash IS NOT NULL
                 ORDER BY b.seq DESC
                 LIMIT 1) AS previous_hash
          FROM journal j
          LEFT JOIN people p ON p.id = j.actor_id
        """;
}
