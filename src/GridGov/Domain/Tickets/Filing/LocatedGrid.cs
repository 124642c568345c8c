using System.Globalization;
using GridGov.Api;
using GridGov.Domain.Boundaries;
using GridGov.Geo;
using GridGov.Security;

namespace GridGov.Domain.Tickets.Filing;

/// <summary>The grid of a ticket or record that names none.</summary>
static class LocatedGrid
{
    /// <returns>The grid, null with nothing to go by; or the refusal of a location in no grid where the caller may act.</returns>
    public static async Task<(string? Grid, ProblemHttpResult? Refusal)> Find(
        Tx tx, Actor actor, Capability capability, FiledReport.Place? location, CityEnvelopes envelopes, string pointer)
    {
        var own = TicketFiling.OwnUnitGrid(actor, capability);
        if (location is not { Lng: { } lng, Lat: { } lat, CoordSys: var sent })
            return (own, null);
        var datum = sent ?? CoordSys.Wgs84;
        var place = Coordinates.ToWgs84(datum, lng, lat);
        var scope = actor.ScopeOf(capability);
        var index = await BoundaryCache.Load(tx);
        if (index.Locate(place.Lng, place.Lat, scope.Covers) is { } found)
            return (found.Code, null);
        // A grid without a boundary may contain the place.
        if (own is not null && index.Find(own) is null)
            return (own, null);
        if (index.Nearest(place.Lng, place.Lat, scope.Covers) is not { } nearest)
            return (own, null);
        return (null, envelopes.Check(pointer, nearest.Code, datum, lng, lat) ?? Problems.At(
            pointer, "location-outside-grids", nearest.Code, nearest.Metres.ToString("0", CultureInfo.InvariantCulture)));
    }
}
