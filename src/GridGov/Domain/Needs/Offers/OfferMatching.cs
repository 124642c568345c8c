using Dapper;
using GridGov.Data.Statements;
using GridGov.Security;

namespace GridGov.Domain.Needs.Offers;

/// <summary>Finds offers for a need and open needs for an offer, as far as the caller reads them.</summary>
static class OfferMatching
{
    const int MaxItems = 50;

    /// <summary>The newest ones of the kind and around the grid that are compared.</summary>
    const int MaxCompared = 2000;

    /// <summary>Something that matches, with the distance and why.</summary>
    public sealed record Match<T>(T Item, int? Metres, IReadOnlyList<MatchReasonText> Reasons);

    public static async Task<List<Match<Offer>>> ListOffers(Tx tx, Actor reader, NeedRow need)
    {
        var parameters = Around(need.Kind, need.GridCode, out var grids);
        var offers = (await tx.Query($"""
            {OfferRow.Select}
             WHERE {OfferRow.InScope} AND o.kind = @Kind AND o.withdrawn_at IS NULL
               AND ((o.grid_code >= @Grid AND o.grid_code < @GridEnd) OR o.grid_code IN {grids})
             ORDER BY o.id DESC
             LIMIT @Rows
            """, OfferRow.Read, parameters, reader.ScopeOf(Capability.NeedRead))).ConvertAll(offer => offer.Show(reader));
        var shown = (await NeedView.Show(tx, reader, [need]))[0];
        return await Rank(tx, SideOf(shown), offers, SideOf, offerIsOther: true);
    }

    public static async Task<List<Match<Need>>> ListNeeds(Tx tx, Actor reader, OfferRow offer)
    {
        var parameters = Around(offer.Kind, offer.GridCode, out var grids);
        var needs = await tx.Query($"""
            {NeedRow.Select}
             WHERE {NeedRow.InScope} AND n.kind = @Kind AND n.status = 'open'
               AND ((n.grid_code >= @Grid AND n.grid_code < @GridEnd) OR n.grid_code IN {grids})
             ORDER BY n.id DESC
             LIMIT @Rows
            """, NeedRow.Read, parameters, reader.ScopeOf(Capability.NeedRead));
        return await Rank(tx, SideOf(offer.Show(reader)), await NeedView.Show(tx, reader, needs), SideOf, offerIsOther: false);
    }

    static DynamicParameters Around(NeedKind kind, string grid, out string above)
    {
        var parameters = SqlParameters.Of(new
        {
            Kind = kind, Grid = grid, GridEnd = GridCode.EndOfSubtree(grid), Rows = MaxCompared,
        });
        above = InList.Of(parameters, "above", GridCode.Lengths.Where(length => length <= grid.Length).Select(length => grid[..length]));
        return parameters;
    }

    // Only a place that is shown gives a distance, so that none tells where a household is.
    static (MatchSide Side, Id? Place) SideOf(Need need) =>
        (new MatchSide(need.Grid.Code, need.FromDay, need.ToDay, null, null), need.Place?.Id);

    static (MatchSide Side, Id? Place) SideOf(Offer offer) =>
        (new MatchSide(offer.Grid.Code, offer.FromDay, offer.ToDay, null, null), offer.Place?.Id);

    static async Task<List<Match<T>>> Rank<T>(
        Tx tx, (MatchSide Side, Id? Place) one, List<T> others, Func<T, (MatchSide Side, Id? Place)> sideOf, bool offerIsOther)
    {
        var positions = await ListPositions(tx, others.Select(each => sideOf(each).Place).Append(one.Place).OfType<Id>());
        var found = new List<(Match<T> Match, long Rank)>();
        foreach (var other in others)
        {
            var (need, offer) = offerIsOther ? (At(one), At(sideOf(other))) : (At(sideOf(other)), At(one));
            if (OfferMatch.Compare(need, offer) is var (reasons, metres, rank))
                found.Add((new Match<T>(other, metres, reasons), rank));
        }
        // The order is stable, so the newest of the same rank comes first.
        return [.. found.OrderBy(each => each.Rank).Take(MaxItems).Select(each => each.Match)];

        MatchSide At((MatchSide Side, Id? Place) side) =>
            side.Place is { } place && positions.TryGetValue(place, out var at)
                ? side.Side with { Lng = at.Lng, Lat = at.Lat }
                : side.Side;
    }

    static async Task<Dictionary<Id, (double Lng, double Lat)>> ListPositions(Tx tx, IEnumerable<Id> places)
    {
        const int AtOnce = 512;
        var found = new Dictionary<Id, (double, double)>();
        foreach (var portion in places.Distinct().Chunk(AtOnce))
        {
            var parameters = new DynamicParameters();
            foreach (var (id, lng, lat) in await tx.Query($"""
                SELECT id, lng, lat FROM places WHERE lng IS NOT NULL AND id IN {InList.Of(parameters, "place", portion)}
                """, c => (c.Id(), c.DoubleOrNull()!.Value, c.DoubleOrNull()!.Value), parameters))
                found[id] = (lng, lat);
        }
        return found;
    }
}
