using GridGov.Data.Journal;

namespace GridGov.Encryption.Seals;

/// <summary>Checks the seals themselves, and gives the hashes that journal, audit and row seals must have.</summary>
public static class SealVerification
{
    const int AtOnce = 1_000;

    /// <param name="Number">0 for a database without seals.</param>
    public sealed record Head(long Number, string? Mac);

    public sealed record Result(Head Head, List<Checkpoint> Journal, List<Checkpoint> Audit, List<Checkpoint> Rows);

    /// <param name="hasKeys">Without the master key their MACs cannot be checked.</param>
    /// <param name="elsewhere">The last seal when a file elsewhere was written, if there is one.</param>
    public static Task<Result> Run(
        Db db, bool hasKeys, Head? elsewhere, Action<string> differs, CancellationToken ct) => db.Read(async tx =>
    {
        var result = new Result(new Head(0, Mac: null), [], [], []);
        var ring = hasKeys ? tx.Cache<DataKeys>() : null;
        for (var more = true; more;)
        {
            var portion = await tx.Query<Seal>(ListAfter, new { After = result.Head.Number, Rows = AtOnce });
            foreach (var seal in portion)
            {
                if (seal.Number != result.Head.Number + 1)
                    differs($"seal {result.Head.Number + 1} is missing");
                else if (ring is not null
                    && !await Seal.IsValid(tx, ring, seal.KeyId, seal.Mac, key => seal.ComputeMac(key, result.Head.Mac)))
                    differs($"seal {seal.Number} was changed, or the one before it");
                result.Journal.Add(new Checkpoint(seal.JournalEvents, seal.JournalHash, $"seal {seal.Number}"));
                result.Audit.Add(new Checkpoint(seal.AuditEntries, seal.AuditHash, $"seal {seal.Number}"));
                if (seal.RowSeals is { } rowSeals)
                    result.Rows.Add(new Checkpoint(rowSeals, seal.RowSealsMac, $"seal {seal.Number}"));
                if (elsewhere is { Mac: { } known } && seal.Number == elsewhere.Number && seal.Mac != known)
                    differs($"seal {seal.Number} is not the one that the file elsewhere names");
                result = result with { Head = new Head(seal.Number, seal.Mac) };
            }
            more = portion.Count == AtOnce;
        }
        if (elsewhere is not null && elsewhere.Number > result.Head.Number)
            differs($"the file elsewhere names seal {elsewhere.Number:N0}, and there are {result.Head.Number:N0}");
        await SealHead.Seals.Verify(tx, ring, result.Head.Number, differs);
        return result;
    }, ct);

    const string ListAfter = $"SELECT {Seal.Columns} FROM seals WHERE number > @After ORDER BY number LIMIT @Rows";
}
