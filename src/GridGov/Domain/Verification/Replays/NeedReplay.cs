using System.Globalization;
using GridGov.Data.Journal;
using GridGov.Domain.Needs;
using GridGov.Encryption;

namespace GridGov.Domain.Verification.Replays;

/// <summary>Compares needs with their events, which have hashes of their words, place, ticket and contact.</summary>
sealed class NeedReplay : IEventReplay
{
    static readonly ImageTable Needs = new("needs",
        "kind", "grid_code", "group_id", "hidden", "status", "closing", "continuing", "cycle", "slots", "from_day", "to_day", "claim_by",
        "alerted_at", "submitted_by", "submitted_at", "published_at", "closed_at", "version");

    readonly RowImages expected = new();
    readonly Dictionary<string, (string? Words, string? Contact)> hashes = new(StringComparer.Ordinal);

    /// <summary>Applies the next event, in the journal's order.</summary>
    /// <param name="differs">Receives the need and why its event cannot be read.</param>
    public void Apply(JournalEvent entry, Action<string, string> differs) =>
        EventDetails.Read(entry, Need.Subject, (need, details) => Apply(entry, Key(need), details), differs);

    void Apply(JournalEvent entry, string key, EventDetails details)
    {
        switch (entry.Action)
        {
            case "submit":
                expected.Set(Needs, key, ("submitted_by", entry.ActorId), ("submitted_at", entry.At), ("published_at", null));
                break;
            case "publish":
                expected.Set(Needs, key, ("published_at", entry.At));
                break;
            case "alert":
                expected.Set(Needs, key, ("alerted_at", entry.At));
                break;
        }
        if (details.Flag("alerted") is not true)
            expected.Set(Needs, key, ("alerted_at", null));
        // What happens to a closed need afterwards leaves the time of its closing.
        if (details.Text("status") != NeedStatus.Closed.ToCode())
            expected.Set(Needs, key, ("closed_at", null));
        else if (expected.Value(Needs, key, "closed_at") is null)
            expected.Set(Needs, key, ("closed_at", entry.At));
        expected.Set(Needs, key,
            ("kind", details.Text("kind")), ("grid_code", entry.GridCode), ("group_id", details.Id("group")),
            ("hidden", details.Flag("hidden")), ("status", details.Text("status")), ("closing", details.Text("closing")),
            ("continuing", details.Flag("continuing")), ("cycle", details.Text("cycle")), ("slots", details.Number("slots")),
            ("from_day", details.Day("from")), ("to_day", details.Day("to")), ("claim_by", details.Day("claimBy")),
            ("version", entry.Version));
        hashes[key] = (details.Text("words"), details.Text("contact"));
    }

    /// <summary>Compares the rows, in the snapshot in which the last events were read.</summary>
    /// <param name="withKeys">Whether contacts can be read; otherwise only whether there is one is compared.</param>
    public async Task Compare(Tx tx, bool withKeys, Action<string, string> differs)
    {
        var stored = new RowImages();
        await foreach (var batch in tx.QueryBatches(List, c => (
            Id: c.Id(), Words: NeedWords.HashOf(
                c.Text(), c.Text(), c.TextOrNull(), c.IdOrNull()?.ToString(), c.IdOrNull()?.ToString(), c.TextOrNull()),
            Contact: c.TextOrNull(), Row: Needs.Read(c))))
        {
            foreach (var (id, words, contact, row) in batch)
            {
                stored.Add(Needs, Key(id), row);
                // A need without events is reported with its row.
                if (!hashes.TryGetValue(Key(id), out var explained))
                    continue;
                if (words != explained.Words)
                    differs(Need.Subject, $"needs {id}: title, description, place, ticket or reason are not those of its events");
                if (contact is null != explained.Contact is null || (withKeys && contact is not null
                    && await EncryptedHash.Of(tx, NeedContact.Place(id), contact) is { } hash && hash != explained.Contact))
                {
                    differs(Need.Subject, $"needs {id}: the contact is not that of its events");
                }
            }
        }
        foreach (var difference in stored.Differences(expected))
            differs(Need.Subject, difference);
    }

    static string Key(Id id) => id.Value.ToString(CultureInfo.InvariantCulture);

    static readonly string List = $"""
        SELECT x.id, x.salt, x.title, x.description, x.place_id, x.ticket_id, x.reason, x.contact, {Needs.ColumnList}
          FROM needs x
         ORDER BY x.id
        """;
}

/// <summary>The hash of an encrypted text, as events have it.</summary>
static class EncryptedHash
{
    /// <summary>Null when it cannot be opened, which the check of all encrypted content reports.</summary>
    public static async Task<string?> Of(Tx tx, string place, string encrypted)
    {
        try
        {
            return NeedContact.HashOf(await FieldEncryption.Decrypt(tx, place, encrypted));
        }
        catch (Exception e) when (e is DecryptionException or KeyException)
        {
            return null;
        }
    }
}
