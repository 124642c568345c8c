using Dapper;
using GridGov.Data.Statements;

namespace GridGov.Domain.Statistics.GoingOut;

/// <summary>Counts records by group, and selects those that a list of counted records shows.</summary>
static class RecordRows
{
    /// <summary>
    /// The records r that count at @AsOf, beginning with AND: they had been sent by then, and their correction, if any, had not.
    /// </summary>
    public const string ValidAsOf = """
         AND r.recorded_at <= @AsOf
         AND (r.corrected_by IS NULL OR EXISTS (SELECT 1 FROM records c WHERE c.id = r.corrected_by AND c.recorded_at > @AsOf))
        """;

    public const string Uncorrected = " AND r.corrected_by IS NULL";

    public static string Valid(Instant? asOf) => asOf is null ? Uncorrected : ValidAsOf;

    public static Task<List<SumRow>> Sum(Tx tx, RecordMeasure measure, string root, CountQuery query)
    {
        var sums = new SumStatement(query, root, isLabelled: false);
        // From each grid to its days is one range of the index each; a range of grids would read all their days.
        var where = Conditions(measure, MeasurePart.Denominator, query, sums.Parameters);
        sums.Add(sums.Select(
            new SumKeys("''", Key(root, query.By, 0), Key(root, query.By, 1)),
            new Multiplier($"CASE WHEN {measure.InNumerator} THEN 1 ELSE 0 END"), new Multiplier("1"), $"""
            grids g CROSS JOIN records r
             WHERE g.code >= @Root AND g.code < @RootEnd AND r.grid_code = {Sql.WithoutIndex("g.code")}{where}
            """));
        return sums.Read(tx);
    }

    /// <summary>SQL on records r without their grids, beginning with AND.</summary>
    public static string Conditions(RecordMeasure measure, MeasurePart part, CountQuery query, DynamicParameters parameters)
    {
        parameters.Add("MeasureFrom", Days.Number(query.Period.From));
        parameters.Add("MeasureTo", Days.Number(query.Period.To));
        if (query.AsOf is { } asOf)
            parameters.Add("AsOf", asOf);
        return " AND r.day >= @MeasureFrom AND r.day < @MeasureTo"
            + (measure.InDenominator is "" ? "" : $" AND {measure.InDenominator}")
            + Valid(query.AsOf) + query.Records.ToCondition(parameters)
            + part switch
            {
                MeasurePart.Denominator => "",
                MeasurePart.Numerator => $" AND {measure.InNumerator}",
                MeasurePart.Complement => $" AND NOT ({measure.InNumerator})",
            };
    }

    static string Key(string root, IReadOnlyList<Dimension> by, int position) => position >= by.Count ? "''"
        : by[position] switch
        {
            Dimension.Campaign => $"coalesce(CAST(r.campaign_id AS TEXT), '{Dimensions.None}')",
            Dimension.Person => "CAST(r.person_id AS TEXT)",
            Dimension.Cycle => $"coalesce(CAST(r.cycle_day AS TEXT), '{Dimensions.None}')",
            var level when level.Digits() is { } digits => MeasureRowReader.LevelKey("r.grid_code", root, digits),
            var time => MeasureRowReader.DayKey(time, "r.day"),
        };
}
