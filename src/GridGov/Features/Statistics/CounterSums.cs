using GridGov.Platform.Data;
using GridGov.Platform.Measures;
using GridGov.Platform.Security;
using GridGov.Platform.Time;

namespace GridGov.Features.Statistics;

/// <summary>Sums of counters, by group. Reads the rows kept for a grid as a whole, so the number of tickets does not matter.</summary>
static class CounterSums
{
    /// <summary>The grids whose figures were asked for: the one named, or the caller's own. Null: outside the caller's scope.</summary>
    public static async Task<IReadOnlyList<string>?> Roots(Tx tx, Actor actor, string? grid)
    {
        var scope = actor.ScopeOf(Capability.StatisticsRead);
        if (grid is not null)
            return await tx.One<string>(FindGrid, new { Code = grid }, scope) is null ? null : [grid];
        return scope.Roots is [GridCode.Everywhere] ? await tx.List<string>(ListCities) : scope.Roots;
    }

    /// <summary>The sum of one counter for each group's key.</summary>
    public static async Task<Dictionary<string, long>> Sum(Tx tx, IReadOnlyList<string> roots, Period period, GroupBy by, Counter counter)
    {
        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var root in roots)
        {
            var digits = LevelOf(by) is { } level ? GridCode.LengthOf(level) : root.Length;
            if (digits < root.Length)
                continue;
            var rolledUp = digits <= Counters.RolledUpToLength;
            var detail = rolledUp && by is not (GroupBy.Category or GroupBy.CategoryGroup or GroupBy.Role) ? Counters.ByProgramme : Counters.ByCategory;
            foreach (var (grain, from, to) in period.Parts(monthly: rolledUp && by != GroupBy.Day))
            {
                var rows = await tx.List<SumRow>(Sql(by), new
                {
                    Counter = counter.Code(),
                    Detail = detail,
                    Grain = grain,
                    Digits = digits,
                    Root = root,
                    RootEnd = GridCode.End(root),
                    Level = LevelOf(by),
                    From = from,
                    To = to,
                });
                foreach (var row in rows)
                    sums[row.Key] = sums.GetValueOrDefault(row.Key) + row.N;
            }
        }
        return sums;
    }

    /// <summary>Whether the groups together are all that is counted: a ticket filed to a street is in no community, and yet in the total.</summary>
    public static bool AddUp(GroupBy by) => LevelOf(by) is null;

    /// <summary>The names of the groups, in the language of the data; a key without one is its own.</summary>
    public static async Task<Func<string, string>> Names(Tx tx, IReadOnlyList<string> roots, GroupBy by)
    {
        switch (by)
        {
            case GroupBy.Programme:
                return key => Codes<Programme>.Read(key) switch
                {
                    Programme.SocialConditions => "社情类",
                    Programme.SevenFields => "七个领域类",
                };
            case GroupBy.Day:
                return key => key;
            case GroupBy.None:
                return await Lookup(tx, roots.Count == 1 ? "SELECT code AS key, name FROM grids WHERE code = @Root" : null, new { Root = roots.FirstOrDefault() });
            case GroupBy.Category or GroupBy.CategoryGroup:
                return await Lookup(tx, "SELECT code AS key, name_zh AS name FROM categories");
            case GroupBy.Role:
                return await Lookup(tx, "SELECT code AS key, name_zh AS name FROM service_roles");
            case GroupBy.Level1 or GroupBy.Level2 or GroupBy.Level3:
                var names = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (var root in roots)
                {
                    foreach (var row in await tx.List<NameRow>(ListGridNames, new { Level = LevelOf(by), Root = root, RootEnd = GridCode.End(root) }))
                        names[row.Key] = row.Name;
                }
                return key => names.GetValueOrDefault(key, key);
            default:
                throw new ArgumentOutOfRangeException(nameof(by), by, "No such grouping.");
        }
    }

    /// <summary>How the list of tickets is limited to one group's.</summary>
    public static string TicketFilter(GroupBy by, string key, IReadOnlyList<string> roots, Period period)
    {
        // Of several roots each is a group of its own where nothing else groups.
        var grids = LevelOf(by) is not null || (by == GroupBy.None && key != Total) ? [key] : roots;
        var (from, to) = by == GroupBy.Day
            ? (DateOnly.ParseExact(key, "yyyy-MM-dd"), DateOnly.ParseExact(key, "yyyy-MM-dd").AddDays(1))
            : (period.From, period.To);
        var group = by switch
        {
            GroupBy.Programme => $"&programme={key}",
            GroupBy.Category or GroupBy.CategoryGroup => $"&category={key}",
            GroupBy.Role => $"&role={key}",
            _ => "",
        };
        return $"from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}{string.Concat(grids.Select(grid => $"&grid={grid}"))}{group}&count=true";
    }

    /// <summary>The key of the figure for all.</summary>
    public const string Total = "total";

    static int? LevelOf(GroupBy by) => by switch
    {
        GroupBy.Level1 => 1,
        GroupBy.Level2 => 2,
        GroupBy.Level3 => 3,
        _ => null,
    };

    static async Task<Func<string, string>> Lookup(Tx tx, string? sql, object? args = null)
    {
        var names = sql is null
            ? []
            : (await tx.List<NameRow>(sql, args)).ToDictionary(row => row.Key, row => row.Name, StringComparer.Ordinal);
        return key => names.GetValueOrDefault(key, key);
    }

    static string Sql(GroupBy by) => by switch
    {
        GroupBy.None => OfRoot("@Root"),
        GroupBy.Programme => OfRoot("programme"),
        GroupBy.CategoryGroup => OfRoot("substr(category, 1, 2)"),
        GroupBy.Category => OfRoot("category"),
        GroupBy.Role => OfRoot("role"),
        GroupBy.Day => OfRoot("substr(CAST(day AS TEXT), 1, 4) || '-' || substr(CAST(day AS TEXT), 5, 2) || '-' || substr(CAST(day AS TEXT), 7, 2)"),
        GroupBy.Level1 or GroupBy.Level2 or GroupBy.Level3 => OfLevel,
    };

    // What is folded, and what has been appended since.
    static string OfRoot(string key) => $"""
        SELECT key, CAST(sum(n) AS BIGINT) AS n
          FROM (SELECT {key} AS key, n
                  FROM counters
                 WHERE counter = @Counter AND detail = @Detail AND grain = @Grain AND digits = @Digits AND grid_code = @Root
                   AND day >= @From AND day < @To
                 UNION ALL
                SELECT {key} AS key, n
                  FROM counter_changes
                 WHERE counter = @Counter AND grid_code >= @Root AND grid_code < @RootEnd AND day >= @From AND day < @To) AS counted
         GROUP BY key
        """;

    // From the grids to their counters: each grid's days are one range of the key, where a range of grids would not be.
    const string OfLevel = """
        SELECT key, CAST(sum(n) AS BIGINT) AS n
          FROM (SELECT g.code AS key, c.n
                  FROM grids g
                  JOIN counters c ON c.counter = @Counter AND c.detail = @Detail AND c.grain = @Grain AND c.digits = @Digits AND c.grid_code = g.code
                                 AND c.day >= @From AND c.day < @To
                 WHERE g.level = @Level AND g.code >= @Root AND g.code < @RootEnd
                 UNION ALL
                SELECT substr(grid_code, 1, @Digits) AS key, n
                  FROM counter_changes
                 WHERE counter = @Counter AND grid_code >= @Root AND grid_code < @RootEnd AND day >= @From AND day < @To
                   AND length(grid_code) >= @Digits) AS counted
         GROUP BY key
        """;

    const string FindGrid = "SELECT code FROM grids WHERE code = @Code AND @scope(code)";

    const string ListCities = "SELECT code FROM grids WHERE parent_code IS NULL ORDER BY code LIMIT 1000";

    const string ListGridNames = "SELECT code AS key, name FROM grids WHERE level = @Level AND code >= @Root AND code < @RootEnd";

    sealed record SumRow
    {
        public required string Key { get; init; }
        public required long N { get; init; }
    }

    sealed record NameRow
    {
        public required string Key { get; init; }
        public required string Name { get; init; }
    }
}
