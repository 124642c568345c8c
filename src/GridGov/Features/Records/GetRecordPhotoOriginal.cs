using GridGov.Api;
using GridGov.Audit;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Files;
using GridGov.Security;

namespace GridGov.Features.Records;

/// <summary>A photo as it was uploaded, with all that the camera recorded. Each reading is one entry of the audit.</summary>
public sealed class GetRecordPhotoOriginal(FileStore store, Db db)
    : ApiEndpoint<GetRecordPhotoOriginal.Input, Results<FileStreamHttpResult, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/photos/{photoId}/original");
        Group<RecordGroup>();
        Operation("Download an original of a record", "Range and If-None-Match are understood.");
        RequiresCapability(Capability.EvidenceRead);
        ProducesType([.. Enum.GetValues<FileType>().Select(type => type.ToMediaType())]);
        ProducesProblem(403, "post-not-allowed");
    }

    public sealed record Input(Id Id, Id PhotoId);

    public override async Task<Results<FileStreamHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        var (content, grid) = await db.Read(async tx =>
            (await RecordPhotos.Open(tx, Actor, input.Id, input.PhotoId, FileVariant.Original),
             (await RecordRow.Find(tx, Actor, input.Id))?.Content.GridCode), ct);
        if (content is null || grid is null)
            return TypedResults.NotFound();
        if (!Actor.ScopeOf(Capability.EvidenceRead).Covers(grid))
            return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.EvidenceRead));
        // HEAD reads nothing.
        if (!HttpMethods.IsHead(HttpContext.Request.Method))
        {
            await db.Write(tx => AuditLog.Append(tx, new AuditEntry(AuditKind.Unmasking, "read_original", grid)
            {
                SubjectKind = "record",
                Subject = input.Id.ToString(),
                Details = new { Photo = input.PhotoId.ToString() },
            }), ct);
        }
        return content.Send(store, HttpContext);
    }
}
