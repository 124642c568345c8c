using GridGov.Domain.Events;
using GridGov.Domain.Zones;
using GridGov.Security;

namespace GridGov.Domain.Redivision;

/// <summary>
/// Zones in use whose home grid is retired go on in the lowest grid that contains all of its successors, so that they take new tickets.
/// </summary>
static class FollowingZones
{
    /// <summary>A zone with another home grid.</summary>
    public sealed record Moved(Id Id, string Name, string From, string To);

    public static async Task<List<Moved>> Move(Tx tx, Actor actor, ReplacedGrid grid, string reason)
    {
        var home = GridCode.CommonAncestor([.. grid.Successors.Select(successor => successor.Code)]) ?? grid.Code;
        var moved = new List<Moved>();
        foreach (var (id, name, version) in await tx.Query(
            ListZones, c => (Id: c.Id(), Name: c.Text(), Version: c.Long()), new { grid.Code }))
        {
            await ZoneBoundaries.MoveHome(tx, id, home);
            await Journal.Append(tx, new JournalEntry("zone", id.ToString(), home, "follow", actor.Id, version + 1)
            {
                Post = actor.PostsFor(Capability.GridManage, grid.Code).First().Kind,
                Reason = reason,
                Payload = new { From = grid.Code },
            });
            moved.Add(new Moved(id, name, grid.Code, home));
        }
        return moved;
    }

    const string ListZones = "SELECT id, name, version FROM zones WHERE grid_code = @Code AND retired_at IS NULL ORDER BY id";
}
