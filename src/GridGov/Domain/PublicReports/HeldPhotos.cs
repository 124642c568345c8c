using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Files;

namespace GridGov.Domain.PublicReports;

/// <summary>The photos of a held report, which are kept beyond the day that an upload has.</summary>
static class HeldPhotos
{
    public static Task<List<StoredFile>> List(Tx tx, Id report) => tx.Query<StoredFile>(SelectFiles, new { Report = report });

    /// <summary>The ids of the photos of some reports, by report.</summary>
    public static async Task<ILookup<Id, Id>> ListIds(Tx tx, IReadOnlyList<Id> reports)
    {
        if (reports.Count == 0)
            return Array.Empty<Id>().ToLookup(id => id);
        var parameters = new DynamicParameters();
        return (await tx.Query($"""
            SELECT report_id, file_id
              FROM public_report_files
             WHERE report_id IN {InList.Of(parameters, "report", reports)}
             ORDER BY report_id, file_id
            """, c => (Report: c.Id(), Photo: c.Id()), parameters)).ToLookup(each => each.Report, each => each.Photo);
    }

    /// <summary>Keeps uploads for a held report; none is one file with those of others.</summary>
    public static async Task Keep(Tx tx, IReadOnlyList<StoredFile> photos)
    {
        foreach (var photo in photos)
            await tx.Execute(SetAttached, new { photo.Id, tx.Now });
    }

    /// <summary>Makes them uploads again, to be attached in the same transaction.</summary>
    public static async Task<List<StoredFile>> Release(Tx tx, Id report)
    {
        var photos = await List(tx, report);
        await tx.Execute(RemoveLinks, new { Report = report });
        foreach (var photo in photos)
            await tx.Execute(Detach, new { photo.Id });
        return photos;
    }

    /// <summary>Removes them and their content.</summary>
    public static async Task Discard(Tx tx, FileStore store, Id report)
    {
        foreach (var photo in await Release(tx, report))
        {
            await photo.Remove(tx);
            tx.AfterCommit(() => store.Delete(photo.Name));
        }
    }

    const string SelectFiles = StoredFile.Select + """
         JOIN public_report_files x ON x.file_id = f.id
         WHERE x.report_id = @Report
         ORDER BY f.id
        """;

    const string SetAttached = "UPDATE files SET attached_at = @Now, address_hash = NULL WHERE id = @Id AND attached_at IS NULL";

    const string RemoveLinks = "DELETE FROM public_report_files WHERE report_id = @Report";

    const string Detach = "UPDATE files SET attached_at = NULL WHERE id = @Id";
}
