using Dapper;
using GridGov.Data.Statements;
using GridGov.Geo.Boundaries;
using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;

namespace GridGov.Domain.Boundaries;

/// <summary>Compares boundaries of a file with one another and with the stored ones: parents, siblings, and children of a parent.</summary>
sealed class BoundaryComparison
{
    const int AtOnce = 256;

    readonly Dictionary<string, BoundaryArea> areas = new(StringComparer.Ordinal);
    readonly Dictionary<string, string?> pointers = new(StringComparer.Ordinal);
    readonly List<BoundaryFault> faults = [];

    /// <param name="scope">The grids that the importer manages; null for all.</param>
    /// <param name="day">The first day of the boundaries.</param>
    /// <param name="without">Grids whose stored boundaries are left out, because they are about to be retired.</param>
    public static async Task<List<BoundaryFault>> FindFaults(
        Tx tx, IReadOnlyList<FiledBoundary> boundaries, DateOnly day, Scope? scope, IReadOnlySet<string>? without = null)
    {
        var grids = await ListGrids(tx, boundaries);
        var refused = boundaries.Select(each => FindFault(each, grids.GetValueOrDefault(each.Code), scope))
            .OfType<BoundaryFault>().ToList();
        if (refused.Count > 0)
            return refused;
        var stored = await StoredBoundary.ListAround(tx, [.. boundaries.Select(each => each.Code)], day);
        var comparison = new BoundaryComparison();
        foreach (var filed in boundaries)
            comparison.Add(filed.Code, filed.Pointer, filed.Shape);
        foreach (var row in stored.Values.Where(row => !comparison.areas.ContainsKey(row.Code) && without?.Contains(row.Code) is not true))
            comparison.Add(row.Code, pointer: null, BoundaryShape.Read(row.Shape));
        comparison.CompareWithParents();
        comparison.CompareSiblings();
        return comparison.faults;
    }

    void Add(string code, string? pointer, Geometry shape) => (areas[code], pointers[code]) = (new BoundaryArea(shape), pointer);

    void CompareWithParents()
    {
        foreach (var (code, area) in areas)
        {
            if (GridCode.Parent(code) is not { } parent || !areas.TryGetValue(parent, out var around))
                continue;
            if (pointers[code] is { } pointer)
                AddFault(BoundaryChecks.OutsideParent(pointer, area.Shape, parent, around));
            else if (pointers[parent] is { } redrawn && BoundaryChecks.OutsideParent(redrawn, area.Shape, parent, around) is { } fault)
            {
                faults.Add(fault with
                {
                    Code = "child_outside",
                    Detail = new($"下级网格 {code} 的边界会超出此边界。", $"The boundary of the grid {code} below would lie outside this one."),
                });
            }
        }
    }

    /// <summary>Each pair once, of which at least one is of the file.</summary>
    void CompareSiblings()
    {
        foreach (var siblings in areas.GroupBy(each => (each.Key.Length, GridCode.Parent(each.Key))))
        {
            var tree = new STRtree<string>();
            foreach (var (code, area) in siblings)
                tree.Insert(area.Shape.EnvelopeInternal, code);
            foreach (var (code, area) in siblings)
            {
                if (pointers[code] is not { } pointer)
                    continue;
                foreach (var other in tree.Query(area.Shape.EnvelopeInternal))
                {
                    if (other != code && (pointers[other] is null || string.CompareOrdinal(other, code) < 0))
                        AddFault(BoundaryChecks.Overlap(pointer, area.Shape, other, areas[other].Shape));
                }
            }
        }
    }

    void AddFault(BoundaryFault? fault)
    {
        if (fault is not null)
            faults.Add(fault);
    }

    static BoundaryFault? FindFault(FiledBoundary filed, GridRow? grid, Scope? scope)
    {
        var (pointer, code) = ($"{filed.Pointer}/properties/code", filed.Code);
        // What is outside the scope is not told from what does not exist.
        return grid is null || scope?.Covers(code) is false
            ? new BoundaryFault(pointer, "unknown_grid", new(
                $"在您管理的范围内没有网格 {code}。", $"There is no grid {code} among those that you manage."))
            : grid.RetiredAt is not null
                ? new BoundaryFault(pointer, "grid_retired", new($"网格 {code} 已撤销。", $"The grid {code} is retired."))
                : null;
    }

    static async Task<Dictionary<string, GridRow>> ListGrids(Tx tx, IReadOnlyList<FiledBoundary> boundaries)
    {
        var grids = new Dictionary<string, GridRow>(StringComparer.Ordinal);
        foreach (var portion in boundaries.Chunk(AtOnce))
        {
            var parameters = new DynamicParameters();
            var list = InList.Of(parameters, "code", portion.Select(each => each.Code));
            foreach (var row in await tx.Query<GridRow>($"SELECT code, retired_at FROM grids WHERE code IN {list}", parameters))
                grids[row.Code] = row;
        }
        return grids;
    }

    sealed record GridRow
    {
        public required string Code { get; init; }
        public Instant? RetiredAt { get; init; }
    }
}
