using System.Security.Cryptography;
using System.Text;
using GridGov.Data.Journal;

namespace GridGov.Encryption.Seals;

/// <summary>Checks the seals themselves, and gives the hashes that journal and audit must have.</summary>
public static class SealVerification
{
    const int AtOnce = 1_000;

    /// <param name="Number">0 for a database without seals.</param>
    public sealed record Head(long Number, string? Mac);

    public sealed record Result(Head Head, List<Checkpoint> Journal, List<Checkpoint> Audit);

    /// <param name="hasKeys">Without the master key their MACs cannot be checked.</param>
    /// <param name="elsewhere">The last seal when a file elsewhere was written, if there is one.</param>
    public static Task<Result> Run(
        Db db, bool hasKeys, Head? elsewhere, Action<string> differs, CancellationToken ct) => db.Read(async tx =>
    {
        var result = new Result(new Head(0, Mac: null), [], []);
        var ring = hasKeys ? tx.Cache<DataKeys>() : null;
        for (var more = true; more;)
        {
            var portion = await tx.Query<Seal>(ListAfter, new { After = result.Head.Number, Rows = AtOnce });
            foreach (var seal in portion)
            {
                if (seal.Number != result.Head.Number + 1)
                    differs($"seal {result.Head.Number + 1} is missing");
                else if (ring is not null && !await IsValid(tx, ring, seal.KeyId, seal.Mac, key => seal.ComputeMac(key, result.Head.Mac)))
                    differs($"seal {seal.Number} was changed, or the one before it");
                result.Journal.Add(new Checkpoint(seal.JournalEvents, seal.JournalHash, $"seal {seal.Number}"));
                result.Audit.Add(new Checkpoint(seal.AuditEntries, seal.AuditHash, $"seal {seal.Number}"));
                if (elsewhere is { Mac: { } known } && seal.Number == elsewhere.Number && seal.Mac != known)
                    differs($"seal {seal.Number} is not the one that the file elsewhere names");
                result = result with { Head = new Head(seal.Number, seal.Mac) };
            }
            more = portion.Count == AtOnce;
        }
        if (elsewhere is not null && elsewhere.Number > result.Head.Number)
            differs($"the file elsewhere names seal {elsewhere.Number:N0}, and there are {result.Head.Number:N0}");
        var head = await tx.QuerySingle<HeadRow>(FindHead);
        if (head is null || result.Head.Number == 0)
            differs("the seals are missing, all or their number");
        else if (head.Number != result.Head.Number)
            differs($"{head.Number:N0} seals were made, and there are {result.Head.Number:N0}");
        else if (ring is not null && !await IsValid(tx, ring, head.KeyId, head.Mac, key => Seal.ComputeHeadMac(key, head.Number)))
            differs("the number of the seals was changed");
        return result;
    }, ct);

    static async Task<bool> IsValid(Tx tx, DataKeys ring, int id, string mac, Func<DataKey, string> compute) =>
        await ring.FindSealKey(tx, id) is { } key
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(mac), Encoding.UTF8.GetBytes(compute(key)));

    sealed record HeadRow
    {
        public required long Number { get; init; }
        public required int KeyId { get; init; }
        public required string Mac { get; init; }
    }

    const string ListAfter = $"SELECT {Seal.Columns} FROM seals WHERE number > @After ORDER BY number LIMIT @Rows";

    const string FindHead = "SELECT number, key_id, mac FROM seal_head WHERE id = 1";
}
