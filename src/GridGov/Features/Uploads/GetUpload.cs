using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Files;

namespace GridGov.Features.Uploads;

/// <summary>An upload of the caller, with the offset at which the next chunk begins.</summary>
public sealed class GetUpload(Db db) : ApiEndpoint<ById, Results<Ok<Upload>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<UploadGroup>();
        Operation("Get an upload", "HEAD has the offset in a header. Once attached, it is no upload any more.");
        RequiresSignIn();
        AllowsApiKeys();
        ProducesHeader(Upload.OffsetHeader, "The number of bytes that have arrived.");
    }

    public override Task<Results<Ok<Upload>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Upload>, NotFound>>(async tx =>
        {
            if (await StoredFile.FindUpload(tx, request.Id, Actor.Id) is not { } row)
                return TypedResults.NotFound();
            HttpContext.Response.Headers[Upload.OffsetHeader] = $"{row.Received}";
            return TypedResults.Ok(Upload.Of(row));
        }, ct);
}
