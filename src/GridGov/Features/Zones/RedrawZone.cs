using System.Text.Json;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Events;
using GridGov.Domain.Zones;
using GridGov.Geo;
using GridGov.Geo.Boundaries;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Zones;

/// <summary>Gives a zone another polygon from today on, and another home grid if it needs one.</summary>
public sealed class RedrawZone(Db db) : ApiEndpoint<Change<RedrawZone.Request>, Results<Ok<Zone>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/redraw");
        Group<ZoneGroup>();
        Operation("Redraw a zone",
            "The former polygon stays in its history. Open tickets go by the new one at once; ended ones stay in the zones that " +
            "they were in.");
        RequiresCapability(Capability.GridManage);
        ProducesProblem(400, "unknown-grid", "grid-retired", "invalid-zone-boundary");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "zone-already-retired");
        RequestExample("""
            {
              "reason": "新增东侧地块",
              "boundary": {
                "type": "Polygon",
                "coordinates": [[[113.654, 34.749], [113.658, 34.749], [113.658, 34.752], [113.654, 34.749]]]
              }
            }
            """);
    }

    /// <summary>Another polygon.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    /// <param name="Boundary">A Polygon or MultiPolygon (GeoJSON, RFC 7946) without holes.</param>
    /// <param name="Grid">The code of another home grid, for example after its own was retired by a re-division.</param>
    /// <param name="CoordSys">The datum of the polygon; wgs84 by default.</param>
    public sealed record Request(string Reason, JsonElement Boundary, string? Grid = null, CoordSys? CoordSys = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Reason).Text(500);
                RuleFor(r => r.Grid).Must(code => code is null || GridCode.IsCode(code)).WithErrorCode("wrong_format");
            }
        }
    }

    public override Task<Results<Ok<Zone>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct)
    {
        var file = BoundaryFile.Read(request.Body.Boundary, request.Body.CoordSys ?? CoordSys.Wgs84);
        return db.Write<Results<Ok<Zone>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await ZoneRow.Find(tx, Actor, request.Id) is not { } zone)
                return TypedResults.NotFound();
            if (zone.Check(Actor, request.Version) is { } refusal)
                return refusal;
            var home = request.Body.Grid ?? zone.GridCode;
            // A zone whose grid was retired since is given another one with the polygon.
            if (await ZoneRow.CheckHome(tx, Actor, home) is { } unusable)
                return unusable;
            var (shape, fault) = await ZoneRow.Check(tx, file, home);
            if (fault is not null)
                return fault;
            if (await tx.Execute(Update, new { zone.Id, zone.Version, Home = home }) == 0)
                return Problems.StaleVersion();
            var stored = await ZoneBoundaries.Store(tx, zone.Id, home, shape!, Actor);
            await Journal.Append(tx, (zone with { GridCode = home }).Event(Actor, "redraw", new
            {
                Former = home == zone.GridCode ? null : zone.GridCode, stored.From, stored.AreaM2, stored.Shape,
            }, request.Body.Reason));
            return TypedResults.Ok(await ZoneRow.Reread(tx, Actor, zone.Id));
        }, ct);
    }

    const string Update = $"UPDATE zones SET grid_code = @Home, {ZoneIndex.NextRevision} WHERE id = @Id AND version = @Version";
}
