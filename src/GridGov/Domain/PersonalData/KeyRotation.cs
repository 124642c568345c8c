using GridGov.Audit;
using GridGov.Encryption;

namespace GridGov.Domain.PersonalData;

/// <summary>
/// Creates new data keys and re-encrypts all rows by them in portions, while servers run; an interrupted rotation is completed
/// first. Events of confidential tickets are not re-encrypted, so their keys stay.
/// </summary>
public static class KeyRotation
{
    const int Portion = 200;

    /// <summary>The purposes with stored rows. <see cref="KeyPurpose.Request"/> hashes expire; within their time the key stays.</summary>
    static readonly IReadOnlyList<KeyPurpose> Rotated = [KeyPurpose.Text, KeyPurpose.Phone];

    public readonly record struct Progress(string Table, long Rewritten);

    /// <param name="Resumed">Whether an interrupted rotation was completed, without new keys.</param>
    /// <param name="Broken">Rows that cannot be decrypted and were not changed.</param>
    public sealed record Result(bool Resumed, int Key, long Rewritten, long Broken);

    public static async Task<Result> Run(Db db, Action<Progress> progress, Action<string> broken, CancellationToken ct)
    {
        var resumed = await db.Write(Begin, ct);
        var (text, phone) = await db.Write(async tx =>
        {
            var ring = tx.Cache<DataKeys>();
            return ((await ring.Current(tx, KeyPurpose.Text)).Id, (await ring.Current(tx, KeyPurpose.Phone)).Id);
        }, ct);
        long rewritten = 0;
        HashSet<string> bad = [];
        // Repeats until no row is left, because a process without the new keys may have used the old ones meanwhile.
        for (long some = -1; some != 0;)
        {
            some = 0;
            foreach (var rows in EncryptedRows.All)
            {
                some += await Rewrite(db, rows, FieldEncryption.Prefix(text), EncryptedReporter.HashPrefix(phone), bad,
                    n => progress(new Progress(rows.Table, rewritten + some + n)), ct);
            }
            rewritten += some;
        }
        foreach (var place in bad)
            broken(place);
        await db.Write(async tx =>
        {
            if (bad.Count == 0)
                await tx.Execute(SetReencrypted, new { tx.Now });
            await AuditLog.Append(tx, new AuditEntry(AuditKind.Change, "rotate_keys", GridCode.Everywhere)
            {
                SubjectKind = "data_key",
                Subject = text.ToString(),
                Details = new { Rewritten = rewritten, Broken = bad.Count },
            });
            tx.Invalidate(CacheTopic.Keys);
        }, ct);
        return new Result(resumed, text, rewritten, bad.Count);
    }

    static async Task<bool> Begin(Tx tx)
    {
        if (await tx.QuerySingle<long>(CountUnfinished) > 0)
            return true;
        foreach (var purpose in Rotated)
            await tx.Cache<DataKeys>().CreateNext(tx, purpose);
        return false;
    }

    static async Task<long> Rewrite(
        Db db, EncryptedRows rows, string mark, string hashMark, HashSet<string> bad, Action<long> progress, CancellationToken ct)
    {
        long done = 0;
        EncryptedRows.Row? last = null;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var (some, rewritten) = await db.Write(async tx =>
            {
                var portion = await rows.ListAfter(tx, last, mark, hashMark, Portion);
                var n = 0;
                foreach (var row in portion)
                    n += await Rewrite(tx, rows, row, bad);
                return (portion, n);
            }, ct);
            done += rewritten;
            progress(done);
            if (some.Count < Portion)
                return done;
            last = some[^1];
        }
    }

    static async Task<int> Rewrite(Tx tx, EncryptedRows rows, EncryptedRows.Row row, HashSet<string> bad)
    {
        var place = rows.PlaceOf(row);
        string plain;
        try
        {
            plain = await FieldEncryption.Decrypt(tx, place, row.Text);
        }
        catch (Exception e) when (e is DecryptionException or KeyException)
        {
            bad.Add(place);
            return 0;
        }
        return await tx.Execute(rows.Update, new
        {
            row.Number,
            row.Part,
            row.Name,
            Old = row.Text,
            Text = await FieldEncryption.Encrypt(tx, place, plain),
            Hash = row.Hash is null ? null : await EncryptedReporter.Rehash(tx, plain),
        });
    }

    const string CountUnfinished = """
        SELECT count(*) FROM data_keys WHERE retired_at IS NOT NULL AND reencrypted_at IS NULL AND purpose IN ('text', 'phone')
        """;

    const string SetReencrypted = "UPDATE data_keys SET reencrypted_at = @Now WHERE retired_at IS NOT NULL AND reencrypted_at IS NULL";
}
