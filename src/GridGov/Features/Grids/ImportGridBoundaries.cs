using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Geo;
using GridGov.Geo.Boundaries;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Grids;

/// <summary>Imports the boundaries of grids (网格边界) from GeoJSON, all or none.</summary>
public sealed class ImportGridBoundaries(Db db)
    : ApiEndpoint<ImportGridBoundaries.Input, Results<Ok<ImportGridBoundaries.Response>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/boundaries");
        Group<GridGroup>();
        Operation("Import boundaries of grids",
            "A FeatureCollection (RFC 7946) of polygons, each with the code of its grid in the property code (代码, 编码, 网格编码). A " +
            "boundary is valid from a day until the next one of its grid; nothing is overwritten. Refused are rings that cross " +
            "themselves, holes, a grid outside its parent and siblings that overlap, both beyond a metre, boundaries across the 180th " +
            "meridian, and more than 100,000 points in one. Parents, siblings and children that are not in the file are compared as they " +
            "are stored. Up to 100 faults are reported, each with its feature and its place. A ring in the wrong order is turned, and " +
            "the answer says so. At most 32 MB and 20,000 boundaries.");
        RequiresCapability(Capability.GridManage);
        Definition.Metadata(new RequestSizeLimitAttribute(GeoJsonBody.MaxBytes));
        RequiresIdempotencyKey();
        ProducesProblem(400, "invalid-boundaries");
        ProducesProblem(415, "unsupported-media-type");
    }

    public sealed record Query
    {
        /// <summary>The datum of the coordinates: wgs84 (default), gcj02 or bd09. Those of the last two are converted.</summary>
        [FromQuery(Name = "coordSys")] public string? CoordSys { get; init; }

        /// <summary>The first day of the boundaries, yyyy-MM-dd; today by default.</summary>
        [FromQuery(Name = "from")] public string? From { get; init; }

        /// <summary>If true, the file is checked and counted as for an import, and nothing is written.</summary>
        [FromQuery(Name = "dryRun")] public bool? DryRun { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.CoordSys).OneOf(Codes<CoordSys>.All);
                RuleFor(q => q.From).Day();
            }
        }
    }

    /// <summary>The result of an import.</summary>
    /// <param name="Stored">The number of stored boundaries.</param>
    /// <param name="Unchanged">The number of boundaries that the grids have on the day already.</param>
    /// <param name="From">The first day of the boundaries, yyyy-MM-dd.</param>
    /// <param name="DryRun">Whether nothing was written.</param>
    /// <param name="Warnings">The first hundred boundaries that were corrected.</param>
    public sealed record Response(int Stored, int Unchanged, DateOnly From, bool DryRun, IReadOnlyList<Warning> Warnings);

    /// <summary>What was corrected in a boundary.</summary>
    /// <param name="Pointer">JSON Pointer to the geometry.</param>
    /// <param name="Code">wrong_ring_order: a ring was turned.</param>
    /// <param name="Detail">A sentence in the language asked for.</param>
    public sealed record Warning(string Pointer, string Code, string Detail);

    public sealed record Input(GeoJsonBody Body, [AsParameters] Query Query);

    public override Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        var (query, dryRun) = (input.Query, input.Query.DryRun is true);
        var file = BoundaryFile.Read(input.Body.Bytes, QueryValues.Code<CoordSys>(query.CoordSys) ?? CoordSys.Wgs84);
        return BoundaryImport.Run<Results<Ok<Response>, ProblemHttpResult>>(db, file, QueryValues.Day(query.From), Actor, dryRun, outcome =>
            outcome.Faults.Count > 0
                ? Problems.Invalid([.. outcome.Faults.Select(ErrorOf)], "invalid-boundaries")
                : TypedResults.Ok(new Response(outcome.Stored, outcome.Unchanged, outcome.Day, dryRun,
                    [.. file.Warnings.Take(BoundaryImport.MaxReported).Select(each =>
                        new Warning(each.Pointer, each.Code, each.Detail.In(Problems.InChinese)))])), ct);
    }

    static InputError ErrorOf(BoundaryFault fault) => Problems.Error(fault.Pointer, fault.Code, fault.Detail) with
    {
        Place = fault is { Lng: { } lng, Lat: { } lat } ? new InputError.Position(lng, lat) : null,
    };
}
