using System.Globalization;
using GridGov.Data.Journal;
using GridGov.Domain.Groups;
using GridGov.Encryption;

namespace GridGov.Domain.Verification.Replays;

/// <summary>Compares groups with their events, and the encrypted names of members with the hashes in theirs.</summary>
sealed class GroupReplay : IEventReplay
{
    static readonly ImageTable Groups = new("groups",
        "kind", "name", "grid_code", "parent_id", "description", "office_phone", "place_id", "public", "external_number", "created_at",
        "ended_at", "ended_reason", "version");

    readonly RowImages expected = new();
    readonly Dictionary<Id, string?> words = [];

    /// <summary>Applies the next event, in the journal's order.</summary>
    /// <param name="differs">Receives the subject and why its event cannot be read.</param>
    public void Apply(JournalEvent entry, Action<string, string> differs)
    {
        EventDetails.Read(entry, GroupRow.Subject, (group, details) => Apply(entry, Key(group), details), differs);
        if (entry.Action is "add" or "anonymise")
            EventDetails.Read(entry, MembershipRow.Subject, (membership, details) => words[membership] = details.Text("words"), differs);
    }

    void Apply(JournalEvent entry, string key, EventDetails details)
    {
        switch (entry.Action)
        {
            case "create":
                expected.Set(Groups, key, ("created_at", entry.At), ("ended_at", null), ("ended_reason", null));
                SetContent(entry, key, details);
                break;
            case "edit":
                SetContent(entry, key, details);
                break;
            case "move":
                expected.Set(Groups, key, ("grid_code", entry.GridCode));
                break;
            case "end":
                expected.Set(Groups, key, ("ended_at", entry.At), ("ended_reason", entry.Reason));
                break;
        }
        expected.Set(Groups, key, ("version", entry.Version));
    }

    void SetContent(JournalEvent entry, string key, EventDetails details) => expected.Set(Groups, key,
        ("kind", details.Text("kind")), ("name", details.Text("name")), ("grid_code", entry.GridCode), ("parent_id", details.Id("parent")),
        ("description", details.Text("description")), ("office_phone", details.Text("officePhone")), ("place_id", details.Id("place")),
        ("public", details.Flag("public")), ("external_number", details.Text("externalNumber")));

    /// <summary>Compares the rows, in the snapshot in which the last events were read.</summary>
    /// <param name="withKeys">Whether names can be read; otherwise only whether there is one is compared.</param>
    public async Task Compare(Tx tx, bool withKeys, Action<string, string> differs)
    {
        var stored = new RowImages();
        await foreach (var batch in tx.QueryBatches(List, c => (Key: Key(c.Id()), Row: Groups.Read(c))))
        {
            foreach (var (key, row) in batch)
                stored.Add(Groups, key, row);
        }
        foreach (var difference in stored.Differences(expected))
            differs("group", difference);
        await foreach (var batch in tx.QueryBatches(ListMembers, c => (Id: c.Id(), Encrypted: c.TextOrNull())))
        {
            foreach (var (id, encrypted) in batch)
            {
                // A membership without events is reported with its row.
                if (words.TryGetValue(id, out var hash) && (encrypted is null != hash is null
                    || (withKeys && encrypted is not null && await HashOf(tx, id, encrypted) is { } found && found != hash)))
                    differs($"memberships {id}", "name or number are not those of the membership's events");
            }
        }
    }

    /// <summary>Null when it cannot be opened, which the check of all encrypted content reports.</summary>
    static async Task<string?> HashOf(Tx tx, Id membership, string encrypted)
    {
        try
        {
            return MemberSecret.HashOf(await FieldEncryption.Decrypt(tx, MemberSecret.Place(membership), encrypted));
        }
        catch (Exception e) when (e is DecryptionException or KeyException)
        {
            return null;
        }
    }

    static string Key(Id id) => id.Value.ToString(CultureInfo.InvariantCulture);

    static readonly string List = $"SELECT x.id, {Groups.ColumnList} FROM groups x ORDER BY x.id";

    const string ListMembers = "SELECT m.id, m.encrypted FROM memberships m ORDER BY m.id";
}
