using GridGov.Data.Journal;

namespace GridGov.Encryption.Seals;

/// <summary>
/// Seals the heads of journal, audit and row seals, each seal chained to the one before (db/chains.md). Only the journal's events since
/// the last seal are read, in a snapshot beside the writers; the write is two rows.
/// </summary>
public static class SealChain
{
    /// <summary>Events covered by one seal, so that a long journal is sealed in steps.</summary>
    const int MaxEvents = 100_000;

    const int Portion = 2_000;

    /// <summary>The first seal of a database covers no event yet; the rows of its accounts are sealed as they are.</summary>
    internal static async Task Begin(Tx tx, DataKey key)
    {
        await SealedRows.SealAll(tx);
        await Write(tx, key, previous: null, new JournalDigest());
    }

    /// <summary>Begins the chain of row seals in a database whose seals are from before it.</summary>
    internal static async Task BeginRowSeals(Tx tx, DataKey key)
    {
        if (await tx.QuerySingle<Seal>(FindLast) is not { RowSeals: null } last || await tx.QuerySingle<Head>(FindRowSealHead) is not null)
            return;
        await RequireHead(tx, last);
        await SealedRows.SealAll(tx);
        await Write(tx, key, last, new JournalDigest(last.JournalEvents, last.JournalHash));
    }

    /// <summary>Makes seals up to the present heads, if there is anything new.</summary>
    /// <param name="every">No seal is made before the last one has this age, so that several processes make no more than one.</param>
    /// <returns>How many were made.</returns>
    public static async Task<int> Make(Db db, TimeSpan every, CancellationToken ct)
    {
        var made = 0;
        for (var age = every; ; age = TimeSpan.Zero)
        {
            var (last, digest, more) = await db.Read(tx => Cover(tx, age), ct);
            if (last is null || !await db.Write(tx => Append(tx, last, digest), ct))
                return made;
            made++;
            if (!more)
                return made;
        }
    }

    static async Task<(Seal? Last, JournalDigest Digest, bool More)> Cover(Tx tx, TimeSpan age)
    {
        var last = await tx.QuerySingle<Seal>(FindLast);
        var digest = new JournalDigest(last?.JournalEvents ?? 0, last?.JournalHash);
        // An age below zero is that of a clock that was set back.
        if (last is null || (tx.Now - last.At is var since && since >= TimeSpan.Zero && since < age))
            return (null, digest, false);
        var read = Portion;
        for (var events = 0; read == Portion && events < MaxEvents; events += read)
            read = await digest.Advance(tx, Portion);
        return (last, digest, read == Portion);
    }

    /// <returns>False when another process was faster, or nothing is new.</returns>
    static async Task<bool> Append(Tx tx, Seal last, JournalDigest digest)
    {
        if ((await tx.QuerySingle<Seal>(FindLast))?.Mac != last.Mac)
            return false;
        await RequireHead(tx, last);
        if (digest.Seq == last.JournalEvents
            && await tx.QuerySingle<Head>(FindAuditHead) is var audit && (audit?.Number ?? 0) == last.AuditEntries
            && await tx.QuerySingle<Head>(FindRowSealHead) is var rows && (rows?.Number ?? 0) == last.RowSeals)
            return false;
        await Write(tx, await tx.Cache<DataKeys>().Current(tx, KeyPurpose.Seal), last, digest);
        return true;
    }

    /// <summary>Refuses to seal after seals that were cut or changed, because that would make them valid.</summary>
    /// <exception cref="KeyException">They were.</exception>
    static async Task RequireHead(Tx tx, Seal last)
    {
        var ring = tx.Cache<DataKeys>();
        var before = await tx.QuerySingle<string>(FindMac, new { Number = last.Number - 1 });
        if (await SealHead.Seals.Lock(tx, ring) != last.Number
            || !await Seal.IsValid(tx, ring, last.KeyId, last.Mac, key => last.ComputeMac(key, before)))
            throw new KeyException("The seals were cut or changed outside the program, so nothing more is sealed. Run verify.");
    }

    static async Task Write(Tx tx, DataKey key, Seal? previous, JournalDigest digest)
    {
        var audit = await tx.QuerySingle<Head>(FindAuditHead);
        var rows = await tx.QuerySingle<Head>(FindRowSealHead);
        var seal = new Seal
        {
            Number = (previous?.Number ?? 0) + 1, At = tx.Now, KeyId = key.Id,
            JournalEvents = digest.Seq, JournalHash = digest.Hash,
            AuditEntries = audit?.Number ?? 0, AuditHash = audit?.Hash,
            RowSeals = rows?.Number ?? 0, RowSealsMac = rows?.Hash,
            Mac = "",
        };
        seal = seal with { Mac = seal.ComputeMac(key, previous?.Mac) };
        await tx.Execute(Insert, seal);
        await SealHead.Seals.Set(tx, key, seal.Number);
    }

    sealed record Head
    {
        public required long Number { get; init; }
        public string? Hash { get; init; }
    }

    const string FindLast = $"SELECT {Seal.Columns} FROM seals ORDER BY number DESC LIMIT 1";

    const string FindMac = "SELECT mac FROM seals WHERE number = @Number";

    const string FindAuditHead = "SELECT entries AS number, hash FROM audit_head WHERE id = 1";

    const string FindRowSealHead = "SELECT number, mac AS hash FROM row_seals ORDER BY number DESC LIMIT 1";

    const string Insert = $"""
        INSERT INTO seals ({Seal.Columns})
        VALUES (@Number, @At, @KeyId, @JournalEvents, @JournalHash, @AuditEntries, @AuditHash, @RowSeals, @RowSealsMac, @Mac)
        """;
}
