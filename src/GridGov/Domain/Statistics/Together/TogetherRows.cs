using Dapper;
using GridGov.Data.Statements;

namespace GridGov.Domain.Statistics.Together;

/// <summary>Reads the rows of a measure, and selects those that a list of counted rows shows.</summary>
static class TogetherRows
{
    /// <summary>What is counted of a row.</summary>
    public readonly record struct Item(string Grid, Id? Group, string Kind, DateOnly Day, bool Counts);

    public static async IAsyncEnumerable<Item> Read(Tx tx, TogetherRowMeasure measure, string root, CountQuery query)
    {
        var parameters = SqlParameters.Of(new { Root = root, RootEnd = GridCode.EndOfSubtree(root) });
        var source = measure.Source;
        var sql = $"""
            SELECT {source.Grid}, {source.Group}, {source.Kind}, {source.At}, CASE WHEN {measure.InNumerator} THEN 1 ELSE 0 END AS counts
              FROM {source.From}
             WHERE {source.Grid} >= @Root AND {source.Grid} < @RootEnd{Conditions(tx, measure, MeasurePart.Denominator, query, parameters)}
            """;
        await foreach (var batch in tx.QueryBatches(
            sql, c => new Item(c.Text(), c.IdOrNull(), c.Text(), tx.DayOf(c.Instant()), c.Flag()), parameters))
        {
            foreach (var item in batch)
                yield return item;
        }
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

    /// <summary>The ids of counted rows, the latest first.</summary>
    /// <param name="scope">The grids whose rows the caller reads.</param>
    public static Task<List<Id>> List(
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

    public static Task<long> Count(Tx tx, TogetherRowMeasure measure, MeasurePart part, CountQuery query, Scope scope)
    {
        var parameters = new DynamicParameters();
        var where = $"@scope({measure.Source.Grid})" + Conditions(tx, measure, part, query, parameters);
        return tx.QuerySingle<long>($"SELECT count(*) FROM {measure.Source.From} WHERE {where}", parameters, scope);
    }
}
