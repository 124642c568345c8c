using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Files;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Uploads;

/// <summary>Adds the next chunk to an upload. A chunk that does not arrive whole, or is not what was meant, is not kept.</summary>
public sealed class AppendToUpload(FileStore store, FileIntake intake, Db db)
    : ApiEndpoint<AppendToUpload.Input, Results<Ok<Upload>, NotFound, ProblemHttpResult>>
{
    /// <summary>Chunks of 64 KiB are enough for the longest file.</summary>
    const int MaxParts = 500;

    public override void Configure()
    {
        Patch("/{id}");
        Group<UploadGroup>();
        Operation("Add a chunk to an upload",
            "The body is the chunk. A chunk that begins elsewhere than at the upload's offset, such as one that has arrived before, " +
            "is refused with the offset in the header Upload-Offset. The last chunk completes the file, which is checked then; a file " +
            "that is refused, or does not have the SHA-256 with which it began, is removed whole.");
        RequiresSignIn();
        AllowsApiKeys();
        Definition.Metadata(new RequestSizeLimitAttribute(StoredFile.MaxBytes));
        ProducesHeader(Upload.OffsetHeader, "The number of bytes that have arrived.");
        ProducesProblem(400, "checksum-differs", FileInspection.HasOtherContent, FileInspection.Unreadable, PictureCopies.TooLarge);
        ProducesProblem(409, "upload-offset-differs", "upload-complete", "too-many-chunks");
        ProducesProblem(415, FileInspection.NotAllowed);
    }

    public sealed record Query
    {
        /// <summary>The number of bytes of the file before this chunk.</summary>
        [FromQuery(Name = "offset")] public int? Offset { get; init; }

        /// <summary>The SHA-256 of this chunk in 64 hexadecimal digits.</summary>
        [FromQuery(Name = "sha256")] public string? Sha256 { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Offset).NotNull().InclusiveBetween(0, (int)StoredFile.MaxBytes);
                RuleFor(q => q.Sha256).NotNull().Sha256();
            }
        }
    }

    public sealed record Input(Id Id, StreamBody Body, [AsParameters] Query Query);

    public override async Task<Results<Ok<Upload>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        var (row, secret) = await db.Read(async tx => await StoredFile.FindUpload(tx, input.Id, Actor.Id) is { } found
            ? (found, await found.OpenSecret(tx))
            : default, ct);
        if (row is null)
            return TypedResults.NotFound();
        if (CheckOffset(row, input.Query.Offset!.Value) is { } refusal)
            return refusal;
        if (row.PartNames.Count >= MaxParts)
            return Problems.Of("too-many-chunks");

        // Each attempt has a name of its own, so two at the same offset do not meet; the row decides which one counts.
        var part = FileStore.NewName()[..16];
        var name = $"{row.Name}.{part}";
        try
        {
            var result = await Add(row, secret, part, input, ct);
            if (result.Result is not Ok<Upload>)
                store.Delete(name);
            return result;
        }
        catch (Exception e) when (IsNotWritten(e))
        {
            store.Delete(name);
            // Another attempt that completes the file removes the chunks, also those that this one reads.
            if (e is not FileNotFoundException || await db.Read(tx => StoredFile.FindUpload(tx, input.Id, Actor.Id), ct) is not { } now
                || CheckOffset(now, input.Query.Offset!.Value) is not { } late)
            {
                throw;
            }
            return late;
        }
    }

    static bool IsNotWritten(Exception e) => e is not StoreUnavailableException { IsOutcomeUnknown: true };

    async Task<Results<Ok<Upload>, NotFound, ProblemHttpResult>> Add(
        StoredFile row, FileSecret secret, string part, Input input, CancellationToken ct)
    {
        var name = $"{row.Name}.{part}";
        if (await store.Write(name, secret.KeyBytes, input.Body.Content, row.Length - row.Received, ct) is not var (length, sha256))
            return Problems.Of("too-large");
        if (length == 0 || sha256 != input.Query.Sha256)
            return length == 0 ? ExceptionMiddleware.MissingBody() : Problems.Of("checksum-differs");
        var parts = row.Parts.Length == 0 ? part : $"{row.Parts} {part}";
        var next = row with { Received = row.Received + length, Parts = $"{parts}:{length}" };
        return next.Received == row.Length
            ? await Complete(row, next, secret, ct)
            : await Store(row, next, secret: null, ct);
    }

    ProblemHttpResult? CheckOffset(StoredFile row, long offset)
    {
        HttpContext.Response.Headers[Upload.OffsetHeader] = $"{row.Received}";
        return row.IsComplete ? Problems.Of("upload-complete")
            : row.Received != offset ? Problems.Of("upload-offset-differs", row.Received)
            : null;
    }

    /// <summary>Puts the chunks together under a new name, because another attempt may be doing the same.</summary>
    async Task<Results<Ok<Upload>, NotFound, ProblemHttpResult>> Complete(
        StoredFile before, StoredFile row, FileSecret secret, CancellationToken ct)
    {
        var whole = row with { Name = FileStore.NewName() };
        Results<Ok<Upload>, NotFound, ProblemHttpResult> stored;
        try
        {
            stored = await PutTogether(before, row, whole, secret, ct);
        }
        catch (Exception e) when (IsNotWritten(e))
        {
            store.Delete(whole.Name);
            throw;
        }
        // What the database has, decides: the chunks, or the file that was made of them.
        store.Delete(stored.Result is Ok<Upload> ? row.Name : whole.Name);
        return stored;
    }

    async Task<Results<Ok<Upload>, NotFound, ProblemHttpResult>> PutTogether(
        StoredFile before, StoredFile row, StoredFile whole, FileSecret secret, CancellationToken ct)
    {
        await using (var content = new JoinedParts(store, row, secret.KeyBytes))
        {
            var (_, sha256) = (await store.Write(whole.Name, secret.KeyBytes, content, row.Length, ct))!.Value;
            if (sha256 != secret.Sha256)
                return await Remove("checksum-differs");
        }
        var taken = await intake.Take(whole, secret, ct);
        return taken.Refusal is { } code ? await Remove(code) : await Store(before, taken.Row!, taken.Secret, ct);

        async Task<Results<Ok<Upload>, NotFound, ProblemHttpResult>> Remove(string refusal)
        {
            if (await db.Write(tx => before.Remove(tx), ct))
                store.Delete(row.Name);
            HttpContext.Response.Headers.Remove(Upload.OffsetHeader);
            return Problems.Of(refusal);
        }
    }

    Task<Results<Ok<Upload>, NotFound, ProblemHttpResult>> Store(
        StoredFile before, StoredFile after, FileSecret? secret, CancellationToken ct) =>
        db.Write<Results<Ok<Upload>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (secret is not null)
                after = after with { Encrypted = await StoredFile.Encrypt(tx, after.Id, secret) };
            if (await tx.Execute(Update, new
            {
                after.Id, Before = before.Received, after.Name, after.Received, after.Parts, after.Type, after.Width, after.Height,
                after.ViewLength, after.ThumbnailLength, after.Encrypted,
            }) == 0)
            {
                return await StoredFile.FindUpload(tx, before.Id, Actor.Id) is { } other
                    ? CheckOffset(other, before.Received) ?? Problems.Of("upload-offset-differs", other.Received)
                    : TypedResults.NotFound();
            }
            HttpContext.Response.Headers[Upload.OffsetHeader] = $"{after.Received}";
            return TypedResults.Ok(Upload.Of(after));
        }, ct);

    const string Update = """
        UPDATE files
           SET name = @Name, received = @Received, parts = @Parts, type = @Type, width = @Width, height = @Height,
               view_length = @ViewLength, thumbnail_length = @ThumbnailLength, encrypted = @Encrypted
         WHERE id = @Id AND received = @Before AND type IS NULL AND attached_at IS NULL
        """;
}
