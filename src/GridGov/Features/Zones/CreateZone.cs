using System.Text.Json;
using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Zones;
using GridGov.Geo;
using GridGov.Geo.Boundaries;
using GridGov.Security;

namespace GridGov.Features.Zones;

/// <summary>Creates a zone (专属网格) over the grids.</summary>
public sealed class CreateZone(Db db) : ApiEndpoint<CreateZone.Request, Results<Created<Zone>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/");
        Group<ZoneGroup>();
        Operation("Create a zone",
            "It belongs to a home grid that its polygon meets; if that grid has no boundary, any polygon will do. The polygon is valid " +
            "from today on, and open tickets in it are in the zone at once. Tickets of grids outside the home grid's subtree, and " +
            "confidential tickets, are in no zone of it.");
        RequiresCapability(Capability.GridManage);
        RequiresIdempotencyKey();
        ProducesProblem(400, "unknown-grid", "grid-retired", "invalid-zone-boundary");
        RequestExample("""
            {
              "name": "二七商圈", "kind": "shopping_street", "grid": "410103003",
              "boundary": {
                "type": "Polygon",
                "coordinates": [[[113.654, 34.749], [113.657, 34.749], [113.657, 34.752], [113.654, 34.749]]]
              }
            }
            """);
    }

    /// <summary>A new zone.</summary>
    /// <param name="Name">The name, 1 to 100 characters.</param>
    /// <param name="Grid">The code of the home grid.</param>
    /// <param name="Boundary">A Polygon or MultiPolygon (GeoJSON, RFC 7946) without holes.</param>
    /// <param name="Kind">What it is; null for anything else.</param>
    /// <param name="CoordSys">The datum of the polygon; wgs84 by default.</param>
    public sealed record Request(string Name, string Grid, JsonElement Boundary, ZoneKind? Kind = null, CoordSys? CoordSys = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Name).ZoneName();
                RuleFor(r => r.Grid).Must(GridCode.IsCode).WithErrorCode("wrong_format");
            }
        }
    }

    public override Task<Results<Created<Zone>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var file = BoundaryFile.Read(request.Boundary, request.CoordSys ?? CoordSys.Wgs84);
        return db.Write<Results<Created<Zone>, ProblemHttpResult>>(async tx =>
        {
            if (await ZoneRow.CheckHome(tx, Actor, request.Grid) is { } unusable)
                return unusable;
            var (shape, refusal) = await ZoneRow.Check(tx, file, request.Grid);
            if (refusal is not null)
                return refusal;
            var id = tx.NewId();
            await tx.Execute(Insert, new { Id = id, request.Name, request.Kind, request.Grid, tx.Now });
            var stored = await ZoneBoundaries.Store(tx, id, request.Grid, shape!, Actor);
            await Journal.Append(tx, new JournalEntry(ZoneRow.Subject, id.ToString(), request.Grid, "create", Actor.Id, Version: 1)
            {
                Post = Actor.PostsFor(Capability.GridManage, request.Grid).First().Kind,
                Payload = new { request.Name, request.Kind, stored.From, stored.AreaM2, stored.Shape },
            });
            return TypedResults.Created($"/v1/zones/{id}", await ZoneRow.Reread(tx, Actor, id));
        }, ct);
    }

    const string Insert = """
        INSERT INTO zones (id, name, kind, grid_code, created_at, version, revision)
        VALUES (@Id, @Name, @Kind, @Grid, @Now, 1, (SELECT coalesce(max(r.revision), 0) + 1 FROM zones r))
        """;
}
