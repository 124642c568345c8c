using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.GoingOut;

namespace GridGov.Features.Statistics.GoingOut;

/// <summary>The period of a question that names campaigns and no days: all their days, until that of the question.</summary>
static class CampaignPeriod
{
    /// <param name="scope">The grids of the question; the days of campaigns in no part of them are not told.</param>
    /// <returns>Null without campaigns there.</returns>
    public static async Task<Period?> Of(Tx tx, RecordCriteria criteria, Instant? asOf, Scope scope)
    {
        var campaigns = criteria.Campaigns.OfType<Id>().ToList();
        if (campaigns.Count == 0)
            return null;
        var parameters = new DynamicParameters();
        var days = await tx.Query(
            $"""
            SELECT c.from_day, c.to_day
              FROM campaigns c
             WHERE c.id IN {InList.Of(parameters, "id", campaigns)} AND {CampaignRow.InScope(parameters, scope)}
            """, c => (From: c.Day(), Last: c.Day()), parameters, scope);
        if (days.Count == 0)
            return null;
        var (first, today) = (days.Min(each => each.From), tx.DayOf(asOf ?? tx.Now));
        var last = days.Max(each => each.Last);
        return new Period(first, (last < today ? last : first > today ? first : today).AddDays(1));
    }
}
