using System.Globalization;
using GridGov.Data.Journal;
using GridGov.Domain.Campaigns;

namespace GridGov.Domain.Verification.Replays;

/// <summary>Compares campaigns, their grids and their target places with their events.</summary>
sealed class CampaignReplay : IEventReplay
{
    static readonly ImageTable Campaigns = new(
        "campaigns", "kind", "name", "description", "grid_code", "status", "from_day", "to_day", "cycle", "target", "goal", "questions",
        "leader_id", "created_at", "created_by", "ended_at", "ended_reason", "version");

    readonly RowImages expected = new();
    readonly Dictionary<Id, List<string>> grids = [];
    readonly Dictionary<Id, (Instant At, string Hash)> starts = [];
    readonly Dictionary<Id, List<(Id Place, Instant At, string? Grid)>> retargeted = [];

    /// <summary>Applies the next event, in the journal's order.</summary>
    /// <param name="differs">Receives the campaign and why its event cannot be read.</param>
    public void Apply(JournalEvent entry, Action<string, string> differs) =>
        EventDetails.Read(entry, Campaign.Subject, (campaign, details) => Apply(entry, campaign, details), differs);

    void Apply(JournalEvent entry, Id campaign, EventDetails details)
    {
        var key = Key(campaign);
        switch (entry.Action)
        {
            case "create":
                Define(campaign, details);
                expected.Set(Campaigns, key, ("status", "planned"), ("created_at", entry.At), ("created_by", entry.ActorId),
                    ("ended_at", null), ("ended_reason", null));
                break;
            case "edit":
                Define(campaign, details);
                break;
            case "follow":
                SetGrids(campaign, details);
                break;
            case "start":
                expected.Set(Campaigns, key, ("status", "running"));
                starts[campaign] = (entry.At, details.Text("targets") ?? throw new FormatException("'targets' is missing"));
                break;
            case "close" or "cancel":
                expected.Set(Campaigns, key, ("status", entry.Action == "close" ? "closed" : "cancelled"), ("ended_at", entry.At),
                    ("ended_reason", entry.Reason));
                break;
            case CampaignTargets.RetargetAction when details.Id("place") is { } place:
                if (!retargeted.TryGetValue(campaign, out var list))
                    retargeted[campaign] = list = [];
                list.Add((place, entry.At, details.Text("grid")));
                break;
        }
        expected.Set(Campaigns, key, ("version", entry.Version));
    }

    void Define(Id campaign, EventDetails details)
    {
        expected.Set(Campaigns, Key(campaign),
            ("kind", details.Text("kind")), ("name", details.Text("name")), ("description", details.Text("description")),
            ("from_day", details.Day("fromDay")), ("to_day", details.Day("toDay")), ("cycle", details.Text("cycle")),
            ("target", details.Text("target")), ("goal", details.Number("goal")), ("questions", details.Text("questions")),
            ("leader_id", details.Id("leader")));
        SetGrids(campaign, details);
    }

    void SetGrids(Id campaign, EventDetails details)
    {
        expected.Set(Campaigns, Key(campaign), ("grid_code", details.Text("home")));
        grids[campaign] = [.. (details.Joined("grids") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>Compares the rows, in the snapshot in which the last events were read.</summary>
    public async Task Compare(Tx tx, bool withKeys, Action<string, string> differs)
    {
        var stored = new RowImages();
        foreach (var (id, row) in await tx.Query(
            $"SELECT x.id, {Campaigns.ColumnList} FROM campaigns x", c => (Id: c.Id(), Row: Campaigns.Read(c))))
            stored.Add(Campaigns, Key(id), row);
        foreach (var difference in stored.Differences(expected.Of(Campaigns)))
            differs("campaign", difference);
        var storedGrids = (await tx.Query(ListGrids, c => (Campaign: c.Id(), Grid: c.Text())))
            .ToLookup(each => each.Campaign, each => each.Grid);
        foreach (var campaign in grids.Keys.Union(storedGrids.Select(group => group.Key)))
        {
            if (!storedGrids[campaign].Order(StringComparer.Ordinal)
                .SequenceEqual(grids.GetValueOrDefault(campaign, []).Order(StringComparer.Ordinal), StringComparer.Ordinal))
                differs($"campaign {campaign}", "its grids are not those of its events");
        }
        await CompareTargets(tx, differs);
    }

    async Task CompareTargets(Tx tx, Action<string, string> differs)
    {
        var (current, rows) = (Id.None, new List<Target>());
        var seen = new HashSet<Id>();
        await foreach (var batch in tx.QueryBatches(ListTargets, c => (
            Campaign: c.Id(), Row: new Target(c.Id(), c.Instant(), c.InstantOrNull(), c.Text()))))
        {
            foreach (var (campaign, row) in batch)
            {
                if (campaign != current)
                {
                    Check();
                    (current, rows) = (campaign, []);
                }
                rows.Add(row);
            }
        }
        Check();
        foreach (var campaign in starts.Keys.Except(seen))
            Report(campaign, []);

        void Check()
        {
            if (current == Id.None)
                return;
            seen.Add(current);
            Report(current, rows);
        }

        void Report(Id campaign, List<Target> found)
        {
            if (!Matches(campaign, found))
                differs($"campaign_targets {campaign}", "the target places are not those of the campaign's events");
        }
    }

    /// <summary>The start has the hash of the places of then; each later change of one has an event of its own.</summary>
    bool Matches(Id campaign, List<Target> found)
    {
        if (!starts.TryGetValue(campaign, out var start))
            return found.Count == 0;
        var changes = retargeted.GetValueOrDefault(campaign, []).ToLookup(change => change.Place);
        var first = new List<(Id, string)>();
        foreach (var place in found.GroupBy(row => row.Place)
            .Select(group => (Id: group.Key, Rows: group.OrderBy(row => row.From).ToList()))
            .UnionBy(changes.Select(group => (Id: group.Key, Rows: new List<Target>())), each => each.Id))
        {
            var isFirst = place.Rows is [{ } row, ..] && row.From == start.At
                && !changes[place.Id].Any(change => change.At == start.At && change.Grid == row.Grid);
            if (isFirst)
                first.Add((place.Id, place.Rows[0].Grid));
            var intervals = new List<Target>();
            if (isFirst)
                intervals.Add(new Target(place.Id, start.At, null, place.Rows[0].Grid));
            foreach (var (_, at, grid) in changes[place.Id])
            {
                if (intervals is [.., { Until: null }])
                    intervals[^1] = intervals[^1] with { Until = at };
                if (grid is null)
                    continue;
                intervals.RemoveAll(each => each.From == at);
                intervals.Add(new Target(place.Id, at, null, grid));
            }
            if (!intervals.SequenceEqual(place.Rows))
                return false;
        }
        return CampaignTargets.HashOf(first) == start.Hash;
    }

    static string Key(Id id) => id.Value.ToString(CultureInfo.InvariantCulture);

    readonly record struct Target(Id Place, Instant From, Instant? Until, string Grid);

    const string ListGrids = "SELECT campaign_id, grid_code FROM campaign_grids";

    const string ListTargets = """
        SELECT campaign_id, place_id, from_at, until_at, grid_code FROM campaign_targets ORDER BY campaign_id, place_id, from_at
        """;
}
