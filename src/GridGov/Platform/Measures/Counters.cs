using System.Numerics;
using System.Runtime.InteropServices;
using Dapper;
using GridGov.Platform.Data;
using GridGov.Platform.Security;

namespace GridGov.Platform.Measures;

/// <summary>
/// The counts behind the statistics. A move of a ticket appends what it changes to <c>counter_changes</c>; from time to
/// time <see cref="Fold"/> adds those rows to <c>counters</c>, which holds every count for the ticket's own grid and for
/// each one above it. Folding many moves at once writes each of the upper rows once instead of once for every ticket.
/// </summary>
public static class Counters
{
    /// <summary>Grains: a row for each day, or for each month with its first day.</summary>
    public const string ByDay = "day";

    /// <inheritdoc cref="ByDay"/>
    public const string ByMonth = "month";

    /// <summary>Details: a row for each category, programme and role, or for each programme.</summary>
    public const string ByCategory = "category";

    /// <inheritdoc cref="ByCategory"/>
    public const string ByProgramme = "programme";

    /// <summary>Code length down to which there are rows for months and for programmes: below, a month of days and categories is few rows.</summary>
    public const int RolledUpToLength = 9;

    /// <summary>The rows that are kept: of every grain and detail the code lengths.</summary>
    public static readonly IReadOnlyList<Part> Parts =
    [
        .. GridCode.Lengths.Select(digits => new Part(ByCategory, ByDay, digits)),
        .. GridCode.Lengths.Where(digits => digits <= RolledUpToLength).SelectMany(digits => new[]
        {
            new Part(ByCategory, ByMonth, digits),
            new Part(ByProgramme, ByDay, digits),
            new Part(ByProgramme, ByMonth, digits),
        }),
    ];

    /// <summary>Appends the changes of one move.</summary>
    public static Task Add(Tx tx, IEnumerable<CounterDelta> deltas) => tx.Run(Append, deltas.Select(delta => new
    {
        Counter = delta.Key.Counter.Code(),
        delta.Key.Grid,
        delta.Key.Day,
        delta.Key.Category,
        Programme = delta.Key.Programme.Code(),
        delta.Key.Role,
        N = delta.By,
    }));

    /// <summary>
    /// Folds what has been appended, in portions so that no other write waits long: grid by grid, because changes of
    /// neighbours meet in the rows above them, and the more there are the fewer rows each of them writes.
    /// </summary>
    /// <returns>How many changes were folded.</returns>
    public static async Task<int> Fold(Db db, CancellationToken ct)
    {
        var folded = 0;
        int portion;
        do
        {
            portion = await db.Write(FoldPortion, ct);
            folded += portion;
        }
        while (portion == Portion);
        return folded;
    }

    /// <summary>Nothing else writes meanwhile, so what is removed is what was read.</summary>
    static async Task<int> FoldPortion(Tx tx)
    {
        var changes = await tx.List<Change>(FirstChanges, new { Portion });
        if (changes.Count == 0)
            return 0;
        // Added up here and not by the engine: grouping by six texts costs it more than writing what comes of it.
        foreach (var part in Parts)
            await Write(tx, part, part.AddUp(changes).Where(sum => sum.Value != 0).ToList());
        return await tx.Run(Remove, new { Grid = changes[^1].GridCode, changes[^1].Seq });
    }

    static async Task Write(Tx tx, Part part, List<KeyValuePair<RowKey, int>> sums)
    {
        for (var done = 0; done < sums.Count;)
        {
            // In powers of two, so that there are few forms of the statement.
            var count = Math.Min(MaxRows, 1 << BitOperations.Log2((uint)(sums.Count - done)));
            await tx.Run(Upserts[count], part.Parameters(sums[done..(done + count)]));
            done += count;
        }
    }

    /// <summary>Adds to rows of a part what they lack.</summary>
    internal static Task Correct(Tx tx, Part part, IEnumerable<(RowKey Key, int Lacking)> rows) =>
        Write(tx, part, [.. rows.Select(row => KeyValuePair.Create(row.Key, row.Lacking))]);

