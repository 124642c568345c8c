using GridGov.Data.Statements;

namespace GridGov.Encryption.Seals;

/// <summary>
/// A row of <c>row_seals</c>: what a row of a <see cref="SealedTable"/> was from then on. Its MAC covers the MAC of the one before.
/// </summary>
/// <param name="RowMac">The MAC of the row; null once it was removed.</param>
sealed record RowSeal(long Number, string Table, Id Owner, string RowKey, int KeyId, string? RowMac, string Mac)
{
    internal static readonly RowInsert<RowSeal> Insert = new("row_seals",
        ("number", seal => seal.Number), ("table_name", seal => seal.Table), ("owner", seal => seal.Owner),
        ("row_key", seal => seal.RowKey), ("key_id", seal => seal.KeyId), ("row_mac", seal => seal.RowMac), ("mac", seal => seal.Mac));

    internal static RowSeal Read(Columns c) => new(c.Long(), c.Text(), c.Id(), c.Text(), c.Int(), c.TextOrNull(), c.Text());

    internal string ComputeMac(DataKey key, string? previous) =>
        Seal.Mac256(key, "row_seal", Number, previous, Table, Owner.Value, RowKey, KeyId, RowMac);

    internal const string Columns = "number, table_name, owner, row_key, key_id, row_mac, mac";
}

/// <summary>A row of a <see cref="SealedTable"/>, each value as text.</summary>
sealed record SealedRow(SealedTable Table, Id Owner, string RowKey, string?[] Values)
{
    internal static SealedRow Read(SealedTable table, Columns c)
    {
        var (owner, key) = (c.Id(), c.Text());
        return new SealedRow(table, owner, key, [.. table.Columns.Select(_ => c.TextOrNull())]);
    }

    internal string ComputeMac(DataKey key) =>
        Seal.Mac256(key, ["row", Table.Name, Owner.Value, RowKey, key.Id, .. Table.Columns, .. Values]);
}
