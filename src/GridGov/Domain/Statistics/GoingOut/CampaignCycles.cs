using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Campaigns;

namespace GridGov.Domain.Statistics.GoingOut;

/// <summary>A cycle of a campaign.</summary>
/// <param name="Days">Its days; the first one names it.</param>
/// <param name="Until">
/// The target places are those just before this instant: the cycle's end, the campaign's, or that of the question, whichever is first.
/// </param>
sealed record CountedCycle(Cycle Days, Instant Until);

/// <param name="Grid">The grid or division that contains all grids of the campaign.</param>
sealed record CampaignWithCycles(Id Id, string Grid, IReadOnlyList<CountedCycle> Cycles);

/// <summary>The campaigns of a question with the cycles that begin in its period.</summary>
static class CampaignCycles
{
    const int MaxCampaigns = 5_000;
    const int MaxCycles = 20_000;

    /// <param name="ended">Whether only cycles count that are over.</param>
    /// <exception cref="GridGov.Api.ProblemException">There are too many.</exception>
    public static async Task<List<CampaignWithCycles>> Load(Tx tx, string root, CountQuery query, bool ended)
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
            SELECT c.id, c.grid_code, c.cycle, c.from_day, c.to_day, c.ended_at
              FROM campaigns c
             WHERE c.from_day < @To AND c.to_day >= @From AND c.status <> 'planned'
               AND (c.status <> 'cancelled' OR c.ended_at > @At)
               AND EXISTS (SELECT 1 FROM campaign_targets t
                            WHERE t.campaign_id = c.id AND t.grid_code >= @Root AND t.grid_code < @RootEnd){named}
             ORDER BY c.id
             LIMIT @Rows
            """, Row.Read, parameters);
        var campaigns = rows.ConvertAll(row => new CampaignWithCycles(row.Id, row.Grid, Cycles(tx, row, query, ended)));
        if (rows.Count > MaxCampaigns || campaigns.Sum(campaign => campaign.Cycles.Count) > MaxCycles)
            throw TargetVisits.TooMany();
        campaigns.RemoveAll(campaign => campaign.Cycles.Count == 0);
        return campaigns;
    }

    /// <summary>The first day of a campaign's last cycle that has begun; null before its first one.</summary>
    public static async Task<DateOnly?> LastBegun(Tx tx, Id campaign, CountQuery query)
    {
        foreach (var root in query.Roots)
        {
            if ((await Load(tx, root, query, ended: false)).Find(each => each.Id == campaign) is { } found)
                return found.Cycles[^1].Days.First;
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

    sealed record Row(Id Id, string Grid, CampaignCycle Cycle, DateOnly From, DateOnly Last, Instant? EndedAt)
    {
        public static Row Read(Columns c) => new(c.Id(), c.Text(), c.Enum<CampaignCycle>(), c.Day(), c.Day(), c.InstantOrNull());
    }
}
