using System.Globalization;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Boundaries;
using GridGov.Domain.Zones;
using GridGov.Geo;
using GridGov.Geo.Boundaries;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Appointments;

/// <summary>Finds the grids that a position lies in, with the people who work there today, and says why.</summary>
public sealed class LocateGrids(Db db, GridStaffCache staff)
    : ApiEndpoint<LocateGrids.Query, Results<Ok<LocateGrids.Response>, ProblemHttpResult>>
{
    /// <summary>A position nearer to an edge may lie in the neighbour, because a phone's may be off by as much.</summary>
    public const double NearEdge = 20;

    public override void Configure()
    {
        Get("/locate");
        Group<GridPostGroup>();
        Operation("Locate a position",
            "The lowest grid of the caller's whose boundary contains the position, and the grids above it, lowest first. On a common " +
            "edge it is the grid with the lowest code. Within 20 metres of an edge the neighbours of the same level are named. " +
            "Outside all grids the answer says so and names the nearest one with its distance; it never guesses. Inside, it also names " +
            "the zones that contain the position, with their heads, if the lowest grid is in the subtree of their home grid.");
        RequiresCapability(Capability.GridRead);
    }

    public sealed record Query
    {
        /// <summary>Longitude in degrees.</summary>
        [FromQuery(Name = "lng")] public double? Lng { get; init; }

        /// <summary>Latitude in degrees.</summary>
        [FromQuery(Name = "lat")] public double? Lat { get; init; }

        /// <summary>The datum of lng and lat: wgs84 (default), gcj02 or bd09.</summary>
        [FromQuery(Name = "coordSys")] public string? CoordSys { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Lng).NotNull().InclusiveBetween(-180, 180);
                RuleFor(q => q.Lat).NotNull().InclusiveBetween(-90, 90);
                RuleFor(q => q.CoordSys).OneOf(Codes<CoordSys>.All);
            }
        }
    }

    /// <summary>What lies at a position.</summary>
    /// <param name="Lng">The longitude in WGS84.</param>
    /// <param name="Lat">The latitude in WGS84.</param>
    /// <param name="Outside">Whether no grid of the caller's contains the position.</param>
    /// <param name="Grids">The grids, the lowest first.</param>
    /// <param name="Zones">The zones, oldest first; none outside all grids.</param>
    /// <param name="Neighbours">The grids of the same level within 20 metres, nearest first.</param>
    /// <param name="Nearest">Outside all grids, the nearest one; null where no grid has a boundary.</param>
    /// <param name="Why">The reason for the answer.</param>
    public sealed record Response(
        double Lng, double Lat, bool Outside, IReadOnlyList<LocatedGrid> Grids, IReadOnlyList<LocatedZone> Zones,
        IReadOnlyList<Neighbour> Neighbours, Neighbour? Nearest, Reason Why);

    /// <summary>A grid that contains the position, and who works there today.</summary>
    /// <param name="Grid">The grid.</param>
    /// <param name="ByBoundary">Whether its own boundary contains the position; false if it does as the parent of one that does.</param>
    /// <param name="MetresToEdge">The distance to the edge of its boundary; null without a boundary.</param>
    /// <param name="First">The first responsible head; null when there is none.</param>
    /// <param name="Direct">The direct responsible head; null when there is none.</param>
    /// <param name="Roles">The service roles that somebody with a usable account holds: officers of a unit grid, instructors above.</param>
    /// <param name="Workers">The grid workers with a usable account.</param>
    public sealed record LocatedGrid(
        GridRef Grid, bool ByBoundary, double? MetresToEdge, Holder? First, Holder? Direct, IReadOnlyList<RoleHolder> Roles,
        IReadOnlyList<Holder> Workers);

    /// <summary>A zone (专属网格) that contains the position.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Heads">Its heads of today.</param>
    public sealed record LocatedZone(Id Id, string Name, IReadOnlyList<ZoneHead> Heads);

    /// <summary>Somebody in a service role.</summary>
    /// <param name="Role">The role's code.</param>
    /// <param name="Holder">The person.</param>
    public sealed record RoleHolder(string Role, Holder Holder);

    /// <summary>A grid near the position.</summary>
    /// <param name="Grid">The grid.</param>
    /// <param name="Metres">The distance to its edge.</param>
    public sealed record Neighbour(GridRef Grid, double Metres);

    /// <summary>A reason, for programs and for people.</summary>
    /// <param name="Code">inside, near_edge, outside or no_boundaries.</param>
    /// <param name="Zh">In Chinese.</param>
    /// <param name="En">In English.</param>
    public sealed record Reason(string Code, string Zh, string En);

    public override Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(Query query, CancellationToken ct)
    {
        // Before the snapshot, so that nothing older than a change is kept.
        var changes = staff.Changes;
        return db.Read<Results<Ok<Response>, ProblemHttpResult>>(async tx =>
        {
            var datum = QueryValues.Code<CoordSys>(query.CoordSys) ?? CoordSys.Wgs84;
            var (lng, lat) = Coordinates.ToWgs84(datum, query.Lng!.Value, query.Lat!.Value);
            var scope = Actor.ScopeOf(Capability.GridRead);
            var (index, zones) = await BoundaryCache.LoadAll(tx);
            return TypedResults.Ok(index.Locate(lng, lat, scope.Covers) is { } found
                ? await Inside(tx, index, found, zones.At(lng, lat, found.Code), (lng, lat), scope, changes)
                : await Outside(tx, index, lng, lat, scope, changes));
        }, ct);
    }

    async Task<Response> Inside(
        Tx tx, BoundaryIndex index, IndexedBoundary found, IReadOnlyList<IndexedZone> zones, (double Lng, double Lat) at, Scope scope,
        int changes)
    {
        var (lng, lat) = at;
        var place = new NetTopologySuite.Geometries.Coordinate(lng, lat);
        var chain = Enumerable.Range(1, GridCode.Level(found.Code)).Reverse().Select(level => GridCode.Ancestor(found.Code, level)!)
            .Where(scope.Covers).ToList();
        var near = index.Near(lng, lat, GridCode.Level(found.Code), NearEdge, found.Code, scope.Covers);
        var staffs = await staff.Load(tx, [.. chain, .. near.Select(each => each.Code)], changes);
        var neighbours = near.ConvertAll(each => new Neighbour(staffs[each.Code].Grid, Rounded(each.Metres)));
        var grids = chain.ConvertAll(code => ToGrid(staffs[code], index.Find(code), place));
        var heads = await ZoneHead.List(tx, [.. zones.Select(zone => zone.Id)], tx.Today);
        return new Response(lng, lat, Outside: false, grids,
            [.. zones.Select(zone => new LocatedZone(zone.Id, zone.Name, [.. heads[zone.Id]]))], neighbours, Nearest: null,
            WhyInside(grids[0], neighbours));
    }

    static Reason WhyInside(LocatedGrid lowest, List<Neighbour> neighbours)
    {
        var metres = Text(lowest.MetresToEdge!.Value);
        return neighbours.Count == 0
            ? new("inside",
                $"位置在{lowest.Grid.Name}边界内，距边界 {metres} 米。", $"The position lies within {lowest.Grid.Name}, {metres} m from its edge.")
            : new("near_edge",
                $"位置在{lowest.Grid.Name}边界内，距边界 {metres} 米；{NearEdge} 米内还有{string.Join('、', neighbours.Select(each => each.Grid.Name))}。",
                $"The position lies within {lowest.Grid.Name}, {metres} m from its edge; within {NearEdge} m there also is "
                + $"{string.Join(", ", neighbours.Select(each => each.Grid.Name))}.");
    }

    async Task<Response> Outside(Tx tx, BoundaryIndex index, double lng, double lat, Scope scope, int changes)
    {
        if (index.Nearest(lng, lat, scope.Covers) is not { } near)
            return new Response(lng, lat, Outside: true, [], [], [], Nearest: null, new("no_boundaries",
                "您的网格尚无边界，无法定位。", "None of your grids has a boundary yet, so nothing can be located."));
        var nearest = new Neighbour((await staff.Load(tx, [near.Code], changes))[near.Code].Grid, Rounded(near.Metres));
        return new Response(lng, lat, Outside: true, [], [], [], nearest, new("outside",
            $"位置不在任何网格内；最近的是{nearest.Grid.Name}，相距 {Text(nearest.Metres)} 米。",
            $"The position lies in no grid; the nearest is {nearest.Grid.Name}, {Text(nearest.Metres)} m away."));
    }

    static LocatedGrid ToGrid(GridStaff of, IndexedBoundary? boundary, NetTopologySuite.Geometries.Coordinate place) => new(
        of.Grid, boundary?.Covers(place) is true, boundary is null ? null : Rounded(boundary.MetresToEdge(place)),
        of.First, of.Direct, of.Roles, of.Workers);

    static double Rounded(double metres) => Math.Round(metres, 1);

    static string Text(double metres) => metres.ToString("0.#", CultureInfo.InvariantCulture);
}
