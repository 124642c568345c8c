using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GridGov.Data.Journal;
using static GridGov.Data.Journal.CanonicalJson;

namespace GridGov.Audit;

public record AuditRow
{
    public required long Seq { get; init; }
    public required Instant At { get; init; }
    public required int Day { get; init; }
    public required string Kind { get; init; }
    public required string Code { get; init; }
    public required string Outcome { get; init; }
    public string? Operation { get; init; }
    public Id? ActorId { get; init; }
    public Id? KeyId { get; init; }
    public Id? SessionId { get; init; }
    public string? Address { get; init; }
    public string? SubjectKind { get; init; }
    public string? Subject { get; init; }
    public required string GridCode { get; init; }

    public string? Details { get; init; }
    public required long Times { get; init; }
    public string? TraceId { get; init; }
    public required string Hash { get; init; }
}

/// <summary>Chains the audit's entries by hash, and finds entries that were changed, removed or added.</summary>
public static class AuditChain
{
    const int AtOnce = 1000;

    /// <summary>An entry that differs; the kind is changed, missing, cut or added.</summary>
    public sealed record Difference(long Seq, string Kind, string Description);

    /// <param name="Hash">The hash of the last entry; null without any.</param>
    public sealed record Result(long Entries, long Differences, string? Hash);

    public static string HashOf(AuditRow row, string? previous) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(row, previous))));

    static string Canonical(AuditRow row, string? previous)
    {
        var text = new StringBuilder(256).Append("[\"audit\",").Append(row.Seq).Append(',');
        AppendText(text, previous).Append(',').Append(row.At.Milliseconds).Append(',').Append(row.Day).Append(',');
        foreach (var each in (string?[])
            [row.Kind, row.Code, row.Outcome, row.Operation, row.ActorId?.ToString(), row.KeyId?.ToString(), row.SessionId?.ToString(),
             row.Address, row.SubjectKind, row.Subject, row.GridCode])
            AppendText(text, each).Append(',');
        AppendJson(text, row.Details).Append(',').Append(row.Times).Append(',');
        return AppendText(text, row.TraceId).Append(']').ToString();
    }

    /// <summary>Checks all entries in portions, each in its own snapshot, so the store may be in use.</summary>
    /// <param name="checkpoints">Hashes that were recorded elsewhere: in the seals, or in a file.</param>
    public static async Task<Result> Verify(Db db, IEnumerable<Checkpoint> checkpoints, Action<Difference> found, CancellationToken ct)
    {
        long expected = 1, entries = 0, differences = 0;
        string? previous = null;
        var previousIsKnown = true;
        var comparison = new CheckpointComparison(checkpoints, Differs);
        comparison.Reach(0, hash: null);
        for (var more = true; more;)
        {
            more = await db.Read(async tx =>
            {
                var rows = await tx.Query<AuditRow>(ListAfter, new { After = expected - 1, Rows = AtOnce });
                foreach (var row in rows)
                    Check(row);
                if (rows.Count == AtOnce)
                    return true;
                Finish(await tx.QuerySingle<Head>(FindHead));
                return false;
            }, ct);
        }
        comparison.Finish(expected - 1);
        return new Result(entries, differences, previous);

        void Differs(long seq, string kind, string description)
        {
            differences++;
            found(new Difference(seq, kind, description));
        }

        void Check(AuditRow row)
        {
            if (row.Seq > expected)
            {
                Differs(expected, "missing", row.Seq == expected + 1 ? "an entry in the middle" : $"entries {expected} to {row.Seq - 1}");
                previousIsKnown = false;
            }
            if (previousIsKnown && Recompute(row) != row.Hash)
                Differs(row.Seq, "changed", $"'{row.Code}' does not match its hash: it was changed, or the hash of the entry before it");
            (expected, previous, previousIsKnown) = (row.Seq + 1, row.Hash, true);
            comparison.Reach(row.Seq, row.Hash);
            entries++;
        }

        string? Recompute(AuditRow row)
        {
            try
            {
                return HashOf(row, previous);
            }
            catch (JsonException)
            {
                // The details are not valid JSON any more.
                return null;
            }
        }

        void Finish(Head? head)
        {
            var last = expected - 1;
            if (head is null)
            {
                if (last > 0)
                    Differs(last, "missing", "the number of the entries and the last hash");
            }
            else if (head.Entries > last)
            {
                var missing = head.Entries == last + 1
                    ? "the last entry is missing"
                    : $"entries {last + 1} to {head.Entries} at the end are missing";
                Differs(last + 1, "cut", missing);
            }
            else if (head.Entries < last)
            {
                Differs(head.Entries + 1, "added", $"{head.Entries} entries were written, but there are {last}");
            }
            else if (head.Hash != previous)
            {
                Differs(last, "changed", "the last entry does not have the recorded hash");
            }
        }
    }

    sealed record Head
    {
        public required long Entries { get; init; }
        public string? Hash { get; init; }
    }

    const string FindHead = "SELECT entries, hash FROM audit_head WHERE id = 1";

    internal const string Columns =
        "a.seq, a.at, a.day, a.kind, a.code, a.outcome, a.operation, a.actor_id, a.key_id, a.session_id, a.address, "
        + "a.subject_kind, a.subject, a.grid_code, a.details, a.times, a.trace_id, a.hash";

    const string ListAfter = $"SELECT {Columns} FROM audit a WHERE a.seq > @After ORDER BY a.seq LIMIT @Rows";
}
