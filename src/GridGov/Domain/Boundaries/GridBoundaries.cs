using System.Security.Cryptography;
using System.Text;
using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Events;
using GridGov.Geo.Boundaries;
using GridGov.Security;

namespace GridGov.Domain.Boundaries;

/// <summary>Writes the boundaries of grids (网格边界).</summary>
static class GridBoundaries
{
    public const string Action = "set_boundary";

    const int AtOnce = 256;

    /// <param name="Unchanged">Those that the grid has on the day already.</param>
    public sealed record Outcome(int Stored, int Unchanged);

    /// <summary>Stores boundaries from a day on, in an exclusive write. <see cref="BoundaryComparison"/> checks them before.</summary>
    /// <param name="actor">Null for the program.</param>
    public static async Task<Outcome> Store(
        Tx tx, IReadOnlyList<FiledBoundary> boundaries, DateOnly day, Actor? actor)
    {
        var stored = 0;
        foreach (var portion in boundaries.Chunk(AtOnce))
        {
            var grids = await ListGrids(tx, portion.Select(each => each.Code), day);
            var changed = portion.Select(each => new Change(each.Code, BoundaryShape.Write(each.Shape), BoundaryChecks.AreaOf(each.Shape)))
                .Where(change => grids[change.Code].Shape != change.Shape).ToList();
            await tx.Execute(Insert, changed.ConvertAll(change => new
            {
                change.Code, Day = day, change.Shape, change.Area, tx.Now, By = actor?.Id,
            }));
            await tx.Execute(BumpVersion, changed.ConvertAll(change => new { change.Code }));
            await Journal.Append(tx, changed.ConvertAll(change =>
                new JournalEntry("grid", change.Code, change.Code, Action, actor?.Id, grids[change.Code].Version + 1)
                {
                    Post = actor?.PostsFor(Capability.GridManage, change.Code).First().Kind,
                    Payload = new { From = day, AreaM2 = Math.Round(change.Area), Shape = HashOf(change.Shape) },
                }));
            stored += changed.Count;
        }
        if (stored > 0)
            tx.Invalidate(CacheTopic.Grids);
        return new Outcome(stored, boundaries.Count - stored);
    }

    /// <summary>The hash by which the event of a boundary names its shape.</summary>
    public static string HashOf(string shape) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shape)));

    static async Task<Dictionary<string, GridRow>> ListGrids(Tx tx, IEnumerable<string> codes, DateOnly day)
    {
        var parameters = new DynamicParameters();
        parameters.Add("Day", day);
        var list = InList.Of(parameters, "code", codes);
        return (await tx.Query<GridRow>($"{SelectGrids} WHERE g.code IN {list}", parameters))
            .ToDictionary(row => row.Code, StringComparer.Ordinal);
    }

    sealed record Change(string Code, string Shape, double Area);

    sealed record GridRow
    {
        public required string Code { get; init; }
        public required long Version { get; init; }
        public string? Shape { get; init; }
    }

    const string SelectGrids = $"""
        SELECT g.code, g.version, b.shape
          FROM grids g
          LEFT JOIN grid_boundaries b ON b.grid_code = g.code AND {StoredBoundary.IsValid}
        """;

    const string Insert = """
        INSERT INTO grid_boundaries (grid_code, from_day, shape, area_m2, created_at, created_by)
        VALUES (@Code, @Day, @Shape, @Area, @Now, @By)
        """;

    const string BumpVersion = "UPDATE grids SET version = version + 1 WHERE code = @Code";
}
