using GridGov.Security;

namespace GridGov.Domain.Boards;

/// <summary>Who serves a grid, as its board names them.</summary>
static class BoardPeople
{
    const int MaxWorkers = 60;

    public static async Task<List<BoardHead>> Heads(Tx tx, IReadOnlyList<BoardGridName> grids, BoardContent content)
    {
        var posts = await tx.Query(ListHeads, c => new Holder(c.Text(), c.EnumOrNull<Responsibility>(), c.Text()),
            BoardArea.Parameters(grids[^1].Code, tx.Today));
        List<BoardHead> heads = [];
        foreach (var grid in grids)
        {
            foreach (var responsibility in Enum.GetValues<Responsibility>())
            {
                var holder = posts.Find(each => each.Grid == grid.Code && each.Responsibility == responsibility);
                // A grid needs a first head and may have a direct one.
                if (holder is not null || responsibility == Responsibility.First)
                {
                    heads.Add(new BoardHead(grid.Code, grid.Name, responsibility, holder is null,
                        holder is null ? null : BoardNames.Of(holder.Name, PostKind.GridHead, content.Names)));
                }
            }
        }
        return heads;
    }

    public static async Task<List<BoardRole>> Roles(Tx tx, string grid, BoardContent content)
    {
        var post = GridCode.Level(grid) == 3 ? PostKind.ServiceOfficer : PostKind.Instructor;
        var rows = await tx.Query(ListRoles, c => new RoleHolder(c.Text(), c.Text(), c.Text(), c.TextOrNull()),
            new { Grid = grid, Post = post, tx.Today });
        return [.. rows.GroupBy(row => row.Role).Select(role => new BoardRole(
            role.Key, role.First().NameZh, role.First().NameEn, role.All(row => row.Name is null),
            [.. role.Select(row => row.Name is null ? null : BoardNames.Of(row.Name, post, content.Names)).OfType<BoardName>()]))];
    }

    public static async Task<(List<BoardWorker> Workers, int Count)> Workers(Tx tx, string grid, BoardContent content)
    {
        var rows = await tx.Query(ListWorkers, c => (Grid: c.Text(), Name: c.Text(), Count: c.Long()),
            new { Grid = grid, End = GridCode.EndOfSubtree(grid), tx.Today, Rows = MaxWorkers });
        return (
            rows.ConvertAll(row => new BoardWorker(row.Grid, BoardNames.Of(row.Name, PostKind.GridWorker, content.Names))),
            rows is [var first, ..] ? (int)first.Count : 0);
    }

    sealed record Holder(string Grid, Responsibility? Responsibility, string Name);

    sealed record RoleHolder(string Role, string NameZh, string NameEn, string? Name);

    const string IsHeld = """
        a.status IN ('effective', 'suspended') AND a.from_day <= @Today AND (a.to_day IS NULL OR a.to_day > @Today)
        """;

    const string ListHeads = $"""
        SELECT a.grid_code, a.responsibility, p.name
          FROM appointments a
          JOIN people p ON p.id = a.person_id
         WHERE a.grid_code IN (@Grid, @Community, @Street) AND a.post = 'grid_head' AND {IsHeld} AND p.disabled_at IS NULL
         ORDER BY a.from_day, a.id
         LIMIT 100
        """;

    const string ListRoles = $"""
        SELECT r.code, r.name_zh, r.name_en, p.name
          FROM service_roles r
          LEFT JOIN (appointments a JOIN people p ON p.id = a.person_id AND p.disabled_at IS NULL)
            ON a.grid_code = @Grid AND a.post = @Post AND a.role = r.code AND {IsHeld}
         ORDER BY r.position, a.from_day, a.id
         LIMIT 200
        """;

    const string ListWorkers = $"""
        SELECT g.name AS grid_name, p.name, count(*) OVER () AS total
          FROM appointments a
          JOIN people p ON p.id = a.person_id
          JOIN grids g ON g.code = a.grid_code
         WHERE a.grid_code >= @Grid AND a.grid_code < @End AND a.post = 'grid_worker' AND {IsHeld} AND p.disabled_at IS NULL
         ORDER BY a.grid_code, a.from_day, a.id
         LIMIT @Rows
        """;
}
