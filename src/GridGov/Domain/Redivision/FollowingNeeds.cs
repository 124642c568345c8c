using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Offers;
using GridGov.Security;

namespace GridGov.Domain.Redivision;

/// <summary>
/// Needs that are not closed and offers that are not withdrawn follow from a retired grid to the successor that their place lies in, or
/// else to the named one. Closed ones keep their grid.
/// </summary>
sealed class FollowingNeeds
{
    public FollowingCounts Needs { get; } = new();
    public FollowingCounts Offers { get; } = new();

    public async Task Move(Tx tx, Actor actor, ReplacedGrid grid, string reason)
    {
        foreach (var (id, lng, lat) in await tx.Query(ListNeeds, c => (c.Id(), c.DoubleOrNull(), c.DoubleOrNull()), new { grid.Code }))
        {
            var need = await NeedRow.Load(tx, id) with { GridCode = grid.For(lng, lat).Code };
            Written(await NeedTransition.Write(tx, actor, need, "follow", Capability.GridManage, reason));
            Needs.Add(grid.Code, need.GridCode);
        }
        foreach (var (id, lng, lat) in await tx.Query(ListOffers, c => (c.Id(), c.DoubleOrNull(), c.DoubleOrNull()), new { grid.Code }))
        {
            var offer = await OfferRow.Load(tx, id) with { GridCode = grid.For(lng, lat).Code };
            Written(await OfferRow.Write(tx, actor, offer, "follow", Capability.GridManage, reason));
            Offers.Add(grid.Code, offer.GridCode);
        }
    }

    /// <summary>A re-division is an exclusive write, so nothing else changes the row that was just read.</summary>
    static void Written(ProblemHttpResult? refusal)
    {
        if (refusal is not null)
            throw new InvalidOperationException("A row has changed while its grid was divided anew.");
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
