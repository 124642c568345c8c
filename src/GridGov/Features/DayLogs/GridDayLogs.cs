using Dapper;
using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Domain.Campaigns;
using GridGov.Security;

namespace GridGov.Features.DayLogs;

/// <summary>Reads the log of a grid: what its workers did there.</summary>
static class GridDayLogs
{
    const int MaxPeople = 1000;

    static readonly IReadOnlyList<PostKind> GoingOut =
        [.. Enum.GetValues<PostKind>().Where(post => PostRights.Of(post).Contains(Capability.RecordWrite))];

    /// <returns>Null for a grid whose records the reader may not read.</returns>
    /// <exception cref="ProblemException">Too many people work there.</exception>
    public static async Task<GridDayLog?> Read(Tx tx, Actor reader, string code, DayLogPeriod period)
    {
        var scope = reader.ScopeOf(Capability.RecordRead);
        if (await tx.QuerySingle(FindGrid, c => new Campaign.GridRef(c.Text(), c.Text()), new { Code = code }, scope) is not { } grid)
            return null;
        var people = await ListPeople(tx, code, period);
        if (people.Count > MaxPeople)
        {
            throw new ProblemException(Problems.Invalid("/code", "too_many", new(
                $"该网格人员超过 {MaxPeople} 名，请选择较小的网格。", $"More than {MaxPeople} people work there: take a smaller grid.")));
        }
        var (sums, total) = (new Dictionary<long, DayLogSums>(), DayLogSums.None);
        if (people.Count > 0)
        {
            var parameters = Parameters(code, period);
            var acts = $"j.grid_code >= @Grid AND j.grid_code < @GridEnd AND {DayLogCounts.OnDays(period, parameters)} "
                + $"AND j.actor_id IN {InList.Of(parameters, "person", people.Select(person => person.Id))}";
            sums = await DayLogCounts.Read(tx, DayLogKey.Person, OfGrid, acts, parameters, scope);
            total = (await DayLogCounts.Read(tx, DayLogKey.None, OfGrid, acts, parameters, scope)).GetValueOrDefault(0, total);
        }
        return new GridDayLog(grid, period.Key, period.Days.From, period.Days.To, total, [.. people.Select(person => new GridDayLog.Entry(
            person, sums.GetValueOrDefault(person.Id.Value, DayLogSums.None), PersonDayLog.Address(person.Id, period.Key)))]);
    }

    static Task<List<Campaign.PersonRef>> ListPeople(Tx tx, string code, DayLogPeriod period)
    {
        var parameters = Parameters(code, period);
        return tx.Query($"""
            SELECT p.id, p.name
              FROM people p
             WHERE p.id IN (SELECT a.person_id FROM appointments a
                             WHERE a.grid_code >= @Grid AND a.grid_code < @GridEnd AND a.status IN ('effective', 'suspended')
                               AND a.post IN {InList.Of(parameters, "post", GoingOut)}
                               AND a.from_day < @EndDay AND (a.to_day IS NULL OR a.to_day > @FirstDay)
                             UNION SELECT r.person_id FROM rounds r WHERE {OfGrid}
                             UNION SELECT r.person_id FROM records r WHERE {OfGrid})
             ORDER BY p.name, p.id
             LIMIT @Rows
            """, c => new Campaign.PersonRef(c.Id(), c.Text()), parameters);
    }

    static DynamicParameters Parameters(string code, DayLogPeriod period) => SqlParameters.Of(new
    {
        Grid = code, GridEnd = GridCode.EndOfSubtree(code), FirstDay = Days.Number(period.Days.From), EndDay = Days.Number(period.Days.To),
        Rows = MaxPeople + 1,
    });

    const string OfGrid = "r.grid_code >= @Grid AND r.grid_code < @GridEnd AND r.day >= @FirstDay AND r.day < @EndDay";

    const string FindGrid = "SELECT code, name FROM grids WHERE code = @Code AND @scope(code)";
}
