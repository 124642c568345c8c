using System.Globalization;
using GridGov.Domain.Boundaries;
using GridGov.Geo;
using GridGov.Security;

namespace GridGov.Domain.Places;

/// <summary>Finds the grid of a place that is created or edited.</summary>
static class PlaceLocation
{
    /// <summary>
    /// The given grid, or else the lowest one of the caller's whose boundary contains the position. A position outside a given grid is no
    /// fault.
    /// </summary>
    /// <param name="lng">As it was sent, in the datum.</param>
    public static async Task<(string? Grid, PlaceFault? Fault)> FindGrid(
        Tx tx, Actor actor, CityEnvelopes envelopes, string? given, double? lng, double? lat, CoordSys datum)
    {
        var scope = actor.ScopeOf(Capability.PlaceManage);
        var (grid, fault) = given is not null ? (given, null) : await Locate(tx, scope, envelopes, lng, lat, datum);
        if (grid is null)
            return (null, fault);
        var found = await tx.Query(Find, c => c.InstantOrNull(), new { Code = grid }, scope);
        if (found is [])
            return (null, PlaceFault.Of("unknown-grid", "/grid", grid));
        if (found is [not null, ..])
            return (null, PlaceFault.Of("grid-retired", "/grid", grid));
        if (GridCode.Level(grid) == 0)
            return (null, PlaceFault.Of("place-above-street", "/grid"));
        return lng is { } x && lat is { } y && envelopes.FindFault(grid, datum, x, y) is { } outside
            ? (null, new PlaceFault("/position", CityEnvelopes.OutsideCity, outside))
            : (grid, null);
    }

    static async Task<(string? Grid, PlaceFault? Fault)> Locate(
        Tx tx, Scope scope, CityEnvelopes envelopes, double? lng, double? lat, CoordSys datum)
    {
        if (lng is not { } x || lat is not { } y)
            return (null, PlaceFault.Of("place-needs-grid", "/grid"));
        var at = Coordinates.ToWgs84(datum, x, y);
        var index = await BoundaryCache.Load(tx);
        if (index.Locate(at.Lng, at.Lat, scope.Covers) is { } found)
            return (found.Code, null);
        if (index.Nearest(at.Lng, at.Lat, scope.Covers) is not { } nearest)
            return (null, PlaceFault.Of("place-needs-grid", "/grid"));
        return (null, envelopes.FindFault(nearest.Code, datum, x, y) is { } outside
            ? new PlaceFault("/position", CityEnvelopes.OutsideCity, outside)
            : PlaceFault.Of("position-outside-grids", "/position",
                nearest.Code, nearest.Metres.ToString("0", CultureInfo.InvariantCulture)));
    }

    const string Find = "SELECT retired_at FROM grids WHERE code = @Code AND @scope(code)";
}
