using GridGov.Domain.Needs;
using GridGov.Security;

namespace GridGov.Domain.Redivision;

/// <summary>
/// Needs that are not closed and offers that are not withdrawn follow from a retired grid to the successor that their place lies in, or
/// else to the named one. Closed ones keep their grid.
/// </summary>
static class FollowingNeeds
{
    public static async Task Move(Tx tx, Actor actor, ReplacedGrid grid)
    {
        foreach (var (id, lng, lat) in await tx.Query(ListNeeds, c => (c.Id(), c.DoubleOrNull(), c.DoubleOrNull()), new { grid.Code }))
        {
            var need = await NeedRow.Load(tx, id);
            await NeedTransition.Write(
                tx, actor, need with { GridCode = grid.For(lng, lat).Code }, "follow", Capability.GridManage);
        }
        foreach (var (id, lng, lat) in await tx.Query(ListOffers, c => (c.Id(), c.DoubleOrNull(), c.DoubleOrNull()), new { grid.Code }))
        {
            var offer = await OfferRow.Load(tx, id);
            await OfferRow.Write(tx, actor, offer with { GridCode = grid.For(lng, lat).Code }, "follow", Capability.GridManage);
        }
    }

    const string ListNeeds = """
        SELECT n.id, p.lng, p.lat
          FROM needs n
          LEFT JOIN places p ON p.id = n.place_id
         WHERE n.grid_code = @Code AND n.status <> 'closed'
         ORDER BY n.id
        """;

    const string ListOffers = """
        SELECT o.id, p.lng, p.lat
          FROM offers o
          LEFT JOIN places p ON p.id = o.place_id
         WHERE o.grid_code = @Code AND o.withdrawn_at IS NULL
         ORDER BY o.id
        """;
}
