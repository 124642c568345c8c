using GridGov.Domain.Files;
using GridGov.Security;

namespace GridGov.Domain.PublicReports;

/// <summary>A photo of a held report, for who decides about the report.</summary>
/// <param name="Confidential">Whether the report's category is confidential.</param>
sealed record HeldPhoto(StoredFile File, FileSecret Secret, Id Report, string GridCode, bool Confidential)
{
    /// <returns>Null for another photo, a report that is not held, and one outside the caller's grids.</returns>
    public static async Task<HeldPhoto?> Find(Tx tx, Actor actor, Id report, Id photo)
    {
        var found = await tx.Query(FindReport, c => (GridCode: c.Text(), Confidential: c.Flag()), new { Id = report, Photo = photo },
            actor.ScopeOf(Capability.TicketAccept));
        if (found is not [var (grid, confidential)])
            return null;
        var file = (await HeldPhotos.List(tx, report)).Single(each => each.Id == photo);
        return new HeldPhoto(file, await file.OpenSecret(tx), report, grid, confidential);
    }

    /// <summary>A copy of its pixels, without what the camera recorded.</summary>
    /// <param name="variant">One of the copies; each photo of the public has them.</param>
    public FileContent Content(FileVariant variant) =>
        new(File, Secret, variant, $"{Report}-{File.Id}", File.Id.ToString(), IsStored: false);

    const string FindReport = """
        SELECT r.grid_code, c.confidential
          FROM public_reports r
          JOIN public_report_files x ON x.report_id = r.id
          JOIN categories c ON c.code = r.category
         WHERE r.id = @Id AND x.file_id = @Photo AND r.status = 'held' AND @scope(r.grid_code)
        """;
}
