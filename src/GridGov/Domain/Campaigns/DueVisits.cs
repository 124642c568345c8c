using System.Globalization;
using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Places;
using GridGov.Security;

namespace GridGov.Domain.Campaigns;

/// <summary>
/// What is due at the doors of the caller's grids: target places of running campaigns without a valid record in the present cycle, and
/// places whose own rule has passed.
/// </summary>
sealed class DueVisits
{
    /// <summary>Campaigns that run in one grid at a time; further ones are left out.</summary>
    const int MaxCampaigns = 100;

    readonly IReadOnlyList<(CampaignRow Row, Cycle Cycle)> campaigns;
    readonly DynamicParameters parameters = new();
    readonly Scope scope;
    readonly string current;

    DueVisits(Tx tx, Scope scope, IReadOnlyList<(CampaignRow, Cycle)> campaigns)
    {
        (this.scope, this.campaigns) = (scope, campaigns);
        foreach (var (i, (row, cycle)) in campaigns.Index())
        {
            parameters.Add(Name("campaign", i), row.Id.Value);
            parameters.Add(Name("cycle", i), Days.Number(cycle.First));
        }
        current = campaigns.Count == 0 ? "" : $"""
            WITH running(campaign_id, cycle_day) AS (VALUES {string.Join(", ", campaigns.Select((_, i) =>
                $"(CAST(@{Name("campaign", i)} AS BIGINT), CAST(@{Name("cycle", i)} AS INTEGER))"))})
            """;
        parameters.Add("today", Days.Begin(tx.Today, tx.Zone).Milliseconds);
    }

    static string Name(string name, int i) => string.Create(CultureInfo.InvariantCulture, $"{name}{i}");

    /// <param name="grid">Only places in this subtree.</param>
    public static async Task<DueVisits> Load(Tx tx, Actor actor, string? grid, Id? campaign)
    {
        var own = actor.ScopeOf(Capability.RecordWrite);
        if (grid is not null)
            own = own.Within(grid);
        var wanted = SqlParameters.Of(new { tx.Today, MaxCampaigns });
        var reads = actor.ScopeOf(Capability.RecordRead);
        var only = campaign is null ? "" : " AND c.id = @campaign";
        if (campaign is not null)
            wanted.Add("campaign", campaign);
        var rows = await tx.Query<CampaignRow>($"""
            {CampaignRow.Select}
             WHERE c.status = 'running' AND c.from_day <= @Today AND c.to_day >= @Today
               AND {CampaignRow.InScope(wanted, reads)}{only}
             ORDER BY c.id
             LIMIT @MaxCampaigns
            """, wanted, reads);
        return new DueVisits(tx, own, [.. rows.Select(row => (row, row.CycleOf(tx.Today)!.Value))])
        {
            OnlyCampaigns = campaign is not null,
        };
    }

    bool OnlyCampaigns { get; init; }

