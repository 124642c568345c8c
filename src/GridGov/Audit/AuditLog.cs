using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GridGov.Data.Journal;

namespace GridGov.Audit;

/// <summary>What an entry of the audit is about.</summary>
public enum AuditKind
{
    /// <summary>Signing in and out, and what concerns sessions.</summary>
    SignIn,
    /// <summary>Something that a caller was not allowed to do.</summary>
    Refusal,
    /// <summary>A change of people, posts, keys and settings.</summary>
    Change,
    /// <summary>Personal data that was read unmasked.</summary>
    Unmasking,
    /// <summary>A list that was taken out whole.</summary>
    Export,
}

/// <summary>Whether it came to pass.</summary>
public enum AuditOutcome
{
    /// <summary>It was done.</summary>
    Done,
    /// <summary>It was refused.</summary>
    Refused,
}

/// <summary>Something that is written down for whoever looks after the safety of the deployment. No secrets, and nothing of reporters.</summary>
/// <param name="Code">What was done, or the code of the problem that was answered.</param>
/// <param name="Grid">Where it belongs, which decides who may read it.</param>
public sealed record AuditEntry(AuditKind Kind, string Code, string Grid)
{
    public AuditOutcome Outcome { get; init; }

    /// <summary>By default whoever asks.</summary>
    public Id? Actor { get; init; }

    /// <summary>By default that of the request.</summary>
    public Id? Session { get; init; }
    public string? SubjectKind { get; init; }
    public string? Subject { get; init; }

    /// <summary>What else there is to say; kept as JSON.</summary>
    public object? Details { get; init; }

    /// <summary>How often, within a minute.</summary>
    public long Times { get; init; } = 1;

    /// <summary>By default the request of the transaction.</summary>
    public Origin? Origin { get; init; }
}

/// <summary>The append-only record of who signed in, was refused, or changed what others may do; one chain of hashes.</summary>
public static class AuditLog
{
    static readonly JsonSerializerOptions Payloads = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// What is set up, as against what is worked on. Changes of these stand in the journal, for their history, and here
    /// again, because only the audit knows the session, address and request, and its chain should cover them; so it does
    /// the hashes of issued assessments.
    /// </summary>
    static readonly FrozenSet<string> Settings =
        new[] { "person", "appointment", "grid", "category", "calendar", "api_key", "scheme", "assessment" }.ToFrozenSet(StringComparer.Ordinal);

    public static async Task Append(Tx tx, AuditEntry entry)
    {
        var origin = entry.Origin ?? tx.Origin;
        // Takes hold of the chain's end as well: what two append at once gets two places, one after the other.
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

    /// <summary>Writes down what the journal says of people, posts, keys and settings.</summary>
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
        INSERT INTO audit (seq, at, day, kind, code, outcome, operation, actor_id, key_id, session_id, address, subject_kind, subject, grid_code, details, times, trace_id, hash)
        VALUES (@Seq, @At, @Day, @Kind, @Code, @Outcome, @Operation, @ActorId, @KeyId, @SessionId, @Address, @SubjectKind, @Subject, @GridCode, @Details, @Times, @TraceId, @Hash)
        """;
}
