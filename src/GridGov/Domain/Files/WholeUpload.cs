using GridGov.Api;

namespace GridGov.Domain.Files;

/// <summary>An upload that is received whole.</summary>
/// <param name="Owner">Who uploads it, and alone can attach it.</param>
/// <param name="Sha256">The hash that its content must have.</param>
/// <param name="MaxBytes">The most that is stored.</param>
/// <param name="HasRoom">Whether another upload may wait to be attached.</param>
sealed record WholeUpload(Id Owner, string Sha256, long MaxBytes, Func<Tx, Task<bool>> HasRoom)
{
    /// <summary>Whether only pictures are taken.</summary>
    public bool OnlyPictures { get; init; }

    /// <summary>The keyed hash of the network address; null for the upload of an account.</summary>
    public string? AddressHash { get; init; }

    /// <summary>What the upload needs to be there, in its own transaction.</summary>
    public Func<Tx, Task>? Prepare { get; init; }

    /// <summary>Stores and checks the content; nothing of a refused one is kept.</summary>
    /// <param name="answer">The answer, by which a repeated request is answered too.</param>
    public async Task<Results<Created<T>, ProblemHttpResult>> Receive<T>(
        Db db, FileStore store, FileIntake intake, Stream content, Func<Tx, StoredFile, Task<Created<T>>> answer, CancellationToken ct)
    {
        // A write gives a repeated request its first answer.
        if (!await db.Read(HasRoom, ct))
            return await db.Write(_ => Task.FromResult(Problems.Of("too-many-uploads")), ct);
        var name = FileStore.NewName();
        try
        {
            var result = await Store(name, db, store, intake, content, answer, ct);
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

    async Task<Results<Created<T>, ProblemHttpResult>> Store<T>(
        string name, Db db, FileStore store, FileIntake intake, Stream content, Func<Tx, StoredFile, Task<Created<T>>> answer,
        CancellationToken ct)
    {
        var key = FileStore.NewKey();
        if (await store.Write(name, key, content, MaxBytes, ct) is not var (length, sha256))
            return Problems.Of("too-large");
        if (length == 0 || sha256 != Sha256)
            return length == 0 ? ExceptionMiddleware.MissingBody() : Problems.Of("checksum-differs");
        var taken = await intake.Take(
            new StoredFile
            {
                Id = Id.None, Name = name, UploadedBy = Owner, CreatedAt = default, Length = length, Received = length, Parts = "",
                Encrypted = "",
            },
            new FileSecret(Convert.ToBase64String(key), sha256), ct);
        if (taken.Refusal is { } code)
            return Problems.Of(code);
        if (OnlyPictures && taken.Row!.Type?.IsPicture() is not true)
            return Problems.Of(FileInspection.NotAllowed);
        return await db.Write<Results<Created<T>, ProblemHttpResult>>(async tx =>
        {
            if (!await HasRoom(tx))
                return Problems.Of("too-many-uploads");
            if (Prepare is { } prepare)
                await prepare(tx);
            var row = taken.Row! with { Id = tx.NewId(), CreatedAt = tx.Now, AddressHash = AddressHash };
            row = row with { Encrypted = await StoredFile.Encrypt(tx, row.Id, taken.Secret!) };
            await row.Insert(tx);
            return await answer(tx, row);
        }, ct);
    }
}
