using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Files;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Records;

/// <summary>The picture of a photo, for whoever reads the record: an upright JPEG without metadata.</summary>
public sealed class GetRecordPhoto(FileStore store, Db db)
    : ApiEndpoint<GetRecordPhoto.Input, Results<FileStreamHttpResult, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/photos/{photoId}/picture");
        Group<RecordGroup>();
        Operation("Look at a photo of a record",
            "A copy of at most 1,600 pixels, or 320 as a thumbnail, without what the camera recorded. Range and If-None-Match are " +
            "understood.");
        RequiresCapability(Capability.RecordRead);
        ProducesType("image/jpeg");
    }

    public sealed record Query
    {
        /// <summary>The size: view (default) or thumbnail.</summary>
        [FromQuery(Name = "size")] public string? Size { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Size).OneOf(["view", "thumbnail"]);
        }
    }

    public sealed record Input(Id Id, Id PhotoId, [AsParameters] Query Query);

    public override async Task<Results<FileStreamHttpResult, NotFound>> ExecuteAsync(Input input, CancellationToken ct)
    {
        var variant = input.Query.Size is "thumbnail" ? FileVariant.Thumbnail : FileVariant.View;
        var content = await db.Read(tx => RecordPhotos.Open(tx, Actor, input.Id, input.PhotoId, variant), ct);
        return content is null ? TypedResults.NotFound() : content.Send(store, HttpContext);
    }
}
