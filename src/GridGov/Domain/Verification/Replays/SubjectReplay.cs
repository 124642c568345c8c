using System.Globalization;
using System.Text.Json;
using GridGov.Data.Journal;
using GridGov.Encryption.Seals;

namespace GridGov.Domain.Verification.Replays;

/// <summary>Compares people, second factors, appointments and API keys with their events.</summary>
sealed class SubjectReplay
{
    static readonly ILookup<string, SubjectTable> ByKind = SubjectTable.All.ToLookup(table => table.SubjectKind, StringComparer.Ordinal);

    readonly RowImages expected = new();

    /// <summary>Applies the next event, in the journal's order.</summary>
    /// <param name="differs">Receives the subject and why its event cannot be read.</param>
    public void Apply(JournalEvent entry, Action<string, string> differs)
    {
        try
        {
            if (!ByKind.Contains(entry.SubjectKind))
                return;
            var key = Id.Parse(entry.Subject, provider: null).Value.ToString(CultureInfo.InvariantCulture);
            using var document = entry.Payload is null ? null : JsonDocument.Parse(entry.Payload);
            foreach (var table in ByKind[entry.SubjectKind])
            {
                if (table.Events.TryGetValue(entry.Action, out var what))
                    Apply(table.Table, key, what, entry, new EventDetails(document?.RootElement));
            }
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            differs($"{entry.SubjectKind} {entry.Subject}", $"event {entry.Seq} cannot be read: {e.Message}");
        }
    }

    void Apply(ImageTable table, string key, SubjectEvent what, JournalEvent entry, EventDetails details)
    {
        if (what.Removes)
            expected.Remove(table, key);
        // Of a subject from before there were events, nothing is known.
        if (what.Removes || (!what.Creates && !expected.Contains(table, key)))
            return;
        expected.Set(table, key);
        foreach (var (column, source) in what.Columns)
        {
            if (source(entry, details, out var value))
                expected.Set(table, key, (column, value));
            else
                expected.Forget(table, key, column);
        }
    }

    /// <summary>Compares the rows, in the snapshot in which the last events were read.</summary>
    /// <param name="rowSeals">What the row seals must be; null without the master key, when a row without events is not reported.</param>
    /// <param name="differs">Receives the row and what differs.</param>
    /// <returns>The number of compared rows, and the last row seal.</returns>
    public async Task<(long Compared, Checkpoint? RowSeal)> Compare(
        Tx tx, IEnumerable<Checkpoint>? rowSeals, Action<string, string> differs)
    {
        var unsealed = new HashSet<(SealedTable, Id)>();
        Checkpoint? rowSeal = null;
        if (rowSeals is not null)
        {
            rowSeal = await SealedRows.Verify(tx, rowSeals, what => differs("seals", what), (table, owner, what) =>
            {
                unsealed.Add((table, owner));
                differs($"{table.Name} {owner}", what);
            });
        }
        var compared = 0L;
        foreach (var table in SubjectTable.All)
        {
            var stored = new RowImages();
            foreach (var (id, row) in await tx.Query(table.Select, c => (Id: c.Id(), Row: table.Table.Read(c))))
            {
                compared++;
                var key = id.Value.ToString(CultureInfo.InvariantCulture);
                if (expected.Contains(table.Table, key))
                    stored.Add(table.Table, key, row);
                else if (unsealed.Contains((table.Seals, id)))
                    differs($"{table.Table.Name} {id}", "no event explains this row");
            }
            foreach (var difference in stored.Differences(expected.Of(table.Table)))
                differs(table.SubjectKind, difference);
        }
        return (compared, rowSeal);
    }
}
