using System.Text.Json;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Zones;

/// <summary>The polygon of a zone on a day.</summary>
public sealed class GetZoneBoundary(Db db)
    : ApiEndpoint<GetZoneBoundary.Input, Results<GeoJson<GetZoneBoundary.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/boundary");
        Group<ZoneGroup>();
        Operation("Get the polygon of a zone", "A GeoJSON Feature (RFC 7946) in WGS84, exterior rings counter-clockwise.");
        RequiresCapability(Capability.GridRead);
        ProducesType(GeoJsonBody.GeoJson);
        ProducesProblem(404, "no-zone-boundary");
    }

    public sealed record Query
    {
        /// <summary>The day, yyyy-MM-dd; by default today.</summary>
        [FromQuery(Name = "day")] public string? Day { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Day).Day();
        }
    }

    /// <summary>The polygon of a zone, as a GeoJSON Feature.</summary>
    /// <param name="Type">Feature.</param>
    /// <param name="Id">The id of the zone.</param>
    /// <param name="Geometry">A Polygon or MultiPolygon in WGS84.</param>
    /// <param name="Properties">What else is known of it.</param>
    public sealed record Response(string Type, Id Id, JsonElement Geometry, Properties Properties);

    /// <summary>A zone with a polygon.</summary>
    /// <param name="Name">The zone's name today.</param>
    /// <param name="From">The first day of the polygon, yyyy-MM-dd.</param>
    /// <param name="AreaM2">The area in square metres.</param>
    public sealed record Properties(string Name, DateOnly From, double AreaM2);

    public sealed record Input(Id Id, [AsParameters] Query Query);

    public override Task<Results<GeoJson<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<GeoJson<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await ZoneRow.Find(tx, Actor, input.Id) is not { } zone)
                return TypedResults.NotFound();
            if (await tx.QuerySingle<Row>(Find, new { zone.Id, Day = QueryValues.Day(input.Query.Day) ?? tx.Today }) is not { } found)
                return Problems.Of("no-zone-boundary", zone.Name);
            using var geometry = JsonDocument.Parse(found.Shape);
            return new GeoJson<Response>(new Response("Feature", zone.Id, geometry.RootElement.Clone(),
                new Properties(zone.Name, found.FromDay, Math.Round(found.AreaM2))));
        }, ct);

    sealed record Row
    {
        public required DateOnly FromDay { get; init; }
        public required string Shape { get; init; }
        public required double AreaM2 { get; init; }
    }

    const string Find = """
        SELECT from_day, shape, area_m2 FROM zone_boundaries WHERE zone_id = @Id AND from_day <= @Day ORDER BY id DESC LIMIT 1
        """;
}
