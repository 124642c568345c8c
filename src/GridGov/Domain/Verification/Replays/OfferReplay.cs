using System.Globalization;
using GridGov.Data.Journal;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Offers;

namespace GridGov.Domain.Verification.Replays;

/// <summary>Compares offers with their events, which have hashes of their words and place.</summary>
sealed class OfferReplay : IEventReplay
{
    static readonly ImageTable Offers = new("offers",
        "kind", "grid_code", "group_id", "from_day", "to_day", "quantity", "created_by", "created_at", "withdrawn_at", "version");

    readonly RowImages expected = new();
    readonly Dictionary<string, string?> words = new(StringComparer.Ordinal);

    /// <summary>Applies the next event, in the journal's order.</summary>
    /// <param name="differs">Receives the offer and why its event cannot be read.</param>
    public void Apply(JournalEvent entry, Action<string, string> differs) =>
        EventDetails.Read(entry, Offer.Subject, (offer, details) => Apply(entry, Key(offer), details), differs);

    void Apply(JournalEvent entry, string key, EventDetails details)
    {
        switch (entry.Action)
        {
            case "create":
                expected.Set(Offers, key, ("created_by", entry.ActorId), ("created_at", entry.At), ("withdrawn_at", null));
                break;
            case "withdraw":
                expected.Set(Offers, key, ("withdrawn_at", entry.At));
                break;
        }
        expected.Set(Offers, key,
            ("kind", details.Text("kind")), ("grid_code", entry.GridCode), ("group_id", details.Id("group")),
            ("from_day", details.Day("from")), ("to_day", details.Day("to")), ("quantity", details.Number("quantity")),
            ("version", entry.Version));
        words[key] = details.Text("words");
    }

    /// <summary>Compares the rows, in the snapshot in which the last events were read.</summary>
    public async Task Compare(Tx tx, bool withKeys, Action<string, string> differs)
    {
        var stored = new RowImages();
        await foreach (var batch in tx.QueryBatches(List, c => (
            Id: c.Id(),
            Words: NeedWords.HashOf(c.Text(), c.Text(), c.TextOrNull(), c.IdOrNull()?.ToString(), c.TextOrNull()), Row: Offers.Read(c))))
        {
            foreach (var (id, hash, row) in batch)
            {
                stored.Add(Offers, Key(id), row);
                // An offer without events is reported with its row.
                if (words.TryGetValue(Key(id), out var explained) && hash != explained)
                    differs(Offer.Subject, $"offers {id}: title, description, place or hours are not those of its events");
            }
        }
        foreach (var difference in stored.Differences(expected))
            differs(Offer.Subject, difference);
    }

    static string Key(Id id) => id.Value.ToString(CultureInfo.InvariantCulture);

    static readonly string List =
        $"SELECT x.id, x.salt, x.title, x.description, x.place_id, x.hours, {Offers.ColumnList} FROM offers x ORDER BY x.id";
}
