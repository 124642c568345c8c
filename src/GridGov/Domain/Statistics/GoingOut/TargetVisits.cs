using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Campaigns;

namespace GridGov.Domain.Statistics.GoingOut;

/// <summary>A place that was a target of a campaign from an instant until an instant.</summary>
/// <param name="Position">The position of its place among the campaign's places of the question.</param>
/// <param name="EveryDays">How often the place should be visited now; null without such a rule.</param>
sealed record TargetInterval(int Position, Id Place, Instant From, Instant? Until, string Grid, int? EveryDays)
{
    public bool IsTargetIn(CountedCycle cycle) => From < cycle.Until && (Until is null || Until >= cycle.Until);
}

/// <summary>
/// The target places of a campaign in the cycles of a question, and which of them were visited. Read by index: the places once and the
/// records of the cycles, so the cost grows with both.
/// </summary>
sealed class TargetVisits
{
    readonly int placeCount;
    readonly bool[] visited;
    readonly Dictionary<Id, HashSet<int>>? byPerson;
    readonly Lazy<ILookup<int, int>> targetsOfPlace;

    TargetVisits(CampaignWithCycles campaign, List<TargetInterval> targets, int placeCount, bool byPerson)
    {
        (Campaign, Targets, this.placeCount) = (campaign, targets, placeCount);
        visited = new bool[placeCount * campaign.Cycles.Count];
        this.byPerson = byPerson ? [] : null;
        targetsOfPlace = new(() => targets.Index().ToLookup(each => each.Item.Position, each => each.Index));
    }

    public CampaignWithCycles Campaign { get; }

    public IReadOnlyList<TargetInterval> Targets { get; }

    /// <summary>Those who visited any of the places; only where visits are told apart by person.</summary>
    public IReadOnlyCollection<Id> Visitors => byPerson?.Keys ?? (IReadOnlyCollection<Id>)[];

    public bool IsVisited(int cycle, TargetInterval target) => visited[(cycle * placeCount) + target.Position];

    /// <summary>The cycles and targets, by their positions, that a person visited.</summary>
    public IEnumerable<(int Cycle, int Target)> VisitsOf(Id person) =>
        from at in byPerson![person]
        let cycle = at / placeCount
        from target in targetsOfPlace.Value[at % placeCount]
        where Targets[target].IsTargetIn(Campaign.Cycles[cycle])
        select (cycle, target);

    public static async Task<TargetVisits> Load(Tx tx, TargetMeasure measure, CampaignWithCycles campaign, CountQuery query)
    {
        var (targets, places) = await LoadTargets(tx, measure, campaign);
        var visits = new TargetVisits(campaign, targets, places.Count, query.By.Contains(Dimension.Person));
        if (places.Count == 0)
            return visits;
        if (measure.IsTimely)
            await visits.ReadVisits(tx, query, places);
        else
            await visits.ReadRecords(tx, query, places);
        return visits;
    }

    static async Task<(List<TargetInterval> Targets, Dictionary<long, int> Places)> LoadTargets(
        Tx tx, TargetMeasure measure, CampaignWithCycles campaign)
    {
        var places = new Dictionary<long, int>();
        var targets = await tx.Query(measure.IsTimely ? ListTargetsWithRule : ListTargets, c =>
        {
            var place = c.Id();
            if (!places.TryGetValue(place.Value, out var position))
                places[place.Value] = position = places.Count;
            return new TargetInterval(
                position, place, c.Instant(), c.InstantOrNull(), c.Text(), measure.IsTimely ? c.IntOrNull() : null);
        }, new { Campaign = campaign.Id, campaign.Root, RootEnd = GridCode.EndOfSubtree(campaign.Root) });
        return (targets, places);
    }

    /// <summary>Reads the records of the campaign's own cycles.</summary>
    async Task ReadRecords(Tx tx, CountQuery query, Dictionary<long, int> places)
    {
        const int AtOnce = 256;
        var cycles = Campaign.Cycles.Select((cycle, i) => (cycle.Days.First, i)).ToDictionary();
        // Where the campaign is larger than the grid, the places lead to the records.
        var ofPlaces = GridCode.Covers(Campaign.Root, Campaign.Grid) ? "" : PlacesOfRoot;
        foreach (var days in cycles.Keys.Chunk(AtOnce))
        {
            // The valid records and the corrected ones, of which an earlier instant needs some, have an index each.
            foreach (var valid in query.AsOf is null ? new[] { RecordRows.Uncorrected } : [UncorrectedAsOf, CorrectedAsOf])
            {
                var (sql, parameters) = Select("r.cycle_day", valid, query);
                var list = InList.Of(parameters, "cycleDay", days);
                await Read(tx, $"{sql} AND r.campaign_id = @Campaign AND r.cycle_day IN {list}{ofPlaces}",
                    parameters, places, (day, _, mark) => mark(cycles[day]));
            }
        }
    }

