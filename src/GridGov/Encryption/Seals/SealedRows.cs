using System.Globalization;
using Dapper;
using GridGov.Data.Journal;
using GridGov.Data.Statements;

namespace GridGov.Encryption.Seals;

/// <summary>The MACs of the rows that decide who may sign in and do what (<see cref="SealedTable"/>).</summary>
public static class SealedRows
{
    const int AtOnce = 1_000;

    /// <summary>
    /// Seals the rows of these owners as they are after the transaction's writes, and the removal of those that are gone.
    /// </summary>
    public static async Task Seal(Tx tx, SealedTable table, params IReadOnlyCollection<Id> owners)
    {
        var ring = tx.Cache<DataKeys>();
        var key = await ring.Current(tx, KeyPurpose.Seal);
        // What was cut or changed is not sealed over: the rows stay as they are, and verify finds them.
        if (await SealHead.Rows.Lock(tx, ring) is not { } last)
            return;
        var mac = last == 0 ? null : await tx.QuerySingle<string>(FindMac, new { Number = last });
        if (last > 0 && mac is null)
            return;
        var seals = new List<RowSeal>();
        foreach (var portion in owners.Chunk(AtOnce))
        {
            foreach (var (owner, rowKey, rowMac) in await Changes(tx, table, key, portion))
            {
                var seal = new RowSeal(++last, table.Name, owner, rowKey, key.Id, rowMac, Mac: "");
                seals.Add(seal with { Mac = mac = seal.ComputeMac(key, mac) });
            }
        }
        if (seals.Count == 0)
            return;
        await RowSeal.Insert.Execute(tx, seals);
        await SealHead.Rows.Set(tx, key, last);
    }

    /// <returns>The MACs of rows that are not as they were sealed last, and null for those that are gone.</returns>
    static async Task<List<(Id Owner, string RowKey, string? Mac)>> Changes(Tx tx, SealedTable table, DataKey key, Id[] owners)
    {
        var parameters = new DynamicParameters();
        parameters.Add("Table", table.Name);
        var list = InList.Of(parameters, "owner", owners.Select(owner => owner.Value));
        var known = (await tx.Query($"{ListLast} AND s.owner IN {list}", c => (Owner: c.Id(), RowKey: c.Text(), Mac: c.Text()), parameters))
            .ToDictionary(row => (row.Owner, row.RowKey), row => row.Mac);
        var changes = new List<(Id, string, string?)>();
        foreach (var row in await tx.Query(
            $"SELECT {table.ColumnList} FROM {table.Name} t WHERE t.{table.Owner} IN {list}", c => SealedRow.Read(table, c), parameters))
        {
            var mac = row.ComputeMac(key);
            if (!known.Remove((row.Owner, row.RowKey), out var before) || before != mac)
                changes.Add((row.Owner, row.RowKey, mac));
        }
        changes.AddRange(known.Keys.Select(gone => (gone.Owner, gone.RowKey, (string?)null)));
        return changes;
    }

    /// <summary>Seals all rows as they are, when the seals of a database begin.</summary>
    internal static async Task SealAll(Tx tx)
    {
        foreach (var table in SealedTable.All)
            await Seal(tx, table, await tx.Query($"SELECT DISTINCT {table.Owner} FROM {table.Name}", c => c.Id()));
    }

    /// <param name="checkpoints">The MACs that row seals must have at some numbers, by seals and files elsewhere.</param>
    /// <param name="sealDiffers">Receives a number and what differs in the row seals themselves.</param>
    /// <param name="differs">Receives the table, the owner and what differs.</param>
    /// <returns>The last row seal.</returns>
    public static async Task<Checkpoint> Verify(
        Tx tx, IEnumerable<Checkpoint> checkpoints, Action<string> sealDiffers, Action<SealedTable, Id, string> differs)
    {
        var ring = tx.Cache<DataKeys>();
        var (head, lasts) = await ReadAll(tx, ring, checkpoints, sealDiffers);
        foreach (var table in SealedTable.All)
        {
            foreach (var row in await tx.Query($"SELECT {table.ColumnList} FROM {table.Name} t", c => SealedRow.Read(table, c)))
            {
                if (!lasts.Remove((table.Name, row.Owner, row.RowKey), out var seal))
                    differs(table, row.Owner, "the program did not write this row");
                else if (!await Seals.Seal.IsValid(tx, ring, seal.KeyId, seal.RowMac!, row.ComputeMac))
                    differs(table, row.Owner, $"{string.Join(", ", table.Columns)}: one of them was changed");
            }
        }
        foreach (var seal in lasts.Values)
        {
            if (SealedTable.All.FirstOrDefault(table => table.Name == seal.Table) is { } table)
                differs(table, seal.Owner, "a row was removed");
        }
        return head;
    }

    /// <returns>The last row seal, and of each row that was not removed the last one.</returns>
    static async Task<(Checkpoint Head, Dictionary<(string Table, Id Owner, string RowKey), RowSeal> Lasts)> ReadAll(
        Tx tx, DataKeys ring, IEnumerable<Checkpoint> checkpoints, Action<string> differs)
    {
        var comparison = new CheckpointComparison(checkpoints, (number, _, what) => differs($"row seal {number}: {what}"));
        var head = new Checkpoint(0, Hash: null, "row seals");
        var lasts = new Dictionary<(string, Id, string), RowSeal>();
        comparison.Reach(0, hash: null);
        for (var more = true; more;)
        {
            var portion = await tx.Query(ListAfter, RowSeal.Read, new { After = head.Number, Rows = AtOnce });
            foreach (var seal in portion)
            {
                if (seal.Number != head.Number + 1)
                    differs(string.Create(CultureInfo.InvariantCulture, $"row seal {head.Number + 1} is missing"));
                else if (!await Seals.Seal.IsValid(tx, ring, seal.KeyId, seal.Mac, key => seal.ComputeMac(key, head.Hash)))
                    differs(string.Create(CultureInfo.InvariantCulture, $"row seal {seal.Number} was changed, or the one before it"));
                head = head with { Number = seal.Number, Hash = seal.Mac };
                comparison.Reach(head.Number, head.Hash);
                if (seal.RowMac is null)
                    lasts.Remove((seal.Table, seal.Owner, seal.RowKey));
                else
                    lasts[(seal.Table, seal.Owner, seal.RowKey)] = seal;
            }
            more = portion.Count == AtOnce;
        }
        comparison.Finish(head.Number);
        await SealHead.Rows.Verify(tx, ring, head.Number, differs);
        return (head, lasts);
    }

    const string FindMac = "SELECT mac FROM row_seals WHERE number = @Number";

    const string ListAfter = $"SELECT {RowSeal.Columns} FROM row_seals WHERE number > @After ORDER BY number LIMIT @Rows";

    const string ListLast = """
        SELECT s.owner, s.row_key, s.row_mac
          FROM row_seals s
         WHERE s.table_name = @Table AND s.row_mac IS NOT NULL
           AND s.number = (SELECT max(l.number) FROM row_seals l
                            WHERE l.table_name = s.table_name AND l.owner = s.owner AND l.row_key = s.row_key)
        """;
}
