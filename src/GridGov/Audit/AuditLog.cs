using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GridGov.Data.Journal;

namespace GridGov.Audit;

/// <summary>The subject of an audit entry.</summary>
public enum AuditKind
{
    /// <summary>Signing in and out, and changes of sessions.</summary>
    SignIn,
    /// <summary>A refused request.</summary>
    Refusal,
    /// <summary>A change of people, posts, keys and settings.</summary>
    Change,
    /// <summary>Personal data that was read unmasked.</summary>
    Unmasking,
    /// <summary>A complete list that was exported.</summary>
    Export,
}

/// <summary>Whether it was done.</summary>
public enum AuditOutcome
{
    /// <summary>It was done.</summary>
    Done,
    /// <summary>It was refused.</summary>
    Refused,
}

/// <summary>An audit entry for the deployment's security officers, without secrets and reporters' data.</summary>
/// <param name="Code">The action, or the code of the answered problem.</param>
/// <param name="Grid">The grid that decides who may read the entry.</param>
public sealed record AuditEntry(AuditKind Kind, string Code, string Grid)
{
    public AuditOutcome Outcome { get; init; }

    /// <summary>The request's caller by default.</summary>
    public Id? Actor { get; init; }

    /// <summary>The request's session by default.</summary>
    public Id? Session { get; init; }
    public string? SubjectKind { get; init; }
    public string? Subject { get; init; }

    /// <summary>Further details, stored as JSON.</summary>
    public object? Details { get; init; }

    /// <summary>The number of occurrences within a minute.</summary>
    public long Times { get; init; } = 1;

    /// <summary>The transaction's request by default.</summary>
    public Origin? Origin { get; init; }
}

/// <summary>The append-only audit of sign-ins, refusals and administrative changes, in one hash chain.</summary>
public static class AuditLog
{
    static readonly JsonSerializerOptions Payloads = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// Subjects of administrative changes. They are in the journal for their history and here because only the audit records session,
    /// address and request; its chain also covers the hashes of issued assessments. Rounds and records are work in the field, like tickets.
    /// </summary>
    static readonly FrozenSet<string> Settings =
        new[]
            {
                "person", "appointment", "grid", "category", "calendar", "api_key", "scheme", "assessment", "zone", "place", "campaign",
                "group", "membership",
            }
            .ToFrozenSet(StringComparer.Ordinal);

    public static async Task Append(Tx tx, AuditEntry entry)
    {
        var origin = entry.Origin ?? tx.Origin;
        // The update locks the head, so concurrent appends get consecutive places.
        var head = await tx.QuerySingle<Head>(NextPlace);
        if (head is null)
        {
            await tx.Execute(Begin);
            head = new Head { Entries = 1 };
        }
        var row = new AuditRow
        {
            Seq = head.Entries,
            At = tx.Now,
            Day = Days.Number(tx.Today),
            Kind = entry.Kind.ToCode(),
            Code = entry.Code,
            Outcome = entry.Outcome.ToCode(),
            Operation = origin?.Operation,
            ActorId = entry.Actor ?? origin?.Actor,
            KeyId = origin?.Key,
            SessionId = entry.Session ?? origin?.Session,
            Address = origin?.Address,
            SubjectKind = entry.SubjectKind,
            Subject = entry.Subject,
            GridCode = entry.Grid,
            Details = entry.Details switch { null => null, string json => json, var other => JsonSerializer.Serialize(other, Payloads) },
            Times = entry.Times,
            TraceId = origin?.TraceId,
            Hash = "",
        };
        row = row with { Hash = AuditChain.HashOf(row, head.Hash) };
        await tx.Execute(Insert, row);
        await tx.Execute(SetHead, new { row.Hash });
    }

    internal static Task AppendChange(Tx tx, JournalRow row) => !Settings.Contains(row.SubjectKind)
        ? Task.CompletedTask
        : Append(tx, new AuditEntry(AuditKind.Change, row.Action, row.GridCode)
        {
            Actor = row.ActorId,
            SubjectKind = row.SubjectKind,
            Subject = row.Subject,
            Details = DetailsOf(row),
        });

    static string? DetailsOf(JournalRow row)
    {
        if (row.Reason is null)
            return row.Payload;
        var details = row.Payload is null ? [] : JsonNode.Parse(row.Payload)!.AsObject();
        details["reason"] = row.Reason;
        return details.ToJsonString(Payloads);
    }

    sealed record Head
    {
        public required long Entries { get; init; }
        public string? Hash { get; init; }
    }

    const string NextPlace = "UPDATE audit_head SET entries = entries + 1 WHERE id = 1 RETURNING entries, hash";

    const string Begin = "INSERT INTO audit_head (id, entries) VALUES (1, 1)";

    const string SetHead = "UPDATE audit_head SET hash = @Hash WHERE id = 1";

    const string Insert = """
        INSERT INTO audit (seq, at, day, kind, code, outcome, operation, actor_id, key_id, session_id, address, subject_kind, subject,
                           grid_code, details, times, trace_id, hash)
        VALUES (@Seq, @At, @Day, @Kind, @Code, @Outcome, @Operation, @ActorId, @KeyId, @SessionId, @Address, @SubjectKind, @Subject,
                @GridCode, @Details, @Times, @TraceId, @Hash)
        """;
}
