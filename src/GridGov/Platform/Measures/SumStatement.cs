using System.Text;
using Dapper;
using GridGov.Platform.Data;
using GridGov.Platform.Security;

namespace GridGov.Platform.Measures;

/// <summary>Rows of one or more kinds, added up by group in one statement.</summary>
sealed class SumStatement
{
    readonly StringBuilder selects = new(4096);
    readonly bool isLabelled, hasSecond;

    /// <param name="root">A grid, county or city, which SELECTs know as @Root, and the code after all those in it as @RootEnd.</param>
    /// <param name="isLabelled">Whether what is counted is of several kinds that are told apart.</param>
    public SumStatement(CountQuestion question, string root, bool isLabelled)
    {
        this.isLabelled = isLabelled;
        hasSecond = question.By.Count > 1;
        Parameters.Add("Root", root);
        Parameters.Add("RootEnd", GridCode.End(root));
        // One more than are answered, so that more are noticed.
        Parameters.Add("MaxSums", Max + 1);
    }

    public DynamicParameters Parameters { get; } = new();

    public string Sql => $"""
        SELECT {(isLabelled ? "label" : "''")} AS label, first, {(hasSecond ? "second" : "''")} AS second,
               CAST(sum(numerator) AS BIGINT) AS numerator, CAST(sum(n) AS BIGINT) AS n
          FROM ({selects}) AS counted
         GROUP BY {(isLabelled ? "label, " : "")}first{(hasSecond ? ", second" : "")}
         LIMIT @MaxSums
        """;

    /// <summary>Adds rows.</summary>
    /// <param name="keys">What tells their groups apart, as SQL on a row.</param>
    /// <param name="numerator">How often one counts in a measure's numerator, as such SQL.</param>
    /// <param name="n">How often one counts at all.</param>
    /// <param name="from">The rows: what is selected from, and on which conditions.</param>
    public void Add(SumKeys keys, string numerator, string n, string from)
    {
        selects.Append(selects.Length == 0 ? "SELECT " : "\n UNION ALL\nSELECT ");
        // Whatever is the same for all rows is not in the SELECT: the engine would sort by it.
        if (isLabelled)
            selects.Append(keys.Label).Append(" AS label, ");
        selects.Append(keys.First).Append(" AS first, ");
        if (hasSecond)
            selects.Append(keys.Second).Append(" AS second, ");
        selects.Append(numerator).Append(" AS numerator, ").Append(n).Append(" AS n\n  FROM ").Append(from);
    }

    /// <exception cref="Http.ProblemException">There are more groups than anybody is answered with.</exception>
    public async Task<List<SumRow>> Read(Tx tx)
    {
        if (selects.Length == 0)
            return [];
        var rows = await tx.List(Sql, SumRow.Read, Parameters);
        return rows.Count <= Max ? rows : throw new Http.ProblemException(SumRow.TooMany("200,000"));
    }

    /// <summary>More than the figures of any answer are made of: ten thousand of a week each day of which is counted by itself.</summary>
    const int Max = 250_000;
}

/// <summary>SQL on a row: what it is counted as, and its group in each dimension of the question.</summary>
readonly record struct SumKeys(string Label, string First, string Second);

/// <summary>How often what is counted counts: in a measure's numerator, and at all.</summary>
readonly record struct Weight(int Numerator, int N)
{
    public static Weight operator +(Weight one, Weight other) => new(one.Numerator + other.Numerator, one.N + other.N);

    public static Weight operator *(int times, Weight weight) => new(times * weight.Numerator, times * weight.N);

    /// <summary>So often a number, as SQL.</summary>
    public static string Of(int times, string n) => times switch
    {
        0 => "0",
        1 => n,
        -1 => "-" + n,
        _ => $"{times} * {n}",
    };
}
