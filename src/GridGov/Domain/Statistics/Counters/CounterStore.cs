using System.Numerics;
using System.Runtime.InteropServices;
using Dapper;
using GridGov.Data.Statements;

namespace GridGov.Domain.Statistics.Counters;

public enum CounterDetail
{
    Category,

    Programme,
}

/// <summary>
/// The counts behind the statistics. A transition appends its changes to <c>counter_changes</c>; <see cref="Fold"/> adds them to
/// <c>counters</c>, with rows for the ticket's grid, its street and every level above, written once for many changes.
/// </summary>
public static class CounterStore
{
    /// <summary>
    /// The code length (street) down to which rows cover whole subtrees, with rows for months and programmes. Below it, rows are of a
    /// grid's own tickets, because few rows have to be summed there.
    /// </summary>
    public const int RolledUpToLength = 9;

    /// <summary>The stored rows: code lengths by grain and detail.</summary>
    public static readonly IReadOnlyList<Part> Parts =
    [
        .. GridCode.Lengths.Select(length => new Part(CounterDetail.Category, CounterGrain.Day, length)),
        .. GridCode.Lengths.Where(length => length <= RolledUpToLength).SelectMany(length => new[]
        {
            new Part(CounterDetail.Category, CounterGrain.Month, length),
            new Part(CounterDetail.Programme, CounterGrain.Day, length),
            new Part(CounterDetail.Programme, CounterGrain.Month, length),
        }),
    ];

    public static Task AppendChanges(Tx tx, IEnumerable<CounterDelta> deltas) => InsertChanges.Execute(tx, deltas);

    /// <summary>Folds the appended changes in short transactions, by neighbouring grids, which share the rows above them.</summary>
    public static async Task<int> Fold(Db db, CancellationToken ct)
    {
        var folded = 0;
        List<ChangedGrid> grids;
        do
        {
            grids = await db.Read(tx => tx.Query(FirstChangedGrids, ChangedGrid.Read, new { AtOnce = ChangesPerRead }), ct);
            var last = grids.Count == 0 ? 0 : grids.Max(grid => grid.Last);
            foreach (var neighbours in Portions(grids))
            {
                var portion = new { From = neighbours[0].Code, To = neighbours[^1].Code, Last = last };
                folded += await db.Write(tx => FoldPortion(tx, portion), ct);
            }
        }
        while (grids.Sum(grid => grid.Changes) == ChangesPerRead);
        return folded;
    }

    static IEnumerable<List<ChangedGrid>> Portions(List<ChangedGrid> grids)
    {
        var (portion, changes) = (new List<ChangedGrid>(), 0);
        foreach (var grid in grids)
        {
            portion.Add(grid);
            changes += grid.Changes;
            if (changes < Portion)
                continue;
            yield return portion;
            (portion, changes) = ([], 0);
        }
        if (portion.Count > 0)
            yield return portion;
    }

    /// <summary>Runs in an exclusive write, so the deleted changes are those that were read.</summary>
    static async Task<int> FoldPortion(Tx tx, object portion)
    {
        // Added up here and not by the engine: grouping by six texts costs it more than writing what comes of it.
        var changes = SumRows(await tx.Query(
            "SELECT counter, grid_code, day, category, programme, role, delta FROM counter_changes" + OfPortion, ReadChange, portion));
        foreach (var ofLength in Parts.GroupBy(part => part.CodeLength))
        {
            // The first part has every detail and fewer rows than the changes; the others are summed from it.
            var finest = SumRows(ofLength.First(), changes);
            foreach (var part in ofLength)
                await Write(tx, part, [.. (part == ofLength.First() ? finest : SumRows(part, finest)).Where(sum => sum.Value != 0)]);
        }
        return await tx.Execute("DELETE FROM counter_changes" + OfPortion, portion);
    }

    static Dictionary<RowKey, int> SumRows(Part part, Dictionary<RowKey, int> rows) =>
        SumRows(rows.Where(row => part.Has(row.Key.Grid)).Select(row => KeyValuePair.Create(part.RowOf(row.Key), row.Value)));

    static Dictionary<RowKey, int> SumRows(IEnumerable<KeyValuePair<RowKey, int>> rows)
    {
        var sums = new Dictionary<RowKey, int>();
        foreach (var (key, count) in rows)
            CollectionsMarshal.GetValueRefOrAddDefault(sums, key, out _) += count;
        return sums;
    }

    static KeyValuePair<RowKey, int> ReadChange(Columns columns) =>
        KeyValuePair.Create(
            new RowKey(columns.Text(), columns.Text(), columns.Int(), columns.Text(), columns.Text(), columns.Text()), columns.Int());

    static async Task Write(Tx tx, Part part, List<KeyValuePair<RowKey, int>> sums)
    {
        for (var done = 0; done < sums.Count;)
        {
            // Powers of two, which limits the number of different statements.
            var count = Math.Min(MaxRows, 1 << BitOperations.Log2((uint)(sums.Count - done)));
            await tx.Execute(Upserts[count], part.Parameters(sums[done..(done + count)]));
            done += count;
        }
    }

