using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Domain.Campaigns;

namespace GridGov.Domain.Statistics.GoingOut;

/// <summary>A cycle of a campaign.</summary>
/// <param name="Days">Its days; the first one names it.</param>
/// <param name="Until">
/// The target places are those just before this instant: the cycle's end, the campaign's, or that of the question, whichever is first.
/// </param>
sealed record CountedCycle(Cycle Days, Instant Until);

/// <summary>A campaign in one of the grids or divisions of a question.</summary>
/// <param name="Grid">The grid or division that contains all grids of the campaign.</param>
/// <param name="Root">The grid or division of the question.</param>
/// <param name="Cycles">In the order of their days.</param>
sealed record CampaignWithCycles(Id Id, string Grid, string Root, IReadOnlyList<CountedCycle> Cycles);

/// <summary>The campaigns of a question with the cycles that begin in its period.</summary>
static class CampaignCycles
{
    const int MaxCampaigns = 5_000;
    const int MaxCycles = 20_000;
    const long MaxTargetsInCycles = 2_000_000;

    static ProblemException TooMany() => new(Problems.Invalid("/to", "too_many", new(
        "所问行动、周期和目标场所过多（超过 200 万个），请缩小网格、期间或行动范围。",
        "These are too many campaigns, cycles and target places, over 2,000,000: take a smaller grid, a shorter period, or fewer "
        + "campaigns.")));

    /// <summary>The campaigns in all grids and divisions of the question. All are bounded together, before any place is read.</summary>
    /// <param name="ended">Whether only cycles count that are over.</param>
    /// <exception cref="ProblemException">There are too many.</exception>
    public static async Task<List<CampaignWithCycles>> Load(Tx tx, CountQuery query, bool ended)
    {
        var (all, cycles, targets) = (new List<CampaignWithCycles>(), 0, 0L);
        foreach (var root in query.Roots)
        {
            foreach (var (campaign, count) in await Load(tx, root, query, ended))
            {
                all.Add(campaign);
                cycles += campaign.Cycles.Count;
                targets += (long)count * campaign.Cycles.Count;
            }
            if (all.Count > MaxCampaigns || cycles > MaxCycles || targets > MaxTargetsInCycles)
                throw TooMany();
        }
        return all;
    }

    static async Task<IEnumerable<(CampaignWithCycles Campaign, int Targets)>> Load(Tx tx, string root, CountQuery query, bool ended)
    {
        var parameters = SqlParameters.Of(new
        {
            Root = root, RootEnd = GridCode.EndOfSubtree(root), query.Period.From, query.Period.To, At = query.AsOf ?? tx.Now,
            Rows = MaxCampaigns + 1,
        });
        var wanted = query.Records.Campaigns.OfType<Id>().ToList();
        if (wanted.Count == 0 && query.Records.Campaigns.Count > 0)
            return [];
        var named = wanted.Count == 0 ? "" : $" AND c.id IN {InList.Of(parameters, "campaign", wanted)}";
        var rows = await tx.Query($"""
            SELECT c.id, c.grid_code, c.cycle, c.from_day, c.to_day, c.ended_at,
                   (SELECT count(*) FROM campaign_targets t
                     WHERE t.campaign_id = c.id AND t.grid_code >= @Root AND t.grid_code < @RootEnd) AS targets
              FROM campaigns c
             WHERE c.from_day < @To AND c.to_day >= @From AND c.status <> 'planned'
               AND (c.status <> 'cancelled' OR c.ended_at > @At)
               AND EXISTS (SELECT 1 FROM campaign_targets t
                            WHERE t.campaign_id = c.id AND t.grid_code >= @Root AND t.grid_code < @RootEnd){named}
             ORDER BY c.id
             LIMIT @Rows
            """, Row.Read, parameters);
        if (rows.Count > MaxCampaigns)
            throw TooMany();
        return rows.ConvertAll(row => (new CampaignWithCycles(row.Id, row.Grid, root, Cycles(tx, row, query, ended)), row.Targets))
            .Where(each => each.Item1.Cycles.Count > 0);
    }

    /// <summary>The first day of a campaign's last cycle that has begun; null before its first one.</summary>
    public static async Task<DateOnly?> LastBegun(Tx tx, Id campaign, CountQuery query)
    {
        foreach (var root in query.Roots)
        {
            foreach (var (found, _) in await Load(tx, root, query, ended: false))
            {
                if (found.Id == campaign)
                    return found.Cycles[^1].Days.First;
            }
        }
        return null;
    }

    static List<CountedCycle> Cycles(Tx tx, Row row, CountQuery query, bool ended)
    {
        var asked = new Instant((query.AsOf ?? tx.Now).Milliseconds + 1);
        var stop = row.EndedAt < asked ? row.EndedAt.Value : asked;
        var cycles = new List<CountedCycle>();
        var day = row.From > query.Period.From ? row.From : query.Period.From;
        while (day < query.Period.To && Cycle.Of(row.Cycle, row.From, row.Last, day) is { } days)
        {
            if (Days.Begin(days.First, tx.Zone) >= stop)
                break;
            day = days.Last.AddDays(1);
            var end = Days.Begin(day, tx.Zone);
            if (days.First >= query.Period.From && (end <= stop || !ended)
                && (query.Records.Cycles.Count == 0 || query.Records.Cycles.Contains(days.First)))
                cycles.Add(new CountedCycle(days, end < stop ? end : stop));
        }
        return cycles;
    }

    sealed record Row(Id Id, string Grid, CampaignCycle Cycle, DateOnly From, DateOnly Last, Instant? EndedAt, int Targets)
    {
        public static Row Read(Columns c) => new(c.Id(), c.Text(), c.Enum<CampaignCycle>(), c.Day(), c.Day(), c.InstantOrNull(), c.Int());
    }
}
