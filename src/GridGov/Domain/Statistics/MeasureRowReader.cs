using GridGov.Data.Statements;

namespace GridGov.Domain.Statistics;

/// <summary>Counts tickets or their related rows by group, where no counter is stored and for earlier instants.</summary>
static class MeasureRowReader
{
    /// <param name="label">SQL on a counted row: its label; null for a single one.</param>
    public static Task<List<SumRow>> Sum(Tx tx, CountedRows rows, string? label, string root, CountQuery query) =>
        Statement(tx.Now, rows, label, root, query).Read(tx);

    internal static SumStatement Statement(Instant now, CountedRows rows, string? label, string root, CountQuery query)
    {
        var sums = new SumStatement(query, root, isLabelled: label is not null);
        Add(sums, now, rows, label ?? "''", new Multiplier($"CASE WHEN {rows.InNumerator} THEN 1 ELSE 0 END"), new Multiplier("1"),
            root, query);
        return sums;
    }

    /// <param name="numerator">The weight of a row in a measure's numerator.</param>
    /// <param name="n">The weight of a row in the count.</param>
    public static void Add(
        SumStatement sums, Instant now, CountedRows rows, string label, Multiplier numerator, Multiplier n, string root, CountQuery query)
    {
        var (period, by, asOf, parameters) = (query.Period, query.By, query.AsOf, sums.Parameters);
        var byDay = IsDaySelective(root, period);
        var filed = rows.Day == CountedRows.Filed.Day;
        // A one-day index range is already the best plan, so no hint is needed, and a concatenation per row would cost more.
        var grid = byDay && (period.Length > 1 || filed) ? Sql.WithoutIndex("t.grid_code") : "t.grid_code";
        var day = byDay ? rows.Day : Sql.NumberWithoutIndex(rows.Day);
        parameters.Add("MeasureFrom", Days.Number(period.From));
        parameters.Add("MeasureTo", Days.Number(period.To));
        parameters.Add("Instant", asOf ?? now);
        if (asOf is not null)
            parameters.Add("AsOf", asOf);
        if (filed)
        {
            parameters.Add("FirstFiled", FiledIds.From(period.From));
            parameters.Add("LastFiled", FiledIds.To(period.To));
        }
        var where = rows.Conditions(day, period, MeasurePart.Denominator, asOf is not null) + rows.TicketCondition
            + query.Criteria.ToTicketCondition(parameters) + rows.HandledBy(query.Criteria, parameters);
        var keys = new SumKeys(label, Key(rows, root, by, 0), Key(rows, root, by, 1));
        foreach (var state in TicketStates.At(asOf))
        {
            sums.Add(sums.Select(keys, numerator, n, $"""
                {state.From}{rows.Join(state.Ticket)}
                 WHERE {grid} >= @Root AND {grid} < @RootEnd{where}{query.Criteria.InZones(state.Ticket, parameters)}{state.Condition}
                   {(filed ? $"AND {state.Ticket} >= @FirstFiled AND {state.Ticket} < @LastFiled" : "")}
                """));
        }
    }

    /// <summary>Whether the days select fewer rows than the grid, which the planner cannot know: always for a city.</summary>
    static bool IsDaySelective(string root, Period period) => period.Length <= GridCode.Level(root) switch
    {
        0 => int.MaxValue,
        1 => 92,
        2 => 31,
        _ => 1,
    };

    /// <summary>The day, or for longer units the first of its month, from which <see cref="KeyOf"/> computes the key.</summary>
    public static string DayKey(Dimension dimension, string day) =>
        dimension is Dimension.Day or Dimension.Week ? $"CAST({day} AS TEXT)" : $"CAST({day} - {day} % 100 + 1 AS TEXT)";

    /// <summary>The shown key of a stored one.</summary>
    public static string KeyOf(Dimension dimension, string key) => dimension switch
    {
        _ when dimension.IsTime() => TimeBuckets.KeyOf(dimension, Days.Of(int.Parse(key))),
        Dimension.Cycle when key != Dimensions.None => TimeBuckets.KeyOf(Dimension.Day, Days.Of(int.Parse(key))),
        Dimension.Handler or Dimension.Department or Dimension.Campaign or Dimension.Person when key != Dimensions.None =>
            new Id(long.Parse(key)).ToString(),
        _ => key,
    };

    /// <summary>The grid of a level that contains a row's grid.</summary>
    public static string LevelKey(string grid, string root, int digits) =>
        // A level above the root has no group, because its name would stand for a part of it.
        digits < root.Length ? "CAST(NULL AS TEXT)" : $"CASE WHEN length({grid}) >= {digits} THEN substr({grid}, 1, {digits}) END";

    static string Key(CountedRows rows, string root, IReadOnlyList<Dimension> by, int position) => position >= by.Count ? "''"
        : by[position] switch
        {
            Dimension.Programme => "t.programme",
            Dimension.CategoryGroup => "substr(t.category, 1, 2)",
            Dimension.Category => "t.category",
            Dimension.Kind => "t.kind",
            Dimension.Role => "t.role",
            Dimension.Source => "t.source",
            Dimension.Urgency => "t.urgency",
            Dimension.Handler => $"coalesce(CAST({rows.Handler} AS TEXT), '{Dimensions.None}')",
            Dimension.Department => $"coalesce(CAST({rows.Department} AS TEXT), '{Dimensions.None}')",
            var level when level.Digits() is { } digits => LevelKey("t.grid_code", root, digits),
            var time => DayKey(time, rows.Day),
        };
}
