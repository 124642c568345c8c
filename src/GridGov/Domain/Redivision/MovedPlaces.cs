using GridGov.Domain.Places;
using GridGov.Security;

namespace GridGov.Domain.Redivision;

/// <summary>The places in use of a grid follow to other grids; each history says why. Retired ones keep their grid.</summary>
static class MovedPlaces
{
    const int AtOnce = 200;

    /// <summary>Places of one grid and where they go.</summary>
    /// <param name="ByPosition">Those whose position decided it; the others went to the named successor.</param>
    /// <param name="UsedNumber">An external number that another place of the other street has; with it nothing can be moved.</param>
    public sealed record Count(string From, string To, long Places, long ByPosition, string? UsedNumber = null);

    /// <param name="target">The grid for a position, and whether it decided; the same grid leaves the place where it is.</param>
    public static async Task<List<Count>> Move(
        Tx tx, Actor actor, string grid, Func<double?, double?, (SuccessorGrid To, bool ByPosition)> target, string reason)
    {
        var counts = new Dictionary<string, Count>(StringComparer.Ordinal);
        var post = actor.PostsFor(Capability.GridManage, grid).First().Kind;
        for (var after = Id.None; ;)
        {
            var ids = await tx.Query<Id>(ListInUse, new { Grid = grid, After = after, Rows = AtOnce });
            foreach (var place in await PlaceRow.List(tx, ids))
            {
                var (to, byPosition) = target(place.Lng, place.Lat);
                if (to.Code == grid)
                    continue;
                var count = counts.GetValueOrDefault(to.Code, new Count(grid, to.Code, 0, 0));
                if (await PlaceStore.CheckNumber(tx, PlaceContent.Of(place) with { Grid = to.Code }, place.Id) is not null)
                {
                    counts[to.Code] = count with { UsedNumber = place.ExternalNumber };
                    continue;
                }
                await PlaceStore.Move(tx, actor, place, to.Code, post, reason);
                counts[to.Code] = count with { Places = count.Places + 1, ByPosition = count.ByPosition + (byPosition ? 1 : 0) };
            }
            if (ids.Count < AtOnce)
                return [.. counts.Values.OrderBy(count => count.To, StringComparer.Ordinal)];
            after = ids[^1];
        }
    }

    const string ListInUse = """
        SELECT p.id
          FROM places p
         WHERE p.grid_code = @Grid AND p.id > @After AND p.retired_at IS NULL
         ORDER BY p.id
         LIMIT @Rows
        """;
}
