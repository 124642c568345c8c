using GridGov.Platform.Data;
using GridGov.Platform.Security;

namespace GridGov.Platform.Sealing;

/// <summary>Encrypts what stands plain in the store from before there were keys: reporters, and the key ring. In portions, once; then there is none.</summary>
static class PlainRows
{
    const int Portion = 500;

    /// <summary>Where it was.</summary>
    public static readonly IReadOnlyList<string> Tables = ["ticket_reporters", "protection_keys"];

    /// <returns>How many rows were still plain.</returns>
    public static async Task<long> Seal(Db db, CancellationToken ct)
    {
        long all = await db.Write(SealRing, ct);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var some = await db.Write(SealReporters, ct);
            all += some;
            if (some < Portion)
                return all;
        }
    }

    static async Task<int> SealReporters(Tx tx)
    {
        var rows = await tx.List<ReporterRow>(ListReporters, new { Portion });
        foreach (var row in rows)
        {
            var stored = await new SealedReporter(row.Name, row.Phone).Seal(tx, row.TicketId, row.Position);
            await tx.Run(SetReporter, new { row.TicketId, row.Position, stored.Sealed, stored.PhoneHash });
        }
        return rows.Count;
    }

    static async Task<int> SealRing(Tx tx)
    {
        var rows = await tx.List<RingRow>(ListRing);
        foreach (var row in rows)
            await tx.Run(SetRing, new { row.Name, Xml = await Seals.Seal(tx, KeyRing.Place(row.Name), row.Xml) });
        return rows.Count;
    }

    sealed record ReporterRow
    {
        public required Id TicketId { get; init; }
        public required int Position { get; init; }
        public string? Name { get; init; }
        public string? Phone { get; init; }
    }

    sealed record RingRow
    {
        public required string Name { get; init; }
        public required string Xml { get; init; }
    }

    // The condition of the index that holds nothing but these.
    const string ListReporters = """
        SELECT ticket_id, position, name, phone
          FROM ticket_reporters
         WHERE name IS NOT NULL OR phone IS NOT NULL
         ORDER BY ticket_id, position
         LIMIT @Portion
        """;

    const string SetReporter = """
        UPDATE ticket_reporters
           SET name = NULL, phone = NULL, sealed = @Sealed, phone_hash = @PhoneHash
         WHERE ticket_id = @TicketId AND position = @Position
        """;

    // Of a key every 90 days there are few.
    const string ListRing = "SELECT name, xml FROM protection_keys WHERE xml LIKE '<%' ORDER BY name LIMIT 10000";

    const string SetRing = "UPDATE protection_keys SET xml = @Xml WHERE name = @Name";
}
