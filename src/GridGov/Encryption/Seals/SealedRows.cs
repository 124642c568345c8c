using System.Security.Cryptography;
using System.Text;
using Dapper;
using GridGov.Data.Statements;

namespace GridGov.Encryption.Seals;

/// <summary>The MACs of the rows that decide who may sign in and do what (<see cref="SealedTable"/>).</summary>
public static class SealedRows
{
    const int AtOnce = 1_000;

    static readonly RowInsert<SealRow> Insert = new("row_seals",
        ("table_name", row => row.Table), ("owner", row => row.Owner), ("row_key", row => row.RowKey), ("key_id", row => row.KeyId),
        ("mac", row => row.Mac));

    /// <summary>Seals the rows of these owners as they are after the transaction's writes; rows that are gone lose their seals.</summary>
    public static async Task Seal(Tx tx, SealedTable table, params IReadOnlyCollection<Id> owners)
    {
        var key = await tx.Cache<DataKeys>().Current(tx, KeyPurpose.Seal);
        foreach (var portion in owners.Chunk(AtOnce))
        {
            var parameters = new DynamicParameters();
            parameters.Add("Table", table.Name);
            var list = InList.Of(parameters, "owner", portion.Select(owner => owner.Value));
            var rows = await tx.Query(
                $"SELECT {table.ColumnList} FROM {table.Name} t WHERE t.{table.Owner} IN {list}", table.Read, parameters);
            await tx.Execute($"DELETE FROM row_seals WHERE table_name = @Table AND owner IN {list}", parameters);
            await Insert.Execute(tx, rows.Select(row => row.SealBy(key)));
        }
    }

    /// <summary>Seals all rows as they are, when the seals of a database begin.</summary>
    internal static async Task SealAll(Tx tx)
    {
        foreach (var table in SealedTable.All)
            await Seal(tx, table, await tx.Query($"SELECT DISTINCT {table.Owner} FROM {table.Name}", c => c.Id()));
    }

    /// <param name="differs">Receives the table, the owner and what differs.</param>
    /// <returns>The number of rows; each has a valid seal unless it was reported.</returns>
    public static async Task<long> Verify(Tx tx, Action<SealedTable, Id, string> differs)
    {
        var ring = tx.Cache<DataKeys>();
        var rows = 0L;
        foreach (var table in SealedTable.All)
        {
            var seals = (await tx.Query(
                    ListSeals, c => new SealRow(table.Name, c.Id(), c.Text(), c.Int(), c.Text()), new { Table = table.Name }))
                .ToDictionary(seal => (seal.Owner, seal.RowKey));
            foreach (var row in await tx.Query($"SELECT {table.ColumnList} FROM {table.Name} t", table.Read))
            {
                rows++;
                if (!seals.Remove((row.Owner, row.RowKey), out var seal))
                    differs(table, row.Owner, "the program did not write this row");
                else if (await ring.FindSealKey(tx, seal.KeyId) is not { } key || !AreEqual(seal.Mac, row.SealBy(key).Mac))
                    differs(table, row.Owner, $"{string.Join(", ", table.Columns)}: one of them was changed");
            }
            foreach (var seal in seals.Values)
                differs(table, seal.Owner, "a row was removed");
        }
        return rows;
    }

    static bool AreEqual(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    static SealedRow Read(this SealedTable table, Columns c)
    {
        var (owner, key) = (c.Id(), c.Text());
        return new SealedRow(table, owner, key, [.. table.Columns.Select(_ => c.TextOrNull())]);
    }

    sealed record SealRow(string Table, Id Owner, string RowKey, int KeyId, string Mac);

    sealed record SealedRow(SealedTable Table, Id Owner, string RowKey, string?[] Values)
    {
        public SealRow SealBy(DataKey key) => new(Table.Name, Owner, RowKey, key.Id,
            Seals.Seal.Mac256(key, ["row", Table.Name, Owner.Value, RowKey, key.Id, .. Table.Columns, .. Values]));
    }

    const string ListSeals = "SELECT owner, row_key, key_id, mac FROM row_seals WHERE table_name = @Table";
}
