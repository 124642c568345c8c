using Dapper;
using GridGov.Data.Statements;

namespace GridGov.Domain.Boundaries;

/// <summary>The boundary of a grid that is valid on a day: the last one that begins by then, and of one day the last import.</summary>
sealed record StoredBoundary
{
    const int AtOnce = 256;

    public required long Id { get; init; }
    public required string Code { get; init; }
    public required DateOnly FromDay { get; init; }
    public required string Shape { get; init; }
    public required double AreaM2 { get; init; }

    public static Task<StoredBoundary?> Find(Tx tx, string code, DateOnly day) =>
        tx.QuerySingle<StoredBoundary>($"{Select} WHERE g.code = @Code AND {IsValid}", new { Code = code, Day = day });

    /// <summary>Those of grids in use.</summary>
    public static Task<List<StoredBoundary>> ListChildren(Tx tx, string parent, DateOnly day) => tx.Query<StoredBoundary>(
        $"{Select} WHERE g.parent_code = @Parent AND g.retired_at IS NULL AND {IsValid} ORDER BY g.code LIMIT 1000",
        new { Parent = parent, Day = day });

    /// <summary>Those of the grids, their parents, siblings and children, of grids in use.</summary>
    public static async Task<Dictionary<string, StoredBoundary>> ListAround(Tx tx, IReadOnlyCollection<string> codes, DateOnly day)
    {
        var parents = codes.Select(GridCode.Parent).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, StoredBoundary>(StringComparer.Ordinal);
        // The children of the parents are the grids and their siblings. A city has no parent.
        foreach (var (column, values) in new[]
        {
            ("g.code", parents.Concat(codes.Where(code => GridCode.Parent(code) is null))), ("g.parent_code", parents.Concat(codes)),
        })
        {
            foreach (var portion in values.Distinct(StringComparer.Ordinal).Chunk(AtOnce))
            {
                var parameters = new DynamicParameters();
                parameters.Add("Day", day);
                var list = InList.Of(parameters, "code", portion);
                foreach (var row in await tx.Query<StoredBoundary>(
                    $"{Select} WHERE {column} IN {list} AND g.retired_at IS NULL AND {IsValid}", parameters))
                    found[row.Code] = row;
            }
        }
        return found;
    }

    const string Select = """
        SELECT b.id, b.grid_code AS code, b.from_day, b.shape, b.area_m2
          FROM grids g
          JOIN grid_boundaries b ON b.grid_code = g.code
        """;

    /// <summary>The condition on a boundary <c>b</c> of a grid <c>g</c>.</summary>
    public const string IsValid = """
        b.id = (SELECT v.id FROM grid_boundaries v
                 WHERE v.grid_code = g.code AND v.from_day <= @Day ORDER BY v.from_day DESC, v.id DESC LIMIT 1)
        """;
}