    internal static Task Correct(Tx tx, Part part, IEnumerable<(RowKey Key, int Missing)> rows) =>
        Write(tx, part, [.. rows.Select(row => KeyValuePair.Create(row.Key, row.Missing))]);

    const int ChangesPerRead = CounterFoldingWorker.Many;

    /// <summary>Changes per transaction, rounded up to whole grids.</summary>
    const int Portion = 4000;

    const int MaxRows = 64;

    static readonly RowInsert<CounterDelta> InsertChanges = new("counter_changes",
        ("counter", delta => delta.Key.Counter),
        ("grid_code", delta => delta.Key.Grid),
        ("day", delta => delta.Key.Day),
        ("category", delta => delta.Key.Category),
        ("programme", delta => delta.Key.Programme),
        ("role", delta => delta.Key.Role),
        ("delta", delta => delta.By));

    const string FirstChangedGrids = """
        SELECT grid_code, count(*) AS changes, max(seq) AS last
          FROM (SELECT seq, grid_code FROM counter_changes ORDER BY seq LIMIT @AtOnce) AS first
         GROUP BY grid_code
         ORDER BY grid_code
        """;

    const string OfPortion = " WHERE seq <= @Last AND grid_code BETWEEN @From AND @To";

    /// <summary>The upsert of so many rows.</summary>
    static readonly Dictionary<int, string> Upserts = Enumerable.Range(0, 1 + BitOperations.Log2(MaxRows))
        .Select(power => 1 << power).ToDictionary(rows => rows, rows => $"""
        INSERT INTO counters (counter, detail, grain, code_length, grid_code, day, category, programme, role, count)
        VALUES {string.Join(", ", Enumerable.Range(0, rows).Select(ValuesOf))}
        ON CONFLICT (counter, detail, grain, code_length, grid_code, day, category, programme, role)
        DO UPDATE SET count = counters.count + excluded.count
        """);

    static string ValuesOf(int i) =>
        $"(@Counter{i}, @Detail, @Grain, @CodeLength, @Grid{i}, @Day{i}, @Category{i}, @Programme{i}, @Role{i}, @Count{i})";

    /// <summary>A grid with pending changes; <c>Last</c> is the number of the last.</summary>
    sealed record ChangedGrid(string Code, int Changes, long Last)
    {
        public static ChangedGrid Read(Columns columns) => new(columns.Text(), columns.Int(), columns.Long());
    }

    /// <summary>The key of a part's row, with codes as stored, because a recount may find any text.</summary>
    internal readonly record struct RowKey(string Counter, string Grid, int Day, string Category, string Programme, string Role);

    /// <summary>Rows of one kind: which of a change's columns they keep.</summary>
    public sealed record Part(CounterDetail Detail, CounterGrain Grain, int CodeLength)
    {
        /// <summary>The key of a change's row, as columns of <c>counter_changes</c>.</summary>
        public string Key { get; } = string.Join(", ",
            $"substr(grid_code, 1, {CodeLength}) AS grid_code",
            Grain == CounterGrain.Month ? "day - day % 100 + 1 AS day" : "day",
            Detail == CounterDetail.Programme ? "'' AS category" : "category",
            "programme",
            Detail == CounterDetail.Programme ? "'' AS role" : "role");

        /// <summary>Whether it keeps what is counted of tickets of a grid.</summary>
        internal bool Has(string grid) => CodeLength > RolledUpToLength ? grid.Length == CodeLength : grid.Length >= CodeLength;

        /// <summary>The same of <c>grid_code</c>.</summary>
        public string Condition { get; } = $"length(grid_code) {(CodeLength > RolledUpToLength ? "=" : ">=")} {CodeLength}";

        /// <summary><see cref="Key"/> in code.</summary>
        internal RowKey RowOf(RowKey change) => change with
        {
            Grid = change.Grid.Length == CodeLength ? change.Grid : change.Grid[..CodeLength],
            Day = Grain == CounterGrain.Month ? change.Day - change.Day % 100 + 1 : change.Day,
            Category = Detail == CounterDetail.Programme ? "" : change.Category,
            Role = Detail == CounterDetail.Programme ? "" : change.Role,
        };

        internal DynamicParameters Parameters(List<KeyValuePair<RowKey, int>> rows)
        {
            var parameters = new DynamicParameters();
            parameters.Add("Detail", Detail);
            parameters.Add("Grain", Grain);
            parameters.Add("CodeLength", CodeLength);
            for (var i = 0; i < rows.Count; i++)
            {
                var (key, count) = rows[i];
                parameters.Add($"Counter{i}", key.Counter);
                parameters.Add($"Grid{i}", key.Grid);
                parameters.Add($"Day{i}", key.Day);
                parameters.Add($"Category{i}", key.Category);
                parameters.Add($"Programme{i}", key.Programme);
                parameters.Add($"Role{i}", key.Role);
                parameters.Add($"Count{i}", count);
            }
            return parameters;
        }
    }
}
