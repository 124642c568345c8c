using System.Globalization;
using GridGov.Data.Journal;
using GridGov.Domain.PublicReports;
using GridGov.Encryption;

namespace GridGov.Domain.Verification.Replays;

/// <summary>Compares public reports, their words and the photos of held ones with their events, each of which has the whole row.</summary>
sealed class PublicReportReplay : IEventReplay
{
    static readonly ImageTable Reports = new("public_reports",
        "receipt", "secret_hash", "status", "category", "grid_code", "ticket_id", "held_for", "expires_at", "answered_at", "solved",
        "satisfied", "reopening", "reopening_at", "decided_by", "decided_at", "additions", "created_at", "version");

    readonly RowImages expected = new();
    readonly Dictionary<string, (string? Words, string Files)> contents = new(StringComparer.Ordinal);

    /// <summary>Applies the next event, in the journal's order.</summary>
    /// <param name="differs">Receives the report and why its event cannot be read.</param>
    public void Apply(JournalEvent entry, Action<string, string> differs) =>
        EventDetails.Read(entry, PublicReportRow.Subject, (report, details) => Apply(entry, Key(report), details), differs);

    void Apply(JournalEvent entry, string key, EventDetails details)
    {
        if (!expected.Contains(Reports, key))
            expected.Set(Reports, key, ("created_at", entry.At));
        expected.Set(Reports, key,
            ("receipt", details.Text("receipt")), ("secret_hash", details.Text("secretHash")), ("status", details.Text("status")),
            ("category", details.Text("category")), ("grid_code", entry.GridCode), ("ticket_id", details.Id("ticket")),
            ("held_for", details.Text("heldFor")), ("expires_at", details.Instant("expiresAt")),
            ("answered_at", details.Instant("answeredAt")), ("solved", details.Flag("solved")), ("satisfied", details.Flag("satisfied")),
            ("reopening", details.Text("reopening")), ("reopening_at", details.Instant("reopeningAt")),
            ("decided_by", details.Id("decidedBy")), ("decided_at", details.Instant("decidedAt")),
            ("additions", details.Number("additions")), ("version", entry.Version));
        contents[key] = (details.Text("words"), string.Join(' ', details.Texts("files").Order(StringComparer.Ordinal)));
    }

    /// <summary>Compares the rows, in the snapshot in which the last events were read.</summary>
    /// <param name="withKeys">Whether the words can be read.</param>
    public async Task Compare(Tx tx, bool withKeys, Action<string, string> differs)
    {
        var files = (await tx.Query(ListFiles, c => (Report: c.Id(), File: c.Id()))).ToLookup(each => each.Report, each => each.File);
        var stored = new RowImages();
        await foreach (var batch in tx.QueryBatches(List, c => new StoredReport(c.Id(), c.TextOrNull(), Reports.Read(c))))
        {
            foreach (var report in batch)
            {
                var key = Key(report.Id);
                stored.Add(Reports, key, report.Row);
                // A report without events is reported with its row.
                if (!contents.TryGetValue(key, out var content))
                    continue;
                if (string.Join(' ', files[report.Id].Select(file => file.ToString()).Order(StringComparer.Ordinal)) != content.Files)
                    differs("public_report", $"public_report_files {key}: the photos are not those of its events");
                if (report.Encrypted is null != content.Words is null)
                    differs("public_report", $"public_reports {key}: its events {(content.Words is null ? "do not " : "")}give it words");
                else if (withKeys && report.Encrypted is { } text && await HashOf(tx, report.Id, text) is { } hash && hash != content.Words)
                    differs("public_report", $"public_reports {key}: the words are not those of its events");
            }
        }
        foreach (var difference in stored.Differences(expected))
            differs("public_report", difference);
    }

    /// <summary>Null when it cannot be opened, which the audit of encrypted content reports.</summary>
    static async Task<string?> HashOf(Tx tx, Id report, string encrypted)
    {
        try
        {
            return PublicReportSecret.HashOf(await FieldEncryption.Decrypt(tx, PublicReportSecret.Place(report), encrypted));
        }
        catch (Exception e) when (e is DecryptionException or KeyException)
        {
            return null;
        }
    }

    static string Key(Id id) => id.Value.ToString(CultureInfo.InvariantCulture);

    sealed record StoredReport(Id Id, string? Encrypted, Dictionary<string, string?> Row);

    const string ListFiles = "SELECT report_id, file_id FROM public_report_files";

    static readonly string List = $"SELECT x.id, x.encrypted, {Reports.ColumnList} FROM public_reports x ORDER BY x.id";
}
