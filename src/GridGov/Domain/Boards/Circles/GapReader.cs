using Dapper;
using GridGov.Data.Statements;

namespace GridGov.Domain.Boards.Circles;

/// <summary>Compares the courtyards of a grid with the service points around them.</summary>
static class GapReader
{
    /// <param name="grid">A grid, county or city, of whose subtree the courtyards in the scope are compared.</param>
    /// <param name="tag">The tag of the service points; null for any.</param>
    /// <param name="most">The courtyards that are listed.</param>
    public static async Task<CircleGaps> Read(Tx tx, CircleSettings settings, string grid, string? tag, Scope scope, int most)
    {
        var courtyards = await tx.Query(ListCourtyards, Courtyard.Read, scope: scope.Within(grid));
        var located = courtyards.Where(each => each.Position is not null).ToList();
        var points = located.Count == 0
            ? []
            : await ServicePoints.Near(
                tx, [.. located.Select(each => (each.Position!.Lng, each.Position.Lat))], settings.Reach, tag, scope);
        var near = new NearPositions(points.Select(point => (point.Lng, point.Lat)));
        var gaps = located.Where(each => near.MetresTo(each.Position!.Lng, each.Position.Lat, settings.Reach) is null).ToList();
        var (all, lacking) = (courtyards.ToLookup(CommunityOf), gaps.ToLookup(CommunityOf));
        var names = await NamesOf(tx, all.Select(community => community.Key));
        return new CircleGaps(
            grid, tag, CircleSettings.Minutes[^1], settings.ToRule(),
            [.. all.OrderBy(community => community.Key, StringComparer.Ordinal).Select(community => new CommunityGaps(
                community.Key, names[community.Key], CountsOf([.. community], lacking[community.Key].Count())))],
            CountsOf(courtyards, gaps.Count),
            [.. gaps.Take(most).Select(each => new CourtyardGap(
                each.Id, each.Name, each.Address, each.Grid, each.GridName, CommunityOf(each), names[CommunityOf(each)], each.Position!))],
            gaps.Count);
    }

    static GapCounts CountsOf(List<Courtyard> courtyards, int gaps) =>
        new(courtyards.Count, gaps, courtyards.Count(each => each.Position is null));

    static string CommunityOf(Courtyard courtyard) => GridCode.Ancestor(courtyard.Grid, 2) ?? courtyard.Grid;

    static async Task<Dictionary<string, string>> NamesOf(Tx tx, IEnumerable<string> codes)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var portion in codes.Chunk(512))
        {
            var parameters = new DynamicParameters();
            var list = InList.Of(parameters, "code", portion);
            foreach (var (code, name) in await tx.Query(
                $"SELECT code, name FROM grids WHERE code IN {list}", c => (c.Text(), c.Text()), parameters))
                names[code] = name;
        }
        return names;
    }

    sealed record Courtyard(Id Id, string Name, string? Address, string Grid, string GridName, CirclePosition? Position)
    {
        public static Courtyard Read(Columns c)
        {
            var (id, name, address, grid, gridName) = (c.Id(), c.Text(), c.TextOrNull(), c.Text(), c.Text());
            return new Courtyard(id, name, address, grid, gridName,
                c.DoubleOrNull() is { } lng && c.DoubleOrNull() is { } lat ? new CirclePosition(lng, lat) : null);
        }
    }

    const string ListCourtyards = """
        SELECT p.id, p.name, p.address, p.grid_code, g.name AS grid_name, p.lng, p.lat
          FROM places p
          JOIN grids g ON g.code = p.grid_code
         WHERE p.kind = 'courtyard' AND p.retired_at IS NULL AND @scope(p.grid_code)
         ORDER BY p.grid_code, p.id
        """;
}
