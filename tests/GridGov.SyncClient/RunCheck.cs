using System.Text.RegularExpressions;
using GridGov.Data;

namespace GridGov.SyncClient;

/// <summary>Compares the acts of all devices with the server's tables, one by one.</summary>
sealed partial class RunCheck(Db db, IReadOnlyList<Phone> phones)
{
    readonly List<string> faults = [];

    public async Task<List<string>> Faults()
    {
        var acts = await db.Read(tx => tx.Query<SyncAct>(ListActs));
        var events = await db.Read(tx => tx.Query<Event>(ListEvents));
        foreach (var phone in phones)
            CheckActs(phone, acts.FindAll(act => act.Username == phone.Username));
        CheckEvents(events);
        CheckTickets(await db.Read(tx => tx.Query<string>("SELECT description FROM tickets")));
        return faults;
    }

    /// <summary>The server keeps what was done, each once, and nothing of what was refused.</summary>
    void CheckActs(Phone phone, List<SyncAct> kept)
    {
        foreach (var state in new[] { ActState.Waiting, ActState.Held, ActState.Refused })
        {
            if (phone.Client.Store.Count(state) is > 0 and var count)
                faults.Add($"{phone.Username}: {count} acts are {state}");
        }
        var done = phone.Client.Store.In(ActState.Done).ToDictionary(act => act.Id, StringComparer.Ordinal);
        foreach (var act in kept)
        {
            if (!done.Remove(act.ActId, out var own))
                faults.Add($"{phone.Username}: the server did {act.ActId}, which is not done here");
            else if ((own.Act, own.Subject) != (act.Act, act.Subject) || (own.Version ?? act.Version) != act.Version)
                faults.Add($"{phone.Username}: {own} is {act} on the server");
        }
        faults.AddRange(done.Keys.Select(id => $"{phone.Username}: {id} is done here and not kept by the server"));
    }

    /// <summary>Each act appended its event, found by its mark, and by what it left; there are no others.</summary>
    void CheckEvents(List<Event> events)
    {
        var byMark = events.SelectMany(row => Marks(row.Words).Select(mark => (mark, row))).ToLookup(pair => pair.mark, pair => pair.row);
        var byPlace = events.ToLookup(row => (row.Username, row.Subject, row.Action));
        var expected = 0;
        foreach (var phone in phones)
        {
            foreach (var act in phone.Client.Store.In(ActState.Done).Where(act => ActionOf(act.Act) is not null))
            {
                // A finding files a ticket in the same transaction.
                expected += act.Json.Contains("\"finding\":{", StringComparison.Ordinal) ? 2 : 1;
                var found = byPlace[(phone.Username, act.Subject, ActionOf(act.Act)!)].Where(row => IsOf(act, row)).ToList();
                if (found.Count != 1)
                    faults.Add($"{phone.Username}: {act.Id} {act.Act} has {found.Count} events");
                // The words of a filing are in its ticket.
                if (act.Act is not ("file" or "record") && Marks(act.Json).SingleOrDefault() is { } mark && byMark[mark].Count() != 1)
                    faults.Add($"{phone.Username}: {act.Id} {act.Act} is in the words of {byMark[mark].Count()} events");
            }
            foreach (var mark in phone.Client.Store.In(ActState.Dropped).SelectMany(act => Marks(act.Json)).Where(byMark.Contains))
                faults.Add($"{phone.Username}: the act with {mark} was refused, and is on the server");
        }
        if (events.Count != expected)
            faults.Add($"there should be {expected} events, and there are {events.Count}");
    }

    /// <summary>The journal's word for an act; null where it has none, because the end of a round explains its track.</summary>
    static string? ActionOf(string act) => act switch
    {
        "start_round" => "start",
        "finish_round" => "finish",
        "record" => "make",
        "track" => null,
        _ => act,
    };

    /// <summary>Of several acts of one kind on one subject, versions or words tell which.</summary>
    static bool IsOf(StoredAct act, Event row) => act switch
    {
        { Version: { } version } => row.Version == version,
        { Act: "comment" } => Marks(row.Words).Contains(Marks(act.Json).Single()),
        _ => true,
    };

    /// <summary>Every filing, of a ticket or in a record, is one ticket.</summary>
    void CheckTickets(List<string> descriptions)
    {
        var filed = phones.SelectMany(phone => phone.Client.Store.In(ActState.Done))
            .Where(act => act.Act is "file" or "record").SelectMany(act => Marks(act.Json)).Order(StringComparer.Ordinal).ToList();
        var found = descriptions.SelectMany(Marks).Order(StringComparer.Ordinal).ToList();
        if (!found.SequenceEqual(filed))
        {
            faults.Add($"{filed.Count} tickets were filed, and there are {found.Count}; "
                + string.Join(", ", filed.Except(found).Concat(found.Except(filed)).Take(5)));
        }
    }

    static IEnumerable<string> Marks(string words) => Mark().Matches(words).Select(match => match.Value);

    [GeneratedRegex("#[0-9a-f]{12}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mark();

    sealed record SyncAct
    {
        public required string Username { get; init; }
        public required string ActId { get; init; }
        public required string Act { get; init; }
        public string? Subject { get; init; }
        public long? Version { get; init; }
    }

    sealed record Event
    {
        public required string Username { get; init; }
        public required string Subject { get; init; }
        public required string Action { get; init; }
        public required long Version { get; init; }
        public required string Words { get; init; }
    }

    const string ListActs = """
        SELECT p.username, a.act_id, a.act, a.subject, a.version
          FROM sync_acts a JOIN people p ON p.id = a.person_id
        """;

    const string ListEvents = """
        SELECT p.username, j.subject, j.action, j.version, coalesce(j.reason, '') || coalesce(j.payload, '') AS words
          FROM journal j JOIN people p ON p.id = j.actor_id
        """;
}
