using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Files;
using GridGov.Domain.PublicReports;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.PublicReports;

/// <summary>Takes a photo for a report of the public, without an account.</summary>
public sealed class UploadPublicPhoto(
    PublicAccess access, PublicBudgets budgets, PublicReportSettings settings, FileStore store, FileIntake intake, Db db)
    : ApiEndpoint<UploadPublicPhoto.Input, Results<Created<UploadPublicPhoto.Response>, NotFound, ProblemHttpResult>>
{
    const int Megabyte = 1024 * 1024;

    public override void Configure()
    {
        Post("/uploads");
        Group<PublicReportsApiGroup>();
        Operation("Upload a photo without an account",
            "A JPEG, PNG or WebP as the body itself, or as the only part of multipart/form-data; the content decides what it is. A " +
            "larger one than the deployment takes (10 MB by default) is refused before it is stored. It is removed after an hour, unless " +
            "a report names it.");
        AllowAnonymous();
        RequiresIdempotencyKey();
        Definition.Metadata(new RequestSizeLimitAttribute(StoredFile.MaxBytes + StreamBody.MultipartBytes));
        ProducesProblem(400, "checksum-differs", FileInspection.HasOtherContent, FileInspection.Unreadable, PictureCopies.TooLarge);
        ProducesProblem(403, "public-token-needed");
        ProducesProblem(404, "public-reports-off");
        ProducesProblem(409, "too-many-uploads");
        ProducesProblem(413, "too-large");
        ProducesProblem(415, FileInspection.NotAllowed);
    }

    public sealed record Query
    {
        /// <summary>The SHA-256 of the photo in 64 hexadecimal digits; with an Idempotency-Key it stands for the content.</summary>
        [FromQuery(Name = "sha256")] public string? Sha256 { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Sha256).NotNull().MatchesWhole("^[0-9a-f]{64}$");
        }
    }

    /// <summary>A photo for a report.</summary>
    /// <param name="Photo">What the report names in photos.</param>
    /// <param name="ExpiresAt">The time at which it is removed, unless a report names it.</param>
    public sealed record Response(string Photo, Instant ExpiresAt);

    /// <param name="Token">What the office's page adds once its captcha was solved, where the deployment asks for it.</param>
    public sealed record Input(
        StreamBody Body, [AsParameters] Query Query, [FromHeader(Name = PublicAccess.TokenHeader)] string? Token);

    public override async Task<Results<Created<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        if (access.CheckWrite(input.Token) is { } refused)
            return refused;
        var most = (long)settings.PhotoMegabytes * Megabyte;
        if (HttpContext.Request.ContentLength > most + StreamBody.MultipartBytes)
            return Problems.Of("too-large");
        if (budgets.CheckPhoto(HttpContext) is { } tooMany)
            return tooMany;
        var address = await db.Read(tx => PublicBudgets.HashAddress(tx, HttpContext), ct);
        var upload = new WholeUpload(
            PublicAccount.Id, input.Query.Sha256!, most, tx => PublicUploads.HasRoom(tx, settings, address))
        {
            OnlyPictures = true, AddressHash = address, Prepare = PublicAccount.Ensure,
        };
        var result = await upload.Receive(db, store, intake, input.Body.Content, async (tx, row) => TypedResults.Created(
            (string?)null, new Response(await PhotoToken.Of(tx, row.Id), row.CreatedAt + PublicUploads.Lifetime)), ct);
        return result.Result is Created<Response> created ? created : (ProblemHttpResult)result.Result;
    }
}
