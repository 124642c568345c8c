using Dapper;

namespace GridGov.Domain.Statistics;

/// <summary>Sums rows of several sources by group in one statement.</summary>
sealed class SumStatement
{
    readonly bool hasSecond;

    /// <summary>Null where the groups are not known beforehand.</summary>
    readonly KnownGroups? known;

    readonly List<string> selects = [];

    /// <param name="root">A grid, county or city: @Root in SELECTs, with @RootEnd as the exclusive end of its codes.</param>
    public SumStatement(CountQuery query, string root, bool isLabelled)
    {
        IsLabelled = isLabelled;
        hasSecond = query.By.Count > 1;
        known = isLabelled ? null : KnownGroups.Of(query.By);
        Parameters.Add("Root", root);
        Parameters.Add("RootEnd", GridCode.EndOfSubtree(root));
        // One more than allowed, to detect too many.
        if (known is null)
            Parameters.Add("MaxSums", Max + 1);
    }

    public bool IsLabelled { get; }

    public DynamicParameters Parameters { get; } = new();

    public string Sql => known is not null
        ? string.Concat(["SELECT ", known.Totals, " FROM (", .. selects, ") AS counted"])
        : string.Concat([
            $"SELECT {(IsLabelled ? "label" : "''")} AS label, first, {(hasSecond ? "second" : "''")} AS second, "
                + $"{Total("numerator")}, {Total("n")}\n  FROM (",
            .. selects,
            $") AS counted\n GROUP BY {(IsLabelled ? "label, " : "")}first{(hasSecond ? ", second" : "")}\n LIMIT @MaxSums"]);

    public const string Union = "\n UNION ALL\n";

    public void Add(string select)
    {
        if (selects.Count > 0)
            selects.Add(Union);
        selects.Add(select);
    }

    /// <param name="keys">The keys of their groups, as SQL on a row.</param>
    /// <param name="numerator">The weight of a row in a measure's numerator.</param>
    /// <param name="n">The weight of a row in the count.</param>
    public string Select(SumKeys keys, Multiplier numerator, Multiplier n, string from)
    {
        // Constant columns are left out, because the engine would sort by them.
        var columns = known is not null
            ? string.Join(", ", known.Keys.Select((group, i) => $"{SumOf(numerator, group)} AS numerator{i}, {SumOf(n, group)} AS n{i}"))
            : $"{(IsLabelled ? keys.Label + " AS label, " : "")}{keys.First} AS first, {(hasSecond ? keys.Second + " AS second, " : "")}"
                + $"{numerator.Apply(numerator.Sql)} AS numerator, {n.Apply(n.Sql)} AS n";
        return $"SELECT {columns}\n  FROM {from}";

        string SumOf(Multiplier times, string group) =>
            times.Apply($"sum({times.Sql}){(group == "" ? "" : $" FILTER (WHERE {keys.First} = '{group}')")}");
    }

    /// <exception cref="GridGov.Api.ProblemException">There are too many groups.</exception>
    public async Task<List<SumRow>> Read(Tx tx)
    {
        if (selects.Count == 0)
            return [];
        if (known is not null)
            return (await tx.Query(Sql, columns => known.Keys.Select(group => SumRow.Read(columns, group)).ToList(), Parameters))[0];
        var rows = await tx.Query(Sql, SumRow.Read, Parameters);
        return rows.Count <= Max ? rows : throw new GridGov.Api.ProblemException(SumRow.TooMany("200,000"));
    }

    static string Total(string column) => $"CAST(coalesce(sum({column}), 0) AS BIGINT) AS {column}";

    /// <summary>More than any answer needs: 10,000 figures by week are computed from days.</summary>
    const int Max = 250_000;

    /// <summary>Few groups known beforehand have their own sums, which avoids sorting: over a third of the engine's time.</summary>
    /// <param name="Keys">The groups' keys; the empty key is the total.</param>
    sealed record KnownGroups(IReadOnlyList<string> Keys)
    {
        static readonly KnownGroups All = new([""]);
        static readonly KnownGroups Programmes = new([.. Codes<Programme>.All]);

        public string Totals { get; } = string.Join(", ", Keys.Select((_, i) => $"{Total($"numerator{i}")}, {Total($"n{i}")}"));

        public static KnownGroups? Of(IReadOnlyList<Dimension> by) => by switch
        {
            [] => All,
            [Dimension.Programme] => Programmes,
            _ => null,
        };
    }
}

/// <summary>SQL on a row: its label, and its key in each dimension.</summary>
readonly record struct SumKeys(string Label, string First, string Second);

/// <summary>A weight: a number times an SQL expression on a row.</summary>
readonly record struct Multiplier(string Sql, int Number = 1)
{
    /// <summary>Multiplies an expression, which may be a sum, so that the engine computes equal sums once.</summary>
    public string Apply(string sql) => Number switch
    {
        0 => "0",
        1 => sql,
        -1 => "-" + sql,
        _ => $"{Number} * {sql}",
    };
}

/// <summary>The weights of a count in a measure's numerator and in the count.</summary>
readonly record struct Weight(int Numerator, int N);
