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

    public override async Task<Results<Created<Upload>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        // A write gives a repeated request its first answer.
        if (await db.Read(tx => StoredFile.CountUploads(tx, Actor.Id), ct) >= UploadProblems.MaxUploads)
            return await db.Write(_ => Task.FromResult(Problems.Of("too-many-uploads")), ct);
        var name = FileStore.NewName();
        try
        {
            var result = await Store(name, input, ct);
            if (result.Result is ProblemHttpResult)
                store.Delete(name);
            return result;
        }
        // A repeated request ends here as well: its answer is that of an earlier upload.
        catch (Exception e) when (e is not StoreUnavailableException { IsOutcomeUnknown: true })
        {
            store.Delete(name);
            throw;
        }
    }

    async Task<Results<Created<Upload>, ProblemHttpResult>> Store(string name, Input input, CancellationToken ct)
    {
        var key = FileStore.NewKey();
        if (await store.Write(name, key, input.Body.Content, StoredFile.MaxBytes, ct) is not var (length, sha256))
            return Problems.Of("too-large");
        if (length == 0 || sha256 != input.Query.Sha256)
            return length == 0 ? ExceptionMiddleware.MissingBody() : Problems.Of("checksum-differs");
        var taken = await intake.Take(
            new StoredFile
            {
                Id = Id.None, Name = name, UploadedBy = Actor.Id, CreatedAt = default, Length = length, Received = length, Parts = "",
                Encrypted = "",
            },
            new FileSecret(Convert.ToBase64String(key), sha256), ct);
        if (taken.Refusal is { } code)
            return Problems.Of(code);
        return await db.Write<Results<Created<Upload>, ProblemHttpResult>>(async tx =>
        {
            if (await StoredFile.CountUploads(tx, Actor.Id) >= UploadProblems.MaxUploads)
                return Problems.Of("too-many-uploads");
            var row = taken.Row! with { Id = tx.NewId(), CreatedAt = tx.Now };
            row = row with { Encrypted = await StoredFile.Encrypt(tx, row.Id, taken.Secret!) };
            await row.Insert(tx);
            return TypedResults.Created($"/v1/uploads/{row.Id}", Upload.Of(row));
        }, ct);
    }
}
