using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Campaigns;

namespace GridGov.Features.DayLogs;

/// <summary>The column by which the numbers of logs are told apart.</summary>
enum DayLogKey
{
    /// <summary>All together.</summary>
    None,
    Day,
    Person,
}

/// <summary>Counts rounds, records and acts on tickets, by key.</summary>
static class DayLogCounts
{
    /// <summary>A record that was sent later than this after it was made is late.</summary>
    public const int LateAfterMilliseconds = 15 * 60 * 1000;

    /// <summary>The condition on events j of the period, day by day, so that the index finds those of a person on each.</summary>
    public static string OnDays(DayLogPeriod period, DynamicParameters parameters) => "j.day IN " + InList.Of(parameters, "day",
        Enumerable.Range(0, period.Days.Length).Select(i => Days.Number(period.Days.From.AddDays(i))));

    /// <param name="conditions">On rows r with the columns grid_code, day and person_id.</param>
    /// <param name="ofActs">On events j.</param>
    public static async Task<Dictionary<long, DayLogSums>> Read(
        Tx tx, DayLogKey key, string conditions, string ofActs, DynamicParameters parameters, Scope scope)
    {
        var (row, act) = key switch
        {
            DayLogKey.None => ("0", "0"),
            DayLogKey.Day => ("r.day", "j.day"),
            DayLogKey.Person => ("r.person_id", "j.actor_id"),
        };
        var sums = new Dictionary<long, DayLogSums>();
        foreach (var each in await tx.Query($"""
            SELECT {Key(row)}, count(*) AS rounds, CAST(coalesce(sum(r.ended_at - r.started_at), 0) AS BIGINT) AS length,
                   sum(r.metres) AS metres
              FROM rounds r
             WHERE {conditions}
             GROUP BY 1
            """, c => (Key: c.Long(), Rounds: c.Long(), Length: c.Long(), Metres: c.DoubleOrNull() ?? 0), parameters, scope))
            Change(each.Key, sum => sum with { Rounds = each.Rounds, Minutes = each.Length / 60_000, Metres = Math.Round(each.Metres, 1) });
        foreach (var each in await tx.Query($"""
            SELECT {Key(row)}, r.outcome, count(*) AS records,
                   count(*) FILTER (WHERE r.recorded_at - r.done_at > {LateAfterMilliseconds}) AS late,
                   count(*) FILTER (WHERE r.outside_grid = 1) AS outside, count(*) FILTER (WHERE r.place_metres > {Record.FarMetres}) AS far
              FROM records r
             WHERE r.corrected_by IS NULL AND {conditions}
             GROUP BY 1, 2
            """, c => (Key: c.Long(), Outcome: c.Text(), Records: c.Long(), Late: c.Long(), Outside: c.Long(), Far: c.Long()),
            parameters, scope))
        {
            Change(each.Key, sum => sum with
            {
                Records = sum.Records + each.Records,
                Late = sum.Late + each.Late,
                OutsideGrid = sum.OutsideGrid + each.Outside,
                FarFromPlace = sum.FarFromPlace + each.Far,
                Outcomes = new SortedDictionary<string, long>(sum.Outcomes.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal)
                {
                    [each.Outcome] = each.Records,
                },
            });
        }
        foreach (var each in await tx.Query($"""
            SELECT {Key(row)}, count(DISTINCT r.place_id) AS places
              FROM records r
             WHERE r.corrected_by IS NULL AND {conditions}
             GROUP BY 1
            """, c => (Key: c.Long(), Places: c.Long()), parameters, scope))
            Change(each.Key, sum => sum with { Places = each.Places });
        foreach (var each in await tx.Query($"""
            SELECT {Key(act)}, count(*) FILTER (WHERE j.action = 'file') AS filed, count(*) AS acts
              FROM journal j
             WHERE j.subject_kind = 'ticket' AND {ofActs}
             GROUP BY 1
            """, c => (Key: c.Long(), Filed: c.Long(), Acts: c.Long()), parameters, scope))
            Change(each.Key, sum => sum with { TicketsFiled = each.Filed, TicketActs = each.Acts - each.Filed });
        return sums;

        void Change(long of, Func<DayLogSums, DayLogSums> change) => sums[of] = change(sums.GetValueOrDefault(of, DayLogSums.None));

        static string Key(string column) => $"CAST({column} AS BIGINT) AS key";
    }
}
