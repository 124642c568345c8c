using GridGov.Encryption;

namespace GridGov.Domain.Files;

/// <summary>
/// Reads every attached file whole, and reports what is missing, cut, or has another hash: that of its row, and that of the event by
/// which it was attached, which the replay has compared with the attachment.
/// </summary>
static class FileAudit
{
    const int Portion = 100;

    /// <param name="withKeys">Whether the content can be read; otherwise only its length is compared.</param>
    /// <param name="broken">Receives the id of a file and what is wrong.</param>
    /// <returns>The number of files, and of bytes of their originals.</returns>
    public static async Task<(long Files, long Bytes)> Run(
        Db db, FileStore store, bool withKeys, Action<string, string> broken, CancellationToken ct)
    {
        var (files, bytes) = (0L, 0L);
        var after = Id.None;
        for (var more = true; more;)
        {
            var rows = await db.Read(async tx =>
            {
                var found = await tx.Query<StoredFile>(ListAttached, new { After = after, Portion });
                var hashes = (await tx.Query(ListHashes, c => (File: c.Id(), Sha256: c.Text()),
                    new { First = found.Count > 0 ? found[0].Id : after, Last = found.Count > 0 ? found[^1].Id : after }))
                        .ToLookup(each => each.File, each => each.Sha256);
                var read = new List<(StoredFile Row, FileSecret? Secret, IEnumerable<string> Attached)>();
                foreach (var row in found)
                    read.Add((row, withKeys ? await OpenSecret(tx, row) : null, hashes[row.Id]));
                return read;
            }, ct);
            foreach (var (row, secret, attached) in rows)
            {
                foreach (var variant in Enum.GetValues<FileVariant>().Where(variant => row.LengthOf(variant) is not null))
                {
                    if (await FaultOf(store, row, secret, variant, ct) is { } fault)
                        broken(row.Id.ToString(), $"({variant.ToCode()}) {fault}");
                }
                if (secret is not null && attached.Any(hash => hash != secret.Sha256))
                    broken(row.Id.ToString(), "is not what was attached");
                files++;
                bytes += row.Length;
            }
            more = rows.Count == Portion;
            after = more ? rows[^1].Row.Id : after;
        }
        return (files, bytes);
    }

    /// <summary>Null when it cannot be opened, which the check of all encrypted content reports.</summary>
    static async Task<FileSecret?> OpenSecret(Tx tx, StoredFile row)
    {
        try
        {
            return await row.OpenSecret(tx);
        }
        catch (Exception e) when (e is DecryptionException or KeyException)
        {
            return null;
        }
    }

    static async Task<string?> FaultOf(FileStore store, StoredFile row, FileSecret? secret, FileVariant variant, CancellationToken ct)
    {
        var (name, length) = (StoredFile.NameOf(row.Name, variant), row.LengthOf(variant)!.Value);
        if (store.FaultOf(name, length) is { } fault)
            return fault;
        if (secret is null)
            return null;
        try
        {
            await using var content = store.Open(name, secret.KeyBytes, length);
            var hash = Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(content, ct));
            return hash == HashOf(secret, variant) ? null : "has another hash";
        }
        catch (DecryptionException)
        {
            return "was changed, or belongs elsewhere";
        }
        catch (IOException e)
        {
            return $"cannot be read: {e.Message}";
        }
    }

    static string? HashOf(FileSecret secret, FileVariant variant) => variant switch
    {
        FileVariant.Original => secret.Sha256,
        FileVariant.View => secret.ViewSha256,
        FileVariant.Thumbnail => secret.ThumbnailSha256,
    };

    const string ListAttached = $"{StoredFile.Select} WHERE f.attached_at IS NOT NULL AND f.id > @After ORDER BY f.id LIMIT @Portion";

    const string ListHashes = """
        SELECT file_id, sha256 FROM ticket_attachments WHERE file_id >= @First AND file_id <= @Last AND sha256 IS NOT NULL
        UNION ALL
        SELECT file_id, sha256 FROM record_photos WHERE file_id >= @First AND file_id <= @Last
        """;
}