    /// <summary>Reads the visits to the places, of any campaign or none.</summary>
    async Task ReadVisits(Tx tx, CountQuery query, Dictionary<long, int> places)
    {
        var begins = await FirstDays(tx, places);
        var (first, last) = (begins.Min(), Campaign.Cycles[^1].Days.Last);
        var (sql, parameters) = Select("r.day", RecordRows.Valid(query.AsOf), query);
        parameters.Add("FirstDay", Days.Number(first));
        parameters.Add("LastDay", Days.Number(last));
        // The instants lead through the index; a day more on either side, because the days are what counts.
        parameters.Add("FirstAt", Days.Begin(first.AddDays(-1), tx.Zone));
        parameters.Add("LastAt", Days.Begin(last.AddDays(2), tx.Zone));
        await Read(tx, $"""
            {sql} AND r.day >= @FirstDay AND r.day <= @LastDay AND r.done_at >= @FirstAt AND r.done_at < @LastAt{PlacesOfRoot}
            """, parameters, places, (day, place, mark) =>
        {
            for (var i = 0; i < Campaign.Cycles.Count; i++)
            {
                if (day >= begins[(i * placeCount) + place] && day <= Campaign.Cycles[i].Days.Last)
                    mark(i);
            }
        });
    }

    /// <summary>
    /// The first day on which a visit is in time, for each cycle and place, by the rule that the place had at the cycle's end.
    /// </summary>
    async Task<DateOnly[]> FirstDays(Tx tx, Dictionary<long, int> places)
    {
        var current = new int?[placeCount];
        foreach (var target in Targets)
            current[target.Position] = target.EveryDays;
        // By place in the order of time: few places have any.
        var former = (await tx.Query(ListFormerRules, c => (Place: c.Long(), Until: c.Instant(), EveryDays: c.IntOrNull()), new
        {
            Campaign = Campaign.Id, Campaign.Root, RootEnd = GridCode.EndOfSubtree(Campaign.Root), Ended = Campaign.Cycles[0].Until,
        })).ToLookup(rule => places[rule.Place]);
        var begins = new DateOnly[visited.Length];
        foreach (var (i, cycle) in Campaign.Cycles.Index())
        {
            for (var place = 0; place < placeCount; place++)
                begins[(i * placeCount) + place] = FirstDay(cycle.Days, current[place]);
            foreach (var rules in former)
            {
                if (rules.FirstOrDefault(rule => rule.Until >= cycle.Until) is { Place: > 0 } rule)
                    begins[(i * placeCount) + rules.Key] = FirstDay(cycle.Days, rule.EveryDays);
            }
        }
        return begins;

        static DateOnly FirstDay(Cycle days, int? every) => every is { } n ? days.Last.AddDays(1 - n) : days.First;
    }

    (string Sql, DynamicParameters Parameters) Select(string day, string valid, CountQuery query)
    {
        var parameters = SqlParameters.Of(new { Campaign = Campaign.Id, Campaign.Root, RootEnd = GridCode.EndOfSubtree(Campaign.Root) });
        if (query.AsOf is { } asOf)
            parameters.Add("AsOf", asOf);
        var person = byPerson is null ? "" : ", r.person_id";
        return ($"SELECT {day}, r.place_id{person} FROM records r WHERE r.outcome <> 'absent' AND r.place_id IS NOT NULL"
            + valid + query.Records.ByPeople(parameters), parameters);
    }

    async Task Read(
        Tx tx, string sql, DynamicParameters parameters, Dictionary<long, int> positions, Action<DateOnly, int, Action<int>> find)
    {
        var rows = tx.QueryBatches(sql, c => (
            Day: c.Int(), Place: c.Long(), Person: byPerson is null ? Id.None : c.Id()), parameters, size: 2000);
        await foreach (var batch in rows)
        {
            foreach (var (day, place, person) in batch)
            {
                if (positions.TryGetValue(place, out var position))
                    find(Days.Of(day), position, cycle => Mark(person, (cycle * placeCount) + position));
            }
        }
    }

    void Mark(Id person, int at)
    {
        visited[at] = true;
        if (byPerson is null)
            return;
        if (!byPerson.TryGetValue(person, out var own))
            byPerson[person] = own = [];
        own.Add(at);
    }

    const string UncorrectedAsOf = $"{RecordRows.Uncorrected} AND r.recorded_at <= @AsOf";

    const string CorrectedAsOf = $"{RecordRows.ValidAsOf} AND r.corrected_by IS NOT NULL";

    const string PlacesOfRoot = """
         AND r.place_id IN (SELECT t.place_id FROM campaign_targets t
                             WHERE t.campaign_id = @Campaign AND t.grid_code >= @Root AND t.grid_code < @RootEnd)
        """;

    const string ListTargets = """
        SELECT t.place_id, t.from_at, t.until_at, t.grid_code
          FROM campaign_targets t
         WHERE t.campaign_id = @Campaign AND t.grid_code >= @Root AND t.grid_code < @RootEnd
        """;

    const string ListFormerRules = """
        SELECT f.place_id, f.until_at, f.visit_every_days
          FROM place_visit_rules f
         WHERE f.place_id IN (SELECT t.place_id FROM campaign_targets t
                               WHERE t.campaign_id = @Campaign AND t.grid_code >= @Root AND t.grid_code < @RootEnd)
           AND f.until_at >= @Ended
         ORDER BY f.place_id, f.until_at
        """;

    const string ListTargetsWithRule = """
        SELECT t.place_id, t.from_at, t.until_at, t.grid_code, p.visit_every_days
          FROM campaign_targets t
          JOIN places p ON p.id = t.place_id
         WHERE t.campaign_id = @Campaign AND t.grid_code >= @Root AND t.grid_code < @RootEnd
        """;
}
