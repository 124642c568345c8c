using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Grids;

/// <summary>Imports divisions from a CSV file, all rows or none.</summary>
public static class ImportGrids
{
    public static void Map(IEndpointRouteBuilder grids) => grids
        .MapPost("/import", Handle)
        .Named("importGrids", "Import divisions")
        .WithDescription("The body is text/csv with the header code,level,name,parent_code; level (city, county, street, community, grid) and parent_code may be left out. A known code with another name is renamed. Up to 100 bad rows are told, with the pointer /line/{number}.")
        .Needs(Capability.GridManage)
        .WithMetadata(new RequestSizeLimitAttribute(CsvBody.MaxBytes))
        .Creates()
        .Refuses(400, "invalid-import")
        .Refuses(415, "unsupported-media-type");

    /// <summary>Which part of the file.</summary>
    public sealed record Query
    {
        /// <summary>A code: only its subtree, and what the file has above it.</summary>
        [FromQuery(Name = "under")] public string? Under { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Under).Must(GridCode.IsCode).WithErrorCode("wrong_format").When(q => q.Under is not null);
        }
    }

    /// <summary>What was done.</summary>
    /// <param name="Imported">Rows that were added.</param>
    /// <param name="Renamed">Grids that got another name.</param>
    /// <param name="Unchanged">Rows that were known already.</param>
    public sealed record Response(int Imported, int Renamed, int Unchanged);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        CsvBody body, [AsParameters] Query query, Actor actor, Db db, CancellationToken ct)
    {
        using var text = new StringReader(body.Text);
        // Read before the transaction: other writers need not wait for that.
        var file = DivisionFile.Read(text, query.Under);
        return await db.Write<Results<Ok<Response>, ProblemHttpResult>>(async tx =>
        {
            var outcome = await DivisionImport.Apply(tx, file, actor);
            return outcome.Bad.Count == 0
                ? TypedResults.Ok(new Response(outcome.Imported, outcome.Renamed, outcome.Unchanged))
                : Problems.Invalid([.. outcome.Bad.Select(row => new InputFault($"/line/{row.Line}", row.Code, row.Detail))], "invalid-import");
        }, ct);
    }
}
