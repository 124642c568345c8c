using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Files;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Uploads;

/// <summary>Uploads a whole file, which is then attached to a ticket.</summary>
public sealed class UploadFile(FileStore store, FileIntake intake, Db db)
    : ApiEndpoint<UploadFile.Input, Results<Created<Upload>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/");
        Group<UploadGroup>();
        Operation("Upload a file",
            "A JPEG, PNG, WebP, HEIC, MP4 or PDF of at most 20 MB as the body itself, or as the only part of multipart/form-data. The " +
            "content decides what it is, not its name or declared type. Where the connection is poor, upload it in chunks " +
            "(createUpload). Attach it within a day.");
        RequiresSignIn();
        AllowsApiKeys();
        Definition.Metadata(new RequestSizeLimitAttribute(StoredFile.MaxBytes + StreamBody.MultipartBytes));
        RequiresIdempotencyKey();
        ProducesProblem(400, "checksum-differs", FileInspection.HasOtherContent, FileInspection.Unreadable, PictureCopies.TooLarge);
        ProducesProblem(409, "too-many-uploads");
        ProducesProblem(415, FileInspection.NotAllowed);
    }

    public sealed record Query
    {
        /// <summary>The SHA-256 of the file in 64 hexadecimal digits; with an Idempotency-Key it stands for the content.</summary>
        [FromQuery(Name = "sha256")] public string? Sha256 { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Sha256).NotNull().Sha256();
        }
    }

    public sealed record Input(StreamBody Body, [AsParameters] Query Query);

    public override Task<Results<Created<Upload>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        new WholeUpload(Actor.Id, input.Query.Sha256!, StoredFile.MaxBytes,
            async tx => await StoredFile.CountUploads(tx, Actor.Id) < UploadProblems.MaxUploads).Receive(
            db, store, intake, input.Body.Content,
            (_, row) => Task.FromResult(TypedResults.Created($"/v1/uploads/{row.Id}", Upload.Of(row))), ct);
}
