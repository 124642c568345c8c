using GridGov.Domain.Files;

namespace GridGov.Domain.PublicReports;

/// <summary>The photos of the public that no report names yet.</summary>
static class PublicUploads
{
    /// <summary>How long a photo waits for a report, so that whoever sends photos alone holds no room for long.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    const int Portion = 200;

    /// <summary>Whether another photo of the address may wait.</summary>
    public static async Task<bool> HasRoom(Tx tx, PublicReportSettings settings, string addressHash)
    {
        var (ofAddress, ofAll) = await tx.QuerySingle(
            Count, c => (c.Long(), c.Long()), new { PublicAccount.Id, AddressHash = addressHash, After = tx.Now - Lifetime });
        return !(IsReached(ofAddress, settings.PendingPhotosPerAddress) || IsReached(ofAll, settings.PendingPhotos));
    }

    public static async Task<StoredFile?> Find(Tx tx, Id id) =>
        await StoredFile.FindUpload(tx, id, PublicAccount.Id) is { } photo && photo.CreatedAt > tx.Now - Lifetime ? photo : null;

    /// <summary>Removes those that no report named in time.</summary>
    public static async Task RemoveExpired(Db db, FileStore store, CancellationToken ct)
    {
        while (true)
        {
            var names = await db.Write(tx => tx.Query(
                Remove, c => c.Text(), new { PublicAccount.Id, Before = tx.Now - Lifetime, Portion }), ct);
            foreach (var name in names)
                store.Delete(name);
            if (names.Count < Portion)
                return;
        }
    }

    /// <param name="limit">0 for none.</param>
    static bool IsReached(long count, int limit) => limit > 0 && count >= limit;

    const string Count = """
        SELECT count(*) FILTER (WHERE address_hash = @AddressHash) AS of_address, count(*) AS of_all
          FROM files
         WHERE uploaded_by = @Id AND attached_at IS NULL AND created_at > @After
        """;

    const string Remove = """
        DELETE FROM files
         WHERE attached_at IS NULL
           AND id IN (SELECT id FROM files WHERE uploaded_by = @Id AND attached_at IS NULL AND created_at <= @Before LIMIT @Portion)
        RETURNING name
        """;
}
