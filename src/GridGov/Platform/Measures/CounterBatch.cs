using System.Runtime.InteropServices;
using GridGov.Platform.Security;
using GridGov.Platform.Time;

namespace GridGov.Platform.Measures;

/// <summary>
/// Adds up the counter changes of many transactions and writes each row once. Every count is kept for the ticket's own
/// grid and for each one above it, and above the community for whole months as well: a reader then sums a few hundred
/// rows whatever the number of tickets, and because filings of one moment share the upper rows, keeping them costs little.
/// </summary>
public sealed class CounterBatch
{
    readonly Dictionary<Row, int> rows = [];

    /// <summary>The rows that one count is part of: its grid and those above it, by day, and by month above the community.</summary>
    static IEnumerable<Row> RowsOf(CounterKey key)
    {
        foreach (var length in GridCode.Lengths)
        {
            if (length > key.Grid.Length)
                break;
            var row = new Row(key.Counter, ByDay, length, key.Grid[..length], Days.Number(key.Day), key.Category, key.Programme, key.Role);
            yield return row;
            if (length <= MonthsUpToLength)
                yield return row with { Grain = ByMonth, Day = Days.Number(key.Day.FirstOfMonth()) };
        }
    }

    /// <summary>Code length down to which there are rows for whole months: below, a month of days is few rows.</summary>
    public const int MonthsUpToLength = 9;

    public const string ByDay = "day";
    public const string ByMonth = "month";

    public void Add(IEnumerable<CounterDelta> deltas)
    {
        foreach (var delta in deltas)
        {
            foreach (var row in RowsOf(delta.Key))
                CollectionsMarshal.GetValueRefOrAddDefault(rows, row, out _) += delta.By;
        }
    }

    /// <summary>The rows that change, and by how much.</summary>
    public IEnumerable<KeyValuePair<Row, int>> Sums => rows.Where(pair => pair.Value != 0);

    /// <summary>The key of a row of <c>counters</c>.</summary>
    /// <param name="Grain"><see cref="ByDay"/>, or <see cref="ByMonth"/> with the month's first day.</param>
    /// <param name="Digits">The length of the grid's code.</param>
    /// <param name="Day">yyyymmdd.</param>
    public readonly record struct Row(
        Counter Counter, string Grain, int Digits, string Grid, int Day, string Category, Programme Programme, string Role);
}
