using Dapper;
using GridGov.Data.Statements;

namespace GridGov.Domain.Files;

/// <summary>
/// Removes uploads that were never attached, and content without a row, which a killed process leaves. Content is given a day, because
/// it is there before its row.
/// </summary>
static class FileCleanup
{
    const int Portion = 200;

    /// <param name="machineTime">The time by the clock of the folder's machine.</param>
    /// <returns>The number of removed uploads, and of removed pieces of content.</returns>
    public static async Task<(long Uploads, long Contents)> Run(Db db, FileStore store, DateTimeOffset machineTime, CancellationToken ct)
    {
        var uploads = 0L;
        while (true)
        {
            var names = await db.Write(tx => tx.Query(
                RemoveUploads, c => c.Text(), new { Before = tx.Now - StoredFile.UploadLifetime, Portion }), ct);
            foreach (var name in names)
                store.Delete(name);
            uploads += names.Count;
            if (names.Count < Portion)
                break;
        }
        var contents = 0L;
        var old = store.ListBefore(machineTime - StoredFile.UploadLifetime).Select(FileStore.BaseOf).Distinct(StringComparer.Ordinal);
        foreach (var names in old.Chunk(Portion))
        {
            ct.ThrowIfCancellationRequested();
            var known = await db.Read(tx => ListKnown(tx, names), ct);
            foreach (var name in names.Except(known, StringComparer.Ordinal))
            {
                store.Delete(name);
                contents++;
            }
        }
        return (uploads, contents);
    }

    static Task<List<string>> ListKnown(Tx tx, IReadOnlyList<string> names)
    {
        var parameters = new DynamicParameters();
        return tx.Query(
            $"SELECT name FROM files WHERE name IN {InList.Of(parameters, "name", names)}", c => c.Text(), parameters);
    }

    const string RemoveUploads = """
        DELETE FROM files
         WHERE attached_at IS NULL
           AND id IN (SELECT id FROM files WHERE attached_at IS NULL AND created_at < @Before ORDER BY created_at LIMIT @Portion)
        RETURNING name
        """;
}
