using GridGov.Api;
using GridGov.Domain.Files;

namespace GridGov.Features.Uploads;

/// <summary>Begins an upload in chunks, which goes on where it was after the connection was lost.</summary>
public sealed class CreateUpload(Db db) : ApiEndpoint<CreateUpload.Request, Results<Created<Upload>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/resumable");
        Group<UploadGroup>();
        Operation("Begin an upload in chunks",
            "Then send the chunks in their order (appendToUpload). After a lost connection, GET or HEAD of the " +
            "upload says where to go on.");
        RequiresSignIn();
        AllowsApiKeys();
        RequiresIdempotencyKey();
        ProducesProblem(409, "too-many-uploads");
        RequestExample("""
            { "length": 2481930, "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" }
            """);
    }

    /// <summary>The file that is going to be sent.</summary>
    /// <param name="Length">Its length in bytes, at most 20 MB.</param>
    /// <param name="Sha256">Its SHA-256 in 64 hexadecimal digits.</param>
    public sealed record Request(long Length, string Sha256)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Length).InclusiveBetween(1, StoredFile.MaxBytes);
                RuleFor(r => r.Sha256).Sha256();
            }
        }
    }

    public override Task<Results<Created<Upload>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct) =>
        db.Write<Results<Created<Upload>, ProblemHttpResult>>(async tx =>
        {
            if (await StoredFile.CountUploads(tx, Actor.Id) >= UploadProblems.MaxUploads)
                return Problems.Of("too-many-uploads");
            var id = tx.NewId();
            var secret = new FileSecret(Convert.ToBase64String(FileStore.NewKey()), request.Sha256);
            var row = new StoredFile
            {
                Id = id, Name = FileStore.NewName(), UploadedBy = Actor.Id, CreatedAt = tx.Now, Length = request.Length, Received = 0,
                Parts = "", Encrypted = await StoredFile.Encrypt(tx, id, secret),
            };
            await row.Insert(tx);
            return TypedResults.Created($"/v1/uploads/{id}", Upload.Of(row));
        }, ct);
}