    const int Portion = 4000;

    /// <summary>Rows written by one statement.</summary>
    const int MaxRows = 64;

    const string Append = """
        INSERT INTO counter_changes (counter, grid_code, day, category, programme, role, n)
        VALUES (@Counter, @Grid, @Day, @Category, @Programme, @Role, @N)
        """;

    const string FirstChanges = """
        SELECT seq, counter, grid_code, day, category, programme, role, n
          FROM counter_changes
         ORDER BY grid_code, seq
         LIMIT @Portion
        """;

    const string Remove = "DELETE FROM counter_changes WHERE (grid_code, seq) <= (@Grid, @Seq)";

    /// <summary>The upsert of so many rows.</summary>
    static readonly Dictionary<int, string> Upserts = Enumerable.Range(0, 1 + BitOperations.Log2(MaxRows)).Select(power => 1 << power).ToDictionary(rows => rows, rows => $"""
        INSERT INTO counters (counter, detail, grain, digits, grid_code, day, category, programme, role, n)
        VALUES {string.Join(", ", Enumerable.Range(0, rows).Select(i => $"(@Counter{i}, @Detail, @Grain, @Digits, @Grid{i}, @Day{i}, @Category{i}, @Programme{i}, @Role{i}, @N{i})"))}
        ON CONFLICT (counter, detail, grain, digits, grid_code, day, category, programme, role)
        DO UPDATE SET n = counters.n + excluded.n
        """);

    /// <summary>A row of <c>counter_changes</c>.</summary>
    internal sealed record Change
    {
        public required long Seq { get; init; }
        public required string Counter { get; init; }
        public required string GridCode { get; init; }
        public required int Day { get; init; }
        public required string Category { get; init; }
        public required string Programme { get; init; }
        public required string Role { get; init; }
        public required int N { get; init; }
    }

    /// <summary>What tells the rows of one part from one another.</summary>
    internal readonly record struct RowKey(string Counter, string Grid, int Day, string Category, string Programme, string Role);

    /// <summary>Rows of one kind: which of a change's columns they keep.</summary>
    public sealed record Part(string Detail, string Grain, int Digits)
    {
        /// <summary>The key of the row that a change belongs to, as columns of <c>counter_changes</c> or of what is shaped like it.</summary>
        public string Key { get; } = string.Join(", ",
            $"substr(grid_code, 1, {Digits}) AS grid_code",
            Grain == ByMonth ? "day - day % 100 + 1 AS day" : "day",
            Detail == ByProgramme ? "'' AS category" : "category",
            "programme",
            Detail == ByProgramme ? "'' AS role" : "role");

        internal Dictionary<RowKey, int> AddUp(List<Change> changes)
        {
            var sums = new Dictionary<RowKey, int>();
            foreach (var change in changes)
            {
                if (change.GridCode.Length >= Digits)
                    CollectionsMarshal.GetValueRefOrAddDefault(sums, RowOf(change), out _) += change.N;
            }
            return sums;
        }

        RowKey RowOf(Change change) => new(
            change.Counter,
            change.GridCode[..Digits],
            Grain == ByMonth ? change.Day - change.Day % 100 + 1 : change.Day,
            Detail == ByProgramme ? "" : change.Category,
            change.Programme,
            Detail == ByProgramme ? "" : change.Role);

        internal DynamicParameters Parameters(List<KeyValuePair<RowKey, int>> rows)
        {
            var parameters = new DynamicParameters();
            parameters.Add("Detail", Detail);
            parameters.Add("Grain", Grain);
            parameters.Add("Digits", Digits);
            for (var i = 0; i < rows.Count; i++)
            {
                var (key, n) = rows[i];
                parameters.Add($"Counter{i}", key.Counter);
                parameters.Add($"Grid{i}", key.Grid);
                parameters.Add($"Day{i}", key.Day);
                parameters.Add($"Category{i}", key.Category);
                parameters.Add($"Programme{i}", key.Programme);
                parameters.Add($"Role{i}", key.Role);
                parameters.Add($"N{i}", n);
            }
            return parameters;
        }
    }
}
