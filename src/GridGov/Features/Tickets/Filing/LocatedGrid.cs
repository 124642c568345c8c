using System.Globalization;
using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Boundaries;
using GridGov.Geo;
using GridGov.Security;

namespace GridGov.Features.Tickets.Filing;

/// <summary>The grid of a ticket that names none.</summary>
static class LocatedGrid
{
    /// <returns>The grid, null with nothing to go by; or the refusal of a location in no grid that the caller may file in.</returns>
    public static async Task<(string? Grid, ProblemHttpResult? Refusal)> Find(
        Tx tx, Actor actor, FileTicket.Location? location, CityEnvelopes envelopes)
    {
        var own = FileTicket.OwnUnitGrid(actor);
        if (location is not { Lng: { } lng, Lat: { } lat, CoordSys: var sent })
            return (own, null);
        var datum = sent ?? CoordSys.Wgs84;
        var place = Coordinates.ToWgs84(datum, lng, lat);
        var scope = actor.ScopeOf(Capability.TicketFile);
        var index = await BoundaryCache.Load(tx);
        if (index.Locate(place.Lng, place.Lat, scope.Covers) is { } found)
            return (found.Code, null);
        // A grid without a boundary may contain the place.
        if (own is not null && index.Find(own) is null)
            return (own, null);
        if (index.Nearest(place.Lng, place.Lat, scope.Covers) is not { } nearest)
            return (own, null);
        return (null, envelopes.Check("/location", nearest.Code, datum, lng, lat) ?? Problems.At(
            "/location", "location-outside-grids", nearest.Code, nearest.Metres.ToString("0", CultureInfo.InvariantCulture)));
    }
}
