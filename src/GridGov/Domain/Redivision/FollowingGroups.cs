using GridGov.Domain.Groups;
using GridGov.Security;

namespace GridGov.Domain.Redivision;

/// <summary>
/// The groups of a retired grid follow to the successor in which their meeting place lies, or else to the named one; each history says why.
/// Ended ones keep their grid, and a grid that is only redrawn keeps its groups.
/// </summary>
static class FollowingGroups
{
    /// <summary>Groups of one grid and where they go.</summary>
    /// <param name="UsedNumber">An external number that another group of the other street has; with it nothing can be moved.</param>
    public sealed record Count(string From, string To, long Groups, string? UsedNumber = null);

    public static async Task<List<Count>> Move(Tx tx, Actor actor, ReplacedGrid grid, string reason)
    {
        var counts = new Dictionary<string, Count>(StringComparer.Ordinal);
        var post = actor.PostsFor(Capability.GridManage, grid.Code).First().Kind;
        foreach (var (id, lng, lat) in await tx.Query(
            ListOfGrid, c => (c.Id(), c.DoubleOrNull(), c.DoubleOrNull()), new { Grid = grid.Code }))
        {
            var (group, to) = (await GroupRow.Reread(tx, id), grid.For(lng, lat).Code);
            var count = counts.GetValueOrDefault(to, new Count(grid.Code, to, 0));
            if (group.ExternalNumber is { } number && await GroupStore.FindByNumber(tx, to, number) is { } other && other != id)
            {
                counts[to] = count with { UsedNumber = number };
                continue;
            }
            await GroupStore.Move(tx, actor, group, to, post, reason);
            counts[to] = count with { Groups = count.Groups + 1 };
        }
        return [.. counts.Values.OrderBy(count => count.To, StringComparer.Ordinal)];
    }

    const string ListOfGrid = """
        SELECT g.id, p.lng, p.lat
          FROM groups g
          LEFT JOIN places p ON p.id = g.place_id
         WHERE g.grid_code = @Grid AND g.ended_at IS NULL
         ORDER BY g.id
        """;
}
