using System.Globalization;
using GridGov.Data.Journal;
using GridGov.Domain.Needs.Claims;

namespace GridGov.Domain.Verification.Replays;

/// <summary>Compares claims and their records with their events, which have hashes of reasons and notes.</summary>
sealed class ClaimReplay : IEventReplay
{
    static readonly ImageTable Claims = new("claims",
        "need_id", "group_id", "claimed_by", "offer_id", "status", "claimed_at", "done_at", "confirmed_at", "confirmed_by", "released_at",
        "disputes", "owes_from", "version");

    static readonly ImageTable Records = new("claim_records", "claim_id", "day", "cycle_day", "person_id", "recorded_at");

    readonly RowImages expected = new();

    /// <summary>The hash of the words of a claim or record, by its place of encryption.</summary>
    readonly Dictionary<string, string> words = new(StringComparer.Ordinal);

    /// <summary>Applies the next event, in the journal's order.</summary>
    /// <param name="differs">Receives the claim and why its event cannot be read.</param>
    public void Apply(JournalEvent entry, Action<string, string> differs) =>
        EventDetails.Read(entry, Claim.Subject, (claim, details) => Apply(entry, claim, details), differs);

    void Apply(JournalEvent entry, Id claim, EventDetails details)
    {
        var key = Key(claim);
        switch (entry.Action)
        {
            case "claim":
                expected.Set(Claims, key,
                    ("need_id", details.Id("need")), ("group_id", details.Id("group")), ("claimed_by", entry.ActorId),
                    ("offer_id", details.Id("offer")), ("claimed_at", entry.At), ("done_at", null), ("confirmed_at", null),
                    ("confirmed_by", null), ("released_at", null));
                break;
            case "report_done":
                expected.Set(Claims, key, ("done_at", entry.At));
                break;
            case "confirm":
                expected.Set(Claims, key, ("confirmed_at", entry.At), ("confirmed_by", entry.ActorId));
                break;
            case "release":
                expected.Set(Claims, key, ("released_at", entry.At));
                break;
            case "record" when details.Id("record") is { } record:
                expected.Set(Records, Key(record),
                    ("claim_id", claim), ("day", details.Day("day")), ("cycle_day", details.Day("cycleDay")), ("person_id", entry.ActorId),
                    ("recorded_at", entry.At));
                if (details.Text("note") is { } note)
                    words[ClaimWords.NotePlace(record)] = note;
                break;
        }
        expected.Set(Claims, key,
            ("status", details.Text("status")), ("disputes", details.Number("disputes")), ("owes_from", details.Day("owesFrom")),
            ("version", entry.Version));
        if (details.Text("words") is { } reason)
            words[ClaimWords.ReasonPlace(claim)] = reason;
    }

    /// <summary>Compares the rows, in the snapshot in which the last events were read.</summary>
    /// <param name="withKeys">Whether words can be read; otherwise only whether there are some is compared.</param>
    public async Task Compare(Tx tx, bool withKeys, Action<string, string> differs)
    {
        var stored = new RowImages();
        foreach (var (table, placeOf) in new[]
        {
            (Claims, (Func<Id, string>)ClaimWords.ReasonPlace), (Records, ClaimWords.NotePlace),
        })
        {
            await foreach (var batch in tx.QueryBatches(
                $"SELECT x.id, x.encrypted, {table.ColumnList} FROM {table.Name} x ORDER BY x.id",
                c => (Id: c.Id(), Encrypted: c.TextOrNull(), Row: table.Read(c))))
            {
                foreach (var (id, encrypted, row) in batch)
                {
                    stored.Add(table, Key(id), row);
                    var explained = words.GetValueOrDefault(placeOf(id));
                    if (encrypted is null != explained is null || (withKeys && encrypted is not null
                        && await EncryptedHash.Of(tx, placeOf(id), encrypted) is { } hash && hash != explained))
                    {
                        differs(Claim.Subject, $"{table.Name} {id}: the words are not those of its event");
                    }
                }
            }
        }
        foreach (var difference in stored.Differences(expected))
            differs(Claim.Subject, difference);
    }

    static string Key(Id id) => id.Value.ToString(CultureInfo.InvariantCulture);
}
