using GridGov.Api;
using GridGov.Data.Statements;
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
/// The cycles of series of meetings that begin in a period and were due. The cost grows with the series and their cycles.
/// </summary>
static class DueCycles
{
    const int MaxCycles = 100_000;

    static ProblemException TooMany() => new(Problems.Invalid("/to", "too_many", new(
        $"所问例会周期超过 {MaxCycles} 个，请缩小网格或期间。",
        $"These are more than {MaxCycles} cycles of meetings: take a smaller grid or a shorter period.")));

    /// <exception cref="ProblemException">There are too many.</exception>
    public static async Task<List<DueCycle>> Load(Tx tx, string root, CountQuery query)
    {
        var parameters = SqlParameters.Of(new { Root = root, RootEnd = GridCode.EndOfSubtree(root), query.Period.From, query.Period.To });
        var series = await tx.Query(
            ListSeries + query.Together.ToCondition("s.group_id", "s.kind", parameters) + " ORDER BY s.id", Series.Read, parameters);
        parameters = SqlParameters.Of(new { Root = root, RootEnd = GridCode.EndOfSubtree(root), query.Period.From, query.Period.To });
        var held = (await tx.Query(
            ListHeld + query.Together.ToCondition("s.group_id", "s.kind", parameters) + " ORDER BY m.day, m.id",
            c => (Series: c.Id(), Cycle: c.Day(), Meeting: c.Id()), parameters))
            .ToLookup(each => (each.Series, each.Cycle), each => each.Meeting);
        var cycles = new List<DueCycle>();
        foreach (var each in series)
        {
            foreach (var cycle in SeriesCycle.List(each.Cycle, each.From, each.To, query.Period)
                .Where(cycle => cycle.First >= query.Period.From))
            {
                Id? meeting = held[(each.Id, cycle.First)].Select(id => (Id?)id).FirstOrDefault();
                if (meeting is null && cycle.Last >= tx.Today)
                    break;
                cycles.Add(new DueCycle(each.Id, each.Grid, each.Group, each.Kind, cycle.First, cycle.Last, meeting));
                if (cycles.Count > MaxCycles)
                    throw TooMany();
            }
        }
        return cycles;
    }

    /// <summary>The cycles of a list in its order.</summary>
    public static async Task<List<DueCycle>> List(Tx tx, MeasurePart part, CountQuery query)
    {
        var all = new List<DueCycle>();
        foreach (var root in query.Roots)
            all.AddRange(await Load(tx, root, query));
        return [.. all
            .Where(cycle => part == MeasurePart.Denominator || cycle.Meeting is not null == (part == MeasurePart.Numerator))
            .OrderByDescending(cycle => cycle.Key, StringComparer.Ordinal)];
    }

    sealed record Series(Id Id, string Grid, Id? Group, string Kind, MeetingCycle Cycle, DateOnly From, DateOnly? To)
    {
        public static Series Read(Columns c) =>
            new(c.Id(), c.Text(), c.IdOrNull(), c.Text(), c.Enum<MeetingCycle>(), c.Day(), c.DayOrNull());
    }

    const string ListSeries = """
        SELECT s.id, s.grid_code, s.group_id, s.kind, s.cycle, s.from_day, s.to_day
          FROM meeting_series s
         WHERE s.grid_code >= @Root AND s.grid_code < @RootEnd AND s.from_day < @To AND (s.to_day IS NULL OR s.to_day >= @From)
        """;

    const string ListHeld = """
        SELECT m.series_id, m.cycle_day, m.id
          FROM meeting_series s
          JOIN meetings m ON m.series_id = s.id
         WHERE s.grid_code >= @Root AND s.grid_code < @RootEnd AND m.status IN ('held', 'closed')
           AND m.cycle_day >= @From AND m.cycle_day < @To
        """;
}
