using GridGov.Data;
using GridGov.Domain.Campaigns;

namespace GridGov.Tests.Features.Statistics;

/// <summary>Rows of places, campaigns and records as they stand in the tables, so that every instant of them can be chosen.</summary>
sealed class GoingOutRows(TestStreet street)
{
    static long next;

    public List<TargetRow> Targets { get; } = [];
    public List<CampaignRow> Campaigns { get; } = [];
    public List<RecordRow> Records { get; } = [];

    /// <summary>The rules of how often a place should be visited, each until the instant; the last one, of now, has none.</summary>
    public Dictionary<Id, List<(Instant? Until, int? Days)>> EveryDays { get; } = [];

    public sealed record CampaignRow(
        Id Id, CampaignCycle Cycle, DateOnly From, DateOnly Last, CampaignStatus Status, Instant? EndedAt, string Grid);

    public sealed record TargetRow(Id Campaign, Id Place, Instant From, Instant? Until, string Grid);

    public sealed record RecordRow(
        Id Id, Id? Campaign, DateOnly? Cycle, Id? Place, string Grid, Id Person, Instant RecordedAt, Instant DoneAt, DateOnly Day,
        RecordOutcome Outcome, double? Metres)
    {
        public RecordRow? CorrectedBy { get; set; }
    }

    /// <summary>An id that no other row of the run has; only its order matters.</summary>
    static Id NewId() => new(4_000_000_000_000_000_000 + Interlocked.Increment(ref next));

    public async Task<Id> Place(string grid, int? everyDays = null)
    {
        var id = NewId();
        EveryDays[id] = [(null, everyDays)];
        await street.App.Db.Write(tx => tx.Execute("""
            INSERT INTO places (id, kind, name, grid_code, public, visit_every_days, created_at, version)
            VALUES (@Id, 'household', @Name, @Grid, 0, @EveryDays, 0, 1)
            """, new { Id = id, Name = $"{id}室", Grid = grid, EveryDays = everyDays }));
        return id;
    }

    /// <summary>Gives a place another rule from an instant on, which is after its former ones.</summary>
    public async Task ChangeRule(Id place, Instant at, int? everyDays)
    {
        var rules = EveryDays[place];
        var former = rules[^1].Days;
        rules[^1] = (at, former);
        rules.Add((null, everyDays));
        await street.App.Db.Write(async tx =>
        {
            var values = new { Place = place, At = at, Former = former, EveryDays = everyDays };
            await tx.Execute("UPDATE places SET visit_every_days = @EveryDays WHERE id = @Place", values);
            await tx.Execute(
                "INSERT INTO place_visit_rules (place_id, until_at, visit_every_days) VALUES (@Place, @At, @Former)", values);
        });
    }

    public async Task<CampaignRow> Campaign(
        CampaignCycle cycle, DateOnly from, DateOnly last, CampaignStatus status = CampaignStatus.Running, Instant? endedAt = null,
        string? grid = null)
    {
        var row = new CampaignRow(NewId(), cycle, from, last, status, endedAt, grid ?? street.Street);
        Campaigns.Add(row);
        await street.App.Db.Write(async tx =>
        {
            await tx.Execute("""
                INSERT INTO campaigns (id, kind, name, grid_code, status, from_day, to_day, cycle, target, questions, created_at,
                                       created_by, ended_at, version)
                VALUES (@Id, 'visit', '敲门行动', @Grid, @Status, @From, @Last, @Cycle, '{}', '[]', 0, @By, @EndedAt, 1)
                """, new { row.Id, row.Grid, row.Status, row.From, row.Last, row.Cycle, By = street.PersonId("head1"), row.EndedAt });
            await tx.Execute("INSERT INTO campaign_grids (campaign_id, grid_code) VALUES (@Id, @Grid)", new { row.Id, row.Grid });
        });
        return row;
    }

    public async Task Target(CampaignRow campaign, Id place, Instant from, Instant? until, string grid)
    {
        Targets.Add(new TargetRow(campaign.Id, place, from, until, grid));
        await street.App.Db.Write(tx => tx.Execute("""
            INSERT INTO campaign_targets (campaign_id, place_id, from_at, until_at, grid_code) VALUES (@Id, @Place, @From, @Until, @Grid)
            """, new { campaign.Id, Place = place, From = from, Until = until, Grid = grid }));
    }

    /// <summary>Further places that are targets, which <see cref="Targets"/> does not have.</summary>
    public async Task ManyTargets(CampaignRow campaign, string grid, int count, Instant from)
    {
        var first = NewId();
        Interlocked.Add(ref next, count);
        await street.App.Db.Write(async tx =>
        {
            var values = new { First = first, Last = new Id(first.Value + count), Grid = grid, campaign.Id, From = from };
            await tx.Execute("""
                INSERT INTO places (id, kind, name, grid_code, public, created_at, version)
                WITH RECURSIVE n (id) AS (SELECT CAST(@First AS BIGINT) UNION ALL SELECT id + 1 FROM n WHERE id + 1 < @Last)
                SELECT id, 'household', '多室', @Grid, 0, 0, 1 FROM n
                """, values);
            await tx.Execute("""
                INSERT INTO campaign_targets (campaign_id, place_id, from_at, until_at, grid_code)
                SELECT @Id, p.id, @From, NULL, p.grid_code FROM places p WHERE p.id >= @First AND p.id < @Last
                """, values);
        });
    }

    /// <param name="corrects">The record that this one corrects.</param>
    public async Task<RecordRow> Record(
        CampaignRow? campaign, Id? place, string grid, string who, Instant doneAt, Instant recordedAt, RecordOutcome outcome,
        double? metres = null, RecordRow? corrects = null)
    {
        return await street.App.Db.Write(async tx =>
        {
            var day = tx.DayOf(doneAt);
            var cycle = campaign is null ? null : Cycle.Of(campaign.Cycle, campaign.From, campaign.Last, day)?.First;
            var row = new RecordRow(
                NewId(), campaign?.Id, cycle, place, grid, street.PersonId(who), recordedAt, doneAt, day, outcome, metres);
            await tx.Execute("""
                INSERT INTO records (id, campaign_id, cycle_day, place_id, grid_code, person_id, post, recorded_at, done_at, day, outcome,
                                     lng, lat, place_metres, outside_grid, corrects_id)
                VALUES (@Id, @Campaign, @Cycle, @Place, @Grid, @Person, 'grid_worker', @RecordedAt, @DoneAt, @Day, @Outcome,
                        @Lng, @Lat, @Metres, 0, @Corrects)
                """, new
            {
                row.Id, row.Campaign, row.Cycle, row.Place, row.Grid, row.Person, row.RecordedAt, row.DoneAt, row.Day, row.Outcome,
                Lng = metres is null ? (double?)null : 113.6, Lat = metres is null ? (double?)null : 34.7, row.Metres,
                Corrects = corrects?.Id,
            });
            if (corrects is not null)
            {
                await tx.Execute("UPDATE records SET corrected_by = @Id WHERE id = @Old", new { row.Id, Old = corrects.Id });
                corrects.CorrectedBy = row;
            }
            Records.Add(row);
            return row;
        });
    }
}
