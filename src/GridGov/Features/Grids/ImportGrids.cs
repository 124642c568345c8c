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
            "The body is text/csv with the header code,level,name,parent_code; level (city, county, street, community, grid) and parent_code may be left out. A known code with another name is renamed. Up to 100 bad rows are told, with the pointer /line/{number}.");
        RequiresCapability(Capability.GridManage);
        Definition.Metadata(new RequestSizeLimitAttribute(CsvBody.MaxBytes));
        RequiresIdempotencyKey();
        ProducesProblem(400, "invalid-import");
        ProducesProblem(415, "unsupported-media-type");
    }

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

    /// <summary>What is asked.</summary>
    public sealed record Input(CsvBody Body, [AsParameters] Query Query);

    public override async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        using var text = new StringReader(input.Body.Text);
        // Read before the transaction: other writers need not wait for that.
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
