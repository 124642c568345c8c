using Dapper;

namespace GridGov.Domain.Statistics.Together;

/// <summary>Reads the rows of a measure, and selects those that a list of counted rows shows.</summary>
static class TogetherRows
{
    /// <summary>What is counted of a row.</summary>
    public readonly record struct Item(Id Id, string Grid, Id? Group, string Kind, DateOnly Day, bool Counts);

    /// <summary>The rows of the grids of the question, as of an earlier instant by the grid in which they were then.</summary>
    public static async Task<List<Item>> Read(Tx tx, TogetherRowMeasure measure, CountQuery query)
    {
        var parameters = new DynamicParameters();
        var source = measure.Source;
        // A row may have been in another grid then, so all grids are read.
        var where = query.AsOf is null ? $"@scope({source.Grid})" : "1 = 1";
        var sql = $"""
            SELECT {source.Id}, {source.Grid}, {source.Group}, {source.Kind}, {source.At},
                   CASE WHEN {measure.InNumerator} THEN 1 ELSE 0 END AS counts, {source.Subject} AS subject
              FROM {source.From}
             WHERE {where}{Conditions(tx, measure, MeasurePart.Denominator, query, parameters)}
            """;
        var rows = await tx.Query(sql, c => (
            Item: new Item(c.Id(), c.Text(), c.IdOrNull(), c.Text(), tx.DayOf(c.Instant()), c.Flag()), Subject: c.Id()),
            parameters, query.AsOf is null ? Scope.Of(query.Roots) : null);
        if (query.AsOf is not { } asOf)
            return rows.ConvertAll(row => row.Item);
        var former = await LastEvents.Read(tx, source.SubjectKind, asOf, rows.Select(row => row.Subject));
        return [.. rows.Select(row => former.TryGetValue(row.Subject, out var last) ? row.Item with { Grid = last.Grid } : row.Item)
            .Where(item => query.Roots.Any(root => GridCode.Covers(root, item.Grid)))];
    }

    /// <summary>SQL on the rows of the measure without their grids, beginning with AND.</summary>
    public static string Conditions(
        Tx tx, TogetherRowMeasure measure, MeasurePart part, CountQuery query, DynamicParameters parameters)
    {
        parameters.Add("MeasureFrom", Days.Begin(query.Period.From, tx.Zone));
        parameters.Add("MeasureTo", Days.Begin(query.Period.To, tx.Zone));
        parameters.Add("At", query.AsOf ?? tx.Now);
        var source = measure.Source;
        return $" AND {source.At} >= @MeasureFrom AND {source.At} < @MeasureTo AND {source.At} <= @At AND {measure.InDenominator}"
            + query.Together.ToCondition(source.Group, source.Kind, parameters)
            + part switch
            {
                MeasurePart.Denominator => "",
                MeasurePart.Numerator => $" AND {measure.InNumerator}",
                MeasurePart.Complement => $" AND NOT ({measure.InNumerator})",
            };
    }

    /// <summary>The ids of counted rows in the grids of the question, the latest first, and their number.</summary>
    public static async Task<(List<Id> Ids, long? Count)> List(
        Tx tx, TogetherRowMeasure measure, MeasurePart part, CountQuery query, Id? before, int rows, bool count)
    {
        if (query.AsOf is null)
        {
            var scope = Scope.Of(query.Roots);
            return (await List(tx, measure, part, query, scope, before, rows), count ? await Count(tx, measure, part, query, scope) : null);
        }
        var all = (await Read(tx, measure, query))
            .Where(item => part == MeasurePart.Denominator || item.Counts == (part == MeasurePart.Numerator))
            .Select(item => item.Id).OrderByDescending(id => id.Value).ToList();
        return ([.. all.Where(id => before is null || id.Value < before.Value.Value).Take(rows)], count ? all.Count : null);
    }

    static Task<List<Id>> List(
        Tx tx, TogetherRowMeasure measure, MeasurePart part, CountQuery query, Scope scope, Id? before, int rows)
    {
        var parameters = new DynamicParameters();
        var where = $"@scope({measure.Source.Grid})" + Conditions(tx, measure, part, query, parameters);
        parameters.Add("before", before ?? new Id(long.MaxValue));
        parameters.Add("rows", rows);
        var id = measure.Source.Id;
        return tx.Query<Id>(
            $"SELECT {id} FROM {measure.Source.From} WHERE {where} AND {id} < @before ORDER BY {id} DESC LIMIT @rows", parameters, scope);
    }

    static Task<long> Count(Tx tx, TogetherRowMeasure measure, MeasurePart part, CountQuery query, Scope scope)
    {
        var parameters = new DynamicParameters();
        var where = $"@scope({measure.Source.Grid})" + Conditions(tx, measure, part, query, parameters);
        return tx.QuerySingle<long>($"SELECT count(*) FROM {measure.Source.From} WHERE {where}", parameters, scope);
    }
}
