using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Series;

namespace GridGov.Domain.Statistics.Together;

/// <summary>A cycle of a series of meetings that was due.</summary>
/// <param name="Meeting">The first meeting that was held in it; null when none was.</param>
sealed record DueCycle(Id Series, string Grid, Id? Group, string Kind, DateOnly First, DateOnly Last, Id? Meeting)
{
    /// <summary>The order of lists: the latest cycle first.</summary>
    public string Key => $"{Days.Number(First):D8} {Series}";
}

/// <summary>
/// The cycles of series of meetings that begin in a period and were due. The cost grows with the series and their cycles; as of an earlier
/// instant also with the events of all series that were ever changed, and of the meetings of the period.
/// </summary>
static class DueCycles
{
    const int MaxCycles = 100_000;

    static ProblemException TooMany() => new(Problems.Invalid("/to", "too_many", new(
        $"所问例会周期超过 {MaxCycles} 个，请缩小网格或期间。",
        $"These are more than {MaxCycles} cycles of meetings: take a smaller grid or a shorter period.")));

    /// <summary>The cycles in any of the grids of the question.</summary>
    /// <exception cref="ProblemException">There are too many.</exception>
    public static async Task<List<DueCycle>> Load(Tx tx, CountQuery query)
    {
        var series = await ListSeries(tx, query);
        var held = await ListHeld(tx, query, series);
        var today = query.AsOf is { } asOf ? tx.DayOf(asOf) : tx.Today;
        var cycles = new List<DueCycle>();
        foreach (var each in series)
        {
            foreach (var cycle in SeriesCycle.List(each.Cycle, each.From, each.To, query.Period)
                .Where(cycle => cycle.First >= query.Period.From))
            {
                Id? meeting = held[(each.Id, cycle.First)].Select(id => (Id?)id).FirstOrDefault();
                if (meeting is null && cycle.Last >= today)
                    break;
                cycles.Add(new DueCycle(each.Id, each.Grid, each.Group, each.Kind, cycle.First, cycle.Last, meeting));
                if (cycles.Count > MaxCycles)
                    throw TooMany();
            }
        }
        return cycles;
    }

    /// <summary>Some cycles of a list in its order, and the number of all.</summary>
    /// <param name="after">The key of the last cycle before; null for the beginning.</param>
    public static async Task<(List<DueCycle> Cycles, int Count)> List(Tx tx, MeasurePart part, CountQuery query, string? after, int rows)
    {
        var all = (await Load(tx, query))
            .FindAll(cycle => part == MeasurePart.Denominator || cycle.Meeting is not null == (part == MeasurePart.Numerator));
        return ([.. all.Where(cycle => after is null || string.CompareOrdinal(cycle.Key, after) < 0)
            .OrderByDescending(cycle => cycle.Key, StringComparer.Ordinal).Take(rows)], all.Count);
    }

    /// <summary>The series with their grids and days, as of an earlier instant with those of then. Nothing else of them changes.</summary>
    static async Task<List<Series>> ListSeries(Tx tx, CountQuery query)
    {
        var parameters = SqlParameters.Of(new { query.Period.From, query.Period.To, At = query.AsOf ?? tx.Now });
        var series = await tx.Query($"""
            SELECT s.id, s.grid_code, s.group_id, s.kind, s.cycle, s.from_day, s.to_day, s.version
              FROM meeting_series s
             WHERE {WhereSeries(query)}{query.Together.ToCondition("s.group_id", "s.kind", parameters)}
             ORDER BY s.id
            """, Series.Read, parameters, Scope.Of(query.Roots));
        if (query.AsOf is { } asOf)
        {
            var former = await LastEvents.Read(tx, SeriesRow.Subject, asOf, series.Where(each => each.Changed).Select(each => each.Id));
            series = [.. series
                .Select(each => former.TryGetValue(each.Id, out var last)
                    ? each with { Grid = last.Grid, To = last.Read(details => details.Day("toDay")) }
                    : each)
                .Where(each => query.Roots.Any(root => GridCode.Covers(root, each.Grid)))];
        }
        return series.FindAll(each => each.To is null || each.To >= query.Period.From);
    }

    /// <summary>The held meetings by series and first day of the cycle, in the order of their days.</summary>
    static async Task<ILookup<(Id Series, DateOnly First), Id>> ListHeld(Tx tx, CountQuery query, List<Series> series)
    {
        var parameters = SqlParameters.Of(new { query.Period.From, query.Period.To, At = query.AsOf ?? tx.Now });
        var held = await tx.Query($"""
            SELECT m.series_id, m.cycle_day, m.id, m.version
              FROM meeting_series s
              JOIN meetings m ON m.series_id = s.id
             WHERE {WhereSeries(query)}{query.Together.ToCondition("s.group_id", "s.kind", parameters)}
               AND m.status IN ('held', 'closed') AND m.cycle_day >= @From AND m.cycle_day < @To AND m.created_at <= @At
             ORDER BY m.day, m.id
            """, c => (Series: c.Id(), First: c.Day(), Meeting: c.Id(), Changed: c.Long() > 1), parameters, Scope.Of(query.Roots));
        if (query.AsOf is { } asOf)
        {
            // A meeting may be recorded long after the day on which it was held; from then on its day stays.
            var known = series.Select(each => each.Id).ToHashSet();
            held.RemoveAll(each => !known.Contains(each.Series));
            var former = await LastEvents.Read(tx, MeetingRow.Subject, asOf, held.Where(each => each.Changed).Select(each => each.Meeting));
            held.RemoveAll(each => former.TryGetValue(each.Meeting, out var last)
                && last.Read(details => details.Text("status")) is not ("held" or "closed"));
        }
        return held.ToLookup(each => (each.Series, each.First), each => each.Meeting);
    }

    /// <summary>As of an earlier instant a series that was changed since may have been in another grid, with other days.</summary>
    static string WhereSeries(CountQuery query) => "s.from_day < @To AND "
        + (query.AsOf is null ? "@scope(s.grid_code)" : "s.created_at <= @At AND (s.version > 1 OR @scope(s.grid_code))");

    /// <param name="Changed">Whether it was ever changed; otherwise it was always what it is.</param>
    sealed record Series(
        Id Id, string Grid, Id? Group, string Kind, MeetingCycle Cycle, DateOnly From, DateOnly? To, bool Changed)
    {
        public static Series Read(Columns c) =>
            new(c.Id(), c.Text(), c.IdOrNull(), c.Text(), c.Enum<MeetingCycle>(), c.Day(), c.DayOrNull(), c.Long() > 1);
    }
}
