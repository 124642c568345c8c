using Dapper;

namespace GridGov.Domain.Statistics;

/// <summary>Rows of one or more kinds, added up by group in one statement.</summary>
sealed class SumStatement
{
    readonly bool hasSecond;

    /// <summary>Null where the groups are not known beforehand.</summary>
    readonly KnownGroups? known;

    readonly List<string> selects = [];

    /// <param name="root">A grid, county or city, which SELECTs know as @Root, and the code after all those in it as @RootEnd.</param>
    public SumStatement(CountQuery query, string root, bool isLabelled)
    {
        IsLabelled = isLabelled;
        hasSecond = query.By.Count > 1;
        known = isLabelled ? null : KnownGroups.Of(query.By);
        Parameters.Add("Root", root);
        Parameters.Add("RootEnd", GridCode.EndOfSubtree(root));
        // One more than are answered, so that more are noticed.
        if (known is null)
            Parameters.Add("MaxSums", Max + 1);
    }

    /// <summary>Whether what is counted is of several kinds that are told apart.</summary>
    public bool IsLabelled { get; }

    public DynamicParameters Parameters { get; } = new();

    public string Sql => known is not null
        ? string.Concat(["SELECT ", known.Totals, " FROM (", .. selects, ") AS counted"])
        : string.Concat([
            $"SELECT {(IsLabelled ? "label" : "''")} AS label, first, {(hasSecond ? "second" : "''")} AS second, {Total("numerator")}, {Total("n")}\n  FROM (",
            .. selects,
            $") AS counted\n GROUP BY {(IsLabelled ? "label, " : "")}first{(hasSecond ? ", second" : "")}\n LIMIT @MaxSums"]);

    /// <summary>What stands between two SELECTs.</summary>
    public const string Union = "\n UNION ALL\n";

    /// <summary>Adds a SELECT, or several.</summary>
    public void Add(string select)
    {
        if (selects.Count > 0)
            selects.Add(Union);
        selects.Add(select);
    }

    /// <summary>A SELECT of rows.</summary>
    /// <param name="keys">What tells their groups apart, as SQL on a row.</param>
    /// <param name="numerator">How often one counts in a measure's numerator.</param>
    /// <param name="n">How often one counts at all.</param>
    /// <param name="from">The rows: what is selected from, and on which conditions.</param>
    public string Select(SumKeys keys, Multiplier numerator, Multiplier n, string from)
    {
        // Whatever is the same for all rows is not in the SELECT: the engine would sort by it.
        var columns = known is not null
            ? string.Join(", ", known.Keys.Select((group, i) => $"{SumOf(numerator, group)} AS numerator{i}, {SumOf(n, group)} AS n{i}"))
            : $"{(IsLabelled ? keys.Label + " AS label, " : "")}{keys.First} AS first, {(hasSecond ? keys.Second + " AS second, " : "")}{numerator.Apply(numerator.Sql)} AS numerator, {n.Apply(n.Sql)} AS n";
        return $"SELECT {columns}\n  FROM {from}";

        string SumOf(Multiplier times, string group) => times.Apply($"sum({times.Sql}){(group == "" ? "" : $" FILTER (WHERE {keys.First} = '{group}')")}");
    }

    /// <exception cref="GridGov.Api.ProblemException">There are more groups than anybody is answered with.</exception>
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

    /// <summary>More than the figures of any answer are made of: ten thousand of a week each day of which is counted by itself.</summary>
    const int Max = 250_000;

    /// <summary>
    /// Groups that are few and known beforehand: each then has sums of its own and nothing is sorted, which is over a third
    /// of what the engine takes otherwise.
    /// </summary>
    /// <param name="Keys">Theirs; that of all that is counted is empty.</param>
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

/// <summary>SQL on a row: what it is counted as, and its group in each dimension of the question.</summary>
readonly record struct SumKeys(string Label, string First, string Second);

/// <summary>How often a row counts: a number of times what SQL says on it.</summary>
readonly record struct Multiplier(string Sql, int Number = 1)
{
    /// <summary>So many times what SQL says, which may be a sum: the engine adds up once what is summed in both columns.</summary>
    public string Apply(string sql) => Number switch
    {
        0 => "0",
        1 => sql,
        -1 => "-" + sql,
        _ => $"{Number} * {sql}",
    };
}

/// <summary>How often what is counted counts: in a measure's numerator, and at all.</summary>
readonly record struct Weight(int Numerator, int N);