    /// <summary>The place after which a page begins, in the order of the list.</summary>
    public readonly record struct Key(string Grid, double Distance, Id Place)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Grid} {Distance:R} {Place}");

        public static Key? Parse(string? text) => text?.Split(' ') is [var grid, var distance, var place]
            && double.TryParse(distance, CultureInfo.InvariantCulture, out var number) && Id.TryParseExact(place, out var id)
            ? new Key(grid, number, id)
            : null;
    }

    /// <param name="near">A position; within a grid the places come nearest first.</param>
    public async Task<List<(DueVisit Visit, Key Key)>> List(Tx tx, (double Lng, double Lat)? near, Key? after, int rows)
    {
        parameters.Add("rows", rows);
        // Squared degrees, made square, order as metres do within a street.
        var distance = "CAST(0 AS DOUBLE PRECISION)";
        if (near is var (lng, lat))
        {
            parameters.Add("lng", lng);
            parameters.Add("lat", lat);
            parameters.Add("narrow", Math.Pow(Math.Cos(lat * Math.PI / 180), 2));
            distance = "coalesce((p.lng - @lng) * (p.lng - @lng) * @narrow + (p.lat - @lat) * (p.lat - @lat), 1000000.0)";
        }
        var next = "";
        if (after is { } key)
        {
            next = $" AND (p.grid_code, {distance}, p.id) > (@afterGrid, @afterDistance, @afterPlace)";
            parameters.Add("afterGrid", key.Grid);
            parameters.Add("afterDistance", key.Distance);
            parameters.Add("afterPlace", key.Place.Value);
        }
        var places = await tx.Query($"""
            {current}
            SELECT p.id, p.name, p.kind, p.grid_code, g.name AS grid_name, p.address, p.lng, p.lat, p.visit_every_days,
                   {distance} AS distance, CASE WHEN {IsRuleDue} THEN 1 ELSE 0 END AS by_rule
              FROM places p
              JOIN grids g ON g.code = p.grid_code
             WHERE p.retired_at IS NULL AND @scope(p.grid_code) AND {IsDue}{next}
             ORDER BY p.grid_code, distance, p.id
             LIMIT @rows
            """, Row.Read, parameters, scope);
        if (places.Count == 0)
            return [];
        var (due, last) = (await ListCampaigns(tx, places), await ListLastRecords(tx, places));
        return places.ConvertAll(place => (Show(tx, place, [.. due[place.Id]], last.GetValueOrDefault(place.Id)),
            new Key(place.Grid.Code, place.Distance, place.Id)));
    }

    public Task<long> Count(Tx tx) => tx.QuerySingle<long>(
        $"{current} SELECT count(*) FROM places p WHERE p.retired_at IS NULL AND @scope(p.grid_code) AND {IsDue}", parameters, scope);

    string IsDue => (campaigns.Count, OnlyCampaigns) switch
    {
        (0, true) => "1 = 0",
        (0, false) => IsRuleDue,
        (_, true) => IsCampaignDue,
        (_, false) => $"({IsCampaignDue} OR {IsRuleDue})",
    };

    const string IsCampaignDue =
        $"EXISTS (SELECT 1 FROM campaign_targets t JOIN running n ON n.campaign_id = t.campaign_id WHERE {Unvisited})";

    const string Unvisited = $"""
        t.place_id = p.id AND t.until_at IS NULL AND NOT EXISTS (
                       SELECT 1 FROM records r
                        WHERE r.campaign_id = n.campaign_id AND r.cycle_day = n.cycle_day AND r.place_id = p.id AND {OutcomeRules.IsValid})
        """;

    // A visit of every 7 days that took place on the 1st is due again on the 8th.
    const string IsRuleDue = $"""
        (p.visit_every_days IS NOT NULL AND NOT EXISTS (
                       SELECT 1 FROM records r
                        WHERE r.place_id = p.id AND r.done_at >= @today - (p.visit_every_days - 1) * CAST(86400000 AS BIGINT)
                          AND {OutcomeRules.IsValid}))
        """;

    async Task<ILookup<Id, DueVisit.CampaignDue>> ListCampaigns(Tx tx, IReadOnlyList<Row> places)
    {
        if (campaigns.Count == 0)
            return Enumerable.Empty<(Id, DueVisit.CampaignDue)>().ToLookup(each => each.Item1, each => each.Item2);
        var list = InList.Of(parameters, "place", places.Select(place => place.Id.Value));
        var byId = campaigns.ToDictionary(each => each.Row.Id);
        return (await tx.Query($"""
            {current}
            SELECT p.id, n.campaign_id
              FROM places p
              JOIN campaign_targets t ON t.place_id = p.id
              JOIN running n ON n.campaign_id = t.campaign_id
             WHERE p.id IN {list} AND {Unvisited}
             ORDER BY p.id, n.campaign_id
            """, c => (Place: c.Id(), Campaign: c.Id()), parameters))
            .ToLookup(each => each.Place, each => byId[each.Campaign] is var (row, cycle)
                ? new DueVisit.CampaignDue(
                    row.Id, row.Name, row.Kind, cycle.First, cycle.Last, cycle.Last.DayNumber - tx.Today.DayNumber)
                : throw new InvalidOperationException());
    }

    async Task<Dictionary<Id, DueVisit.RecordRef>> ListLastRecords(Tx tx, IReadOnlyList<Row> places)
    {
        var list = InList.Of(parameters, "last", places.Select(place => place.Id.Value));
        return (await tx.Query($"""
            SELECT r.place_id, r.id, r.done_at, r.outcome
              FROM places p
              JOIN records r ON r.id = (SELECT l.id FROM records l WHERE l.place_id = p.id AND l.corrected_by IS NULL
                                         ORDER BY l.done_at DESC, l.id DESC LIMIT 1)
             WHERE p.id IN {list}
            """, c => (Place: c.Id(), Record: new DueVisit.RecordRef(c.Id(), c.Instant(), c.Enum<RecordOutcome>())), parameters))
            .ToDictionary(each => each.Place, each => each.Record);
    }

    static DueVisit Show(Tx tx, Row place, IReadOnlyList<DueVisit.CampaignDue> due, DueVisit.RecordRef? last) => new(
        new DueVisit.Door(place.Id, place.Name, place.Kind, place.Grid, place.Address, place.Position), due,
        place is { ByRule: true, EveryDays: { } days }
            // A last visit at which nobody was there does not say since when.
            ? new DueVisit.VisitRule(days, last is null or { Outcome: RecordOutcome.Absent } ? null : tx.DayOf(last.DoneAt).AddDays(days))
            : null,
        last);

    sealed record Row(
        Id Id, string Name, PlaceKind Kind, Campaign.GridRef Grid, string? Address, Record.Point? Position, int? EveryDays, double Distance,
        bool ByRule)
    {
        public static Row Read(Columns c) => new(
            c.Id(), c.Text(), c.Enum<PlaceKind>(), new Campaign.GridRef(c.Text(), c.Text()), c.TextOrNull(),
            (c.DoubleOrNull(), c.DoubleOrNull()) is ({ } lng, { } lat) ? new Record.Point(lng, lat) : null,
            c.IntOrNull(), c.DoubleOrNull()!.Value, c.Flag());
    }
}
