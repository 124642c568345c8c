using GridGov.Domain.Files;
using GridGov.Security;

namespace GridGov.Domain.PublicReports;

/// <summary>
/// Discards held reports that nobody released in time and photos that no report named, and forgets where reports came from.
/// </summary>
static class PublicReportCleanup
{
    /// <summary>As long as a repeated request gets its first answer.</summary>
    static readonly TimeSpan OriginRetention = TimeSpan.FromHours(72);

    const int Portion = 200;

    public static async Task Run(Db db, FileStore store, CancellationToken ct)
    {
        while (await db.Write(tx => DiscardExpired(tx, store), ct) == Portion)
            ct.ThrowIfCancellationRequested();
        while (await db.Write(tx => tx.Execute(RemoveOrigins, new { Before = tx.Now - OriginRetention, Portion }), ct) == Portion)
            ct.ThrowIfCancellationRequested();
        await PublicUploads.RemoveExpired(db, store, ct);
    }

    static async Task<int> DiscardExpired(Tx tx, FileStore store)
    {
        var expired = await tx.Query<PublicReportRow>(ListExpired, new { tx.Now, Portion });
        foreach (var row in expired)
            await Discard(tx, store, row, "expire", actor: null);
        return expired.Count;
    }

    /// <summary>Removes the words and the photos of a held report; its receipt says that it was not accepted.</summary>
    /// <param name="actor">Null for the program.</param>
    /// <returns>Null when it was changed meanwhile.</returns>
    public static async Task<PublicReportRow?> Discard(
        Tx tx, FileStore store, PublicReportRow row, string action, Actor? actor, PostKind? post = null,
        FreeText? answer = null)
    {
        await HeldPhotos.Discard(tx, store, row.Id);
        var secret = PublicReportSecret.New();
        return await (row with
        {
            Status = PublicReportStatus.Discarded,
            ExpiresAt = null,
            DecidedBy = actor?.Id,
            DecidedAt = tx.Now,
        }).Save(tx, answer is null ? secret : secret.WithAnswer(answer), action, actor, post);
    }

    const string ListExpired = PublicReportRow.Select + """
         WHERE r.status = 'held' AND r.expires_at <= @Now
         ORDER BY r.id
         LIMIT @Portion
        """;

    const string RemoveOrigins = """
        UPDATE public_reports
           SET request_hash = NULL, fingerprint = NULL, address_hash = NULL, device_hash = NULL
         WHERE id IN (SELECT id FROM public_reports WHERE address_hash IS NOT NULL AND created_at < @Before LIMIT @Portion)
        """;
}
