using Dapper;
using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Domain.Files;
using GridGov.Security;

namespace GridGov.Domain.Campaigns;

/// <summary>The photos of records: uploads that were attached, each a file of its own.</summary>
static class RecordPhotos
{
    public const int MaxPerRecord = 9;

    const int AtOnce = 256;

    /// <summary>Checks the uploads of a record that is about to be made.</summary>
    public static async Task<(List<StoredFile> Files, ProblemHttpResult? Refusal)> Find(Tx tx, Actor actor, IReadOnlyList<Id> uploads)
    {
        var files = new List<StoredFile>();
        foreach (var (i, id) in uploads.Index())
        {
            if (await StoredFile.FindUpload(tx, id, actor.Id) is not { } upload)
                return ([], Problems.At($"/photos/{i}", "upload-missing"));
            if (!upload.IsComplete)
                return ([], Problems.At($"/photos/{i}", "upload-incomplete", upload.Received));
            if (upload.Type?.IsPicture() is not true)
                return ([], Problems.At($"/photos/{i}", "photo-not-a-picture"));
            files.Add(upload);
        }
        return (files, null);
    }

    /// <summary>
    /// Attaches the files. Photos from behind a door are never one file with those of others, so no hash is kept by which they were found.
    /// </summary>
    /// <param name="kept">How many of them, the first ones, a corrected record has, so that they are attached already.</param>
    /// <returns>The refusal of a file that another record took meanwhile.</returns>
    public static async Task<ProblemHttpResult?> Attach(Tx tx, Id record, IReadOnlyList<(Id File, string Sha256)> photos, int kept)
    {
        foreach (var (i, (file, sha256)) in photos.Index())
        {
            if (i >= kept && await tx.Execute(SetAttached, new { File = file, tx.Now }) == 0)
                return Problems.At($"/photos/{i - kept}", "upload-missing");
            await tx.Execute(Insert, new { Record = record, File = file, Sha256 = sha256 });
        }
        return null;
    }

    public static Task<List<(Id File, string Sha256)>> ListHashes(Tx tx, Id record) =>
        tx.Query(SelectHashes, c => (c.Id(), c.Text()), new { Record = record });

    /// <summary>The photos of some records.</summary>
    public static async Task<ILookup<Id, RecordDetails.Photo>> List(Tx tx, IEnumerable<Id> records)
    {
        var photos = new List<(Id Record, RecordDetails.Photo Photo)>();
        foreach (var portion in records.Chunk(AtOnce))
        {
            var parameters = new DynamicParameters();
            var list = InList.Of(parameters, "record", portion);
            photos.AddRange(await tx.Query($"""
                SELECT x.record_id, f.id, f.type, f.length, f.width, f.height
                  FROM record_photos x
                  JOIN files f ON f.id = x.file_id
                 WHERE x.record_id IN {list}
                 ORDER BY x.record_id, f.id
                """, c => (c.Id(), new RecordDetails.Photo(
                    c.Id(), c.Enum<FileType>().ToMediaType(), c.Long(), c.IntOrNull(), c.IntOrNull())), parameters));
        }
        return photos.ToLookup(each => each.Record, each => each.Photo);
    }

    /// <summary>A content of a photo; null when the caller may not see photos of the record, or it does not have this one.</summary>
    public static async Task<FileContent?> Open(Tx tx, Actor actor, Id record, Id photo, FileVariant variant)
    {
        if (await RecordRow.Find(tx, actor, record) is not { } row || (await HiddenRecords.Find(tx, actor, [row])).Count > 0
            || await tx.QuerySingle<StoredFile>(SelectFile, new { Record = record, File = photo }) is not { } file)
            return null;
        return new FileContent(file, await file.OpenSecret(tx), variant, $"{record}-{photo}", photo.ToString(), IsStored: false);
    }

    const string SelectFile =
        StoredFile.Select + " JOIN record_photos x ON x.file_id = f.id WHERE x.record_id = @Record AND f.id = @File";

    const string SetAttached = "UPDATE files SET attached_at = @Now WHERE id = @File AND attached_at IS NULL";

    const string Insert = "INSERT INTO record_photos (record_id, file_id, sha256) VALUES (@Record, @File, @Sha256)";

    const string SelectHashes = "SELECT file_id, sha256 FROM record_photos WHERE record_id = @Record ORDER BY file_id";
}
