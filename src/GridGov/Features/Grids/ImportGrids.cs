using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Grids;

/// <summary>Imports divisions from a CSV file, all rows or none.</summary>
public sealed class ImportGrids(Db db) : ApiEndpoint<ImportGrids.Input, Results<Ok<ImportGrids.Response>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/import");
        Group<GridGroup>();
        Operation("Import divisions",
            "The body is text/csv with the header code,level,name,parent_code; level (city, county, street, community, grid) and " +
            "parent_code are optional. A known code with another name is renamed. The answer reports up to 100 invalid rows, with the " +
            "pointer /line/{number}.");
        RequiresCapability(Capability.GridManage);
        Definition.Metadata(new RequestSizeLimitAttribute(CsvBody.MaxBytes));
        RequiresIdempotencyKey();
        ProducesProblem(400, "invalid-import");
        ProducesProblem(415, "unsupported-media-type");
    }

    public sealed record Query
    {
        /// <summary>A code: only its subtree and the rows above it are imported.</summary>
        [FromQuery(Name = "under")] public string? Under { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() =>
                RuleFor(q => q.Under).Must(GridCode.IsCode).WithErrorCode("wrong_format").When(q => q.Under is not null);
        }
    }

    /// <summary>The result of an import.</summary>
    /// <param name="Imported">The number of added grids.</param>
    /// <param name="Renamed">The number of renamed grids.</param>
    /// <param name="Unchanged">The number of unchanged rows.</param>
    public sealed record Response(int Imported, int Renamed, int Unchanged);

    public sealed record Input(CsvBody Body, [AsParameters] Query Query);

    public override async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        using var text = new StringReader(input.Body.Text);
        // The file is read before the transaction, so that other writers need not wait.
        var file = DivisionFile.Read(text, input.Query.Under);
        return await db.Write<Results<Ok<Response>, ProblemHttpResult>>(async tx =>
        {
            var outcome = await DivisionImport.Apply(tx, file, Actor);
            return outcome.Rejected.Count == 0
                ? TypedResults.Ok(new Response(outcome.Imported, outcome.Renamed, outcome.Unchanged))
                : Problems.Invalid(
                    [.. outcome.Rejected.Select(row => Problems.Error($"/line/{row.Line}", row.Code, row.Detail))], "invalid-import");
        }, ct);
    }
}
