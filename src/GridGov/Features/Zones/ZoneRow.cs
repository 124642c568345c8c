using GridGov.Api;
using GridGov.Domain.Boundaries;
using GridGov.Domain.Events;
using GridGov.Domain.Zones;
using GridGov.Geo.Boundaries;
using GridGov.Security;
using NetTopologySuite.Geometries;

namespace GridGov.Features.Zones;

sealed record ZoneRow
{
    /// <summary>The kind of subject of their events.</summary>
    public const string Subject = "zone";

    public required Id Id { get; init; }
    public required string Name { get; init; }
    public ZoneKind? Kind { get; init; }
    public required string GridCode { get; init; }
    public required string GridName { get; init; }
    public required DateOnly FromDay { get; init; }
    public required double AreaM2 { get; init; }
    public required Instant CreatedAt { get; init; }
    public Instant? RetiredAt { get; init; }
    public string? RetiredReason { get; init; }
    public required long Version { get; init; }

    /// <summary>A zone whose home grid is in the caller's scope.</summary>
    public static Task<ZoneRow?> Find(Tx tx, Actor actor, Id id) =>
        tx.QuerySingle<ZoneRow>(FindInScope, new { Id = id }, actor.ScopeOf(Capability.GridRead));

    /// <summary>Checks the caller's scope first, then the version, then whether the zone is retired.</summary>
    public ProblemHttpResult? Check(Actor actor, IfMatch version)
    {
        if (!actor.ScopeOf(Capability.GridManage).Covers(GridCode))
            return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.GridManage));
        if (Version != version.Version)
            return Problems.StaleVersion(Version);
        return RetiredAt is null ? null : Problems.Of("zone-already-retired");
    }

    public async Task<Zone> ToZone(Tx tx) => (await ToZones(tx, [this]))[0];

    public static async Task<List<Zone>> ToZones(Tx tx, List<ZoneRow> rows)
    {
        var heads = await ZoneHead.List(tx, rows.ConvertAll(row => row.Id), tx.Today);
        return rows.ConvertAll(row => new Zone(
            row.Id, row.Name, row.Kind, new Zone.GridRef(row.GridCode, row.GridName), row.FromDay, Math.Round(row.AreaM2),
            [.. heads[row.Id]], row.CreatedAt, row.RetiredAt, row.RetiredReason, row.Version));
    }

    /// <summary>The zone after a change that its row shows.</summary>
    public static async Task<Zone> Reread(Tx tx, Actor actor, Id id) => await (await Find(tx, actor, id))!.ToZone(tx);

    /// <summary>The next event of the zone.</summary>
    public JournalEntry Event(Actor actor, string action, object? payload, string? reason = null) =>
        new(Subject, Id.ToString(), GridCode, action, actor.Id, Version + 1)
        {
            Post = actor.PostsFor(Capability.GridManage, GridCode).First().Kind,
            Reason = reason,
            Payload = payload,
        };

    /// <summary>The refusal of a home grid that the caller does not manage or that is retired.</summary>
    public static async Task<ProblemHttpResult?> CheckHome(Tx tx, Actor actor, string code)
    {
        var found = await tx.Query(FindGrid, c => c.InstantOrNull(), new { Code = code }, actor.ScopeOf(Capability.GridManage));
        return found switch
        {
            [] => Problems.At("/grid", "unknown-grid", code),
            [not null, ..] => Problems.At("/grid", "grid-retired", code),
            _ => null,
        };
    }

    /// <summary>The polygon of a request, or why it cannot be used.</summary>
    /// <param name="home">The home grid, which it has to meet.</param>
    public static async Task<(Geometry? Shape, ProblemHttpResult? Refusal)> Check(Tx tx, BoundaryFile file, string home)
    {
        if (file.Faults is [var fault, ..])
            return (null, Refused(fault));
        var shape = file.Boundaries[0].Shape;
        return await StoredBoundary.Find(tx, home, tx.Today) is not { } stored
            || BoundaryChecks.CommonOf(shape, BoundaryShape.Read(stored.Shape)) is not null
                ? (shape, null)
                : (null, Refused(new BoundaryFault("", "outside_grid", new(
                    $"边界与网格 {home} 不相交。", $"The polygon has nothing in common with the grid {home}."))));
    }

    static ProblemHttpResult Refused(BoundaryFault fault) => Problems.Invalid(
    [
        Problems.Error("/boundary", fault.Code, fault.Detail) with
        {
            Place = fault is { Lng: { } lng, Lat: { } lat } ? new InputError.Position(lng, lat) : null,
        },
    ], "invalid-zone-boundary");

    public const string BumpVersion = "UPDATE zones SET version = version + 1 WHERE id = @Id AND version = @Version";

    public const string Select = """
        SELECT z.id, z.name, z.kind, z.grid_code, g.name AS grid_name, b.from_day, b.area_m2, z.created_at, z.retired_at, z.retired_reason,
               z.version
          FROM zones z
          JOIN grids g ON g.code = z.grid_code
          JOIN zone_boundaries b ON b.id = (SELECT max(v.id) FROM zone_boundaries v WHERE v.zone_id = z.id)
        """;

    const string FindGrid = "SELECT retired_at FROM grids WHERE code = @Code AND @scope(code)";

    const string FindInScope = Select + " WHERE z.id = @Id AND @scope(z.grid_code)";
}
