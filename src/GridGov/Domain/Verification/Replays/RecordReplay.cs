using GridGov.Data.Journal;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Events;
using GridGov.Encryption;

namespace GridGov.Domain.Verification.Replays;

/// <summary>Compares records, their words, photos and needs with their events, which have hashes of them.</summary>
sealed class RecordReplay : IEventReplay
{
    readonly Dictionary<Id, Explained> expected = [];

    /// <summary>Applies the next event, in the journal's order.</summary>
    /// <param name="differs">Receives the record and why its event cannot be read.</param>
    public void Apply(JournalEvent entry, Action<string, string> differs) =>
        EventDetails.Read(entry, Journal.Record, Apply, differs);

    void Apply(Id record, EventDetails details)
    {
        expected[record] = new Explained(details.Text("content"), details.Text("words"), CorrectedBy: null);
        if (details.Id("corrects") is { } former)
            expected[former] = expected[former] with { CorrectedBy = record };
    }

    /// <summary>Compares the rows, in the snapshot in which the last events were read.</summary>
    /// <param name="withKeys">Whether the words can be read; otherwise only whether there are some is compared.</param>
    public async Task Compare(Tx tx, bool withKeys, Action<string, string> differs)
    {
        var photos = (await tx.Query(ListPhotos, c => (Record: c.Id(), File: c.Id(), Sha256: c.Text())))
            .ToLookup(each => each.Record, each => (each.File, each.Sha256));
        var needs = (await tx.Query(ListNeeds, c => (Record: c.Id(), Need: c.Id()))).ToLookup(each => each.Record, each => each.Need);
        await foreach (var batch in tx.QueryBatches(List, c => (
            Id: c.Id(), Content: RecordContent.Read(c), CorrectedBy: c.IdOrNull(), Encrypted: c.TextOrNull())))
        {
            foreach (var (id, content, correctedBy, encrypted) in batch)
            {
                if (!expected.Remove(id, out var explained))
                    differs($"records {id}", "no event explains the row");
                else if (content.Hash(photos[id], [.. needs[id]]) != explained.Content)
                    differs($"records {id}", "the row, its photos or its needs are not those of the record's event");
                else if (correctedBy != explained.CorrectedBy)
                    differs($"records {id}", "the record that corrects it is not that of the events");
                else if (encrypted is null != explained.Words is null
                    || (withKeys && encrypted is not null && await HashOf(tx, id, encrypted) is { } words && words != explained.Words))
                    differs($"records {id}", "answers or note are not those of the record's event");
            }
        }
        foreach (var id in expected.Keys)
            differs($"records {id}", "the row is missing");
    }

    /// <summary>Null when it cannot be opened, which the check of all encrypted content reports.</summary>
    static async Task<string?> HashOf(Tx tx, Id record, string encrypted)
    {
        try
        {
            return RecordSecret.HashOf(await FieldEncryption.Decrypt(tx, RecordSecret.Place(record), encrypted));
        }
        catch (Exception e) when (e is DecryptionException or KeyException)
        {
            return null;
        }
    }

    readonly record struct Explained(string? Content, string? Words, Id? CorrectedBy);

    const string List = $"SELECT r.id, {RecordContent.ColumnList}, r.corrected_by, r.encrypted FROM records r ORDER BY r.id";

    const string ListPhotos = "SELECT record_id, file_id, sha256 FROM record_photos ORDER BY record_id, file_id";

    const string ListNeeds = "SELECT record_id, need_id FROM record_needs ORDER BY record_id, need_id";
}
