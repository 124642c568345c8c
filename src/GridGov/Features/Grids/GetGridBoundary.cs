using System.Text.Json;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Boundaries;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Grids;

/// <summary>The boundary of a grid on a day.</summary>
public sealed class GetGridBoundary(Db db)
    : ApiEndpoint<GetGridBoundary.Input, Results<GeoJson<GetGridBoundary.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{code}/boundary");
        Group<GridGroup>();
        Operation("Get the boundary of a grid", "A GeoJSON Feature (RFC 7946) in WGS84, exterior rings counter-clockwise.");
        RequiresCapability(Capability.GridRead);
        ProducesType(GeoJsonBody.GeoJson);
        ProducesProblem(404, "no-boundary");
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

    /// <summary>The boundary of a grid, as a GeoJSON Feature.</summary>
    /// <param name="Type">Feature.</param>
    /// <param name="Id">The code of the grid.</param>
    /// <param name="Geometry">A Polygon or MultiPolygon in WGS84.</param>
    /// <param name="Properties">What else is known of it.</param>
    public sealed record Response(string Type, string Id, JsonElement Geometry, Properties Properties) : ICacheableVersion
    {
        long IVersioned.Version => Properties.Revision;

        internal static Response Of(
            string code, string name, int level, DateOnly from, double areaM2, string shape, long revision)
        {
            using var geometry = JsonDocument.Parse(shape);
            return new Response(
                "Feature", code, geometry.RootElement.Clone(), new Properties(code, name, level, from, Math.Round(areaM2), revision));
        }
    }

    /// <summary>A grid with a boundary.</summary>
    /// <param name="Code">The grid's code.</param>
    /// <param name="Name">The grid's name.</param>
    /// <param name="Level">1 street, 2 community, 3 unit grid; 0 city or county.</param>
    /// <param name="From">The first day of the boundary, yyyy-MM-dd.</param>
    /// <param name="AreaM2">The area in square metres.</param>
    /// <param name="Revision">A number that no other boundary has; it is the ETag.</param>
    public sealed record Properties(string Code, string Name, int Level, DateOnly From, double AreaM2, long Revision);

    public sealed record Input(string Code, [AsParameters] Query Query);

    public override Task<Results<GeoJson<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<GeoJson<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await GridRow.Find(tx, Actor, input.Code) is not { } grid)
                return TypedResults.NotFound();
            if (await StoredBoundary.Find(tx, input.Code, QueryValues.Day(input.Query.Day) ?? tx.Today) is not { } found)
                return Problems.Of("no-boundary", input.Code);
            return new GeoJson<Response>(
                Response.Of(grid.Code, grid.Name, grid.Level, found.FromDay, found.AreaM2, found.Shape, found.Id));
        }, ct);
}
