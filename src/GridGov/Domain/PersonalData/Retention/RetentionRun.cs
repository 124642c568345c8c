using GridGov.Audit;

namespace GridGov.Domain.PersonalData.Retention;

/// <summary>
/// Removes personal data of what ended long ago; tickets, histories and figures stay. It runs in batches, each in its own transaction,
/// and servers may run at the same time.
/// </summary>
static class RetentionRun
{
    static readonly IReadOnlyList<IRetention> All =
        [new ReporterRetention(), new MemberRetention(), new AttendeeRetention(), new NeedContactRetention(), new PublicReportRetention()];

    public static IReadOnlyList<string> Tables => [.. All.SelectMany(each => each.Tables)];

    /// <param name="progress">Receives what was removed so far, after each batch that removed something.</param>
    public static async Task<RetentionResult> Run(
        Db db, int years, bool dryRun, Action<RetentionResult> progress, CancellationToken ct)
    {
        if (!dryRun)
            await db.Write(tx => RecordAudit(tx, "begin_retention", new { years }), ct);
        var all = new RetentionResult();
        foreach (var retention in All)
        {
            for (Id? after = Id.None; after is { } last;)
            {
                ct.ThrowIfCancellationRequested();
                Task<(Id?, RetentionResult)> Remove(Tx tx) => retention.RemoveBatch(tx, RetentionPeriod.Of(tx, years), last, dryRun);
                (after, var some) = dryRun ? await db.Read(Remove, ct) : await db.Write(Remove, ct);
                all += some;
                if (some != default)
                    progress(all);
            }
        }
        if (!dryRun)
        {
            await db.Write(tx => RecordAudit(tx, "end_retention", new
            {
                years, all.Tickets, all.Reporters, all.Memberships, all.Meetings, all.Attendees, all.Needs, all.PublicReports,
            }), ct);
        }
        return all;
    }

    static Task RecordAudit(Tx tx, string code, object details) =>
        AuditLog.Append(tx, new AuditEntry(AuditKind.Change, code, GridCode.Everywhere) { Details = details });
}
