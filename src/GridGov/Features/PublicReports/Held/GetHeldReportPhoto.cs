using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Files;
using GridGov.Domain.PublicReports;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.PublicReports.Held;

/// <summary>The picture of a held report's photo, for who releases or discards the report: an upright JPEG without metadata.</summary>
public sealed class GetHeldReportPhoto(FileStore store, Db db)
    : ApiEndpoint<GetHeldReportPhoto.Input, Results<FileStreamHttpResult, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/photos/{photoId}/picture");
        Group<PublicReportsOfficeApiGroup>();
        Operation("Look at a photo of a held report",
            "A copy of at most 1,600 pixels, or 320 as a thumbnail, without what the camera recorded. Range and If-None-Match are " +
            "understood. That of a confidential category needs a purpose (unmaskHeldReportPhoto).");
        RequiresCapability(Capability.TicketAccept);
        ProducesType("image/jpeg");
        ProducesProblem(403, "photo-needs-purpose");
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

    public override async Task<Results<FileStreamHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        if (await db.Read(tx => HeldPhoto.Find(tx, Actor, input.Id, input.PhotoId), ct) is not { } photo)
            return TypedResults.NotFound();
        if (photo.Confidential)
            return Problems.Of("photo-needs-purpose");
        return photo.Content(input.Query.Size is "thumbnail" ? FileVariant.Thumbnail : FileVariant.View).Send(store, HttpContext);
    }
}
