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

    /// <summary>Folds what has been appended, in portions so that no other write waits long.</summary>
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

    /// <summary>Nothing else writes meanwhile, so every statement sees the same changes.</summary>
    static async Task<int> FoldPortion(Tx tx)
    {
        if (await tx.One<long?>(LastOfPortion, new { Portion }) is not { } last)
            return 0;
        foreach (var part in Parts)
            await tx.Run(part.Fold, new { Last = last });
        return await tx.Run(Remove, new { Last = last });
    }

    const int Portion = 4000;

    const string Append = """
        INSERT INTO counter_changes (counter, grid_code, day, category, programme, role, n)
        VALUES (@Counter, @Grid, @Day, @Category, @Programme, @Role, @N)
        """;

    const string LastOfPortion = "SELECT max(seq) FROM (SELECT seq FROM counter_changes ORDER BY seq LIMIT @Portion) AS portion";

    const string Remove = "DELETE FROM counter_changes WHERE seq <= @Last";

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

        internal string Fold => $"""
            INSERT INTO counters (counter, detail, grain, digits, grid_code, day, category, programme, role, n)
            SELECT counter, '{Detail}', '{Grain}', {Digits}, grid_code, day, category, programme, role, sum(n)
              FROM (SELECT counter, {Key}, n FROM counter_changes WHERE seq <= @Last AND length(grid_code) >= {Digits}) AS changes
             GROUP BY counter, grid_code, day, category, programme, role
            HAVING sum(n) <> 0
                ON CONFLICT (counter, detail, grain, digits, grid_code, day, category, programme, role)
                DO UPDATE SET n = counters.n + excluded.n
            """;
    }
}
