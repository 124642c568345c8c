using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Security;
using GridGov.Text.Tables;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Grids;

/// <summary>Imports divisions from a CSV or xlsx file, all rows or none.</summary>
public sealed class ImportGrids(Db db) : ApiEndpoint<ImportGrids.Input, Results<Ok<ImportGrids.Response>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/import");
        Group<GridGroup>();
        Operation("Import divisions",
            "A file with the columns code (代码) and name (名称), and optionally level (级别: city, county, street, community or grid, or " +
            "市, 区县, 街道, 社区 or 网格) and parent_code (上级代码), in any order; other columns are ignored, and the answer names them. " +
            "Zeros to which national lists pad a code are left out: 410103101000 is the street 410103101. A known code with another " +
            "name is renamed. Up to 100 invalid rows are reported, with the pointer /line/{number}/{column}.");
        RequiresCapability(Capability.GridManage);
        Definition.Metadata(new RequestSizeLimitAttribute(FileBody.MaxBytes));
        RequiresIdempotencyKey();
        ProducesProblem(400, "invalid-import");
        ProducesProblem(415, "unsupported-media-type");
    }

    public sealed record Query
    {
        /// <summary>A code: only its subtree and the rows above it are imported.</summary>
        [FromQuery(Name = "under")] public string? Under { get; init; }

        /// <summary>If true, the file is checked and counted as for an import, and nothing is written.</summary>
        [FromQuery(Name = "dryRun")] public bool? DryRun { get; init; }

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
    /// <param name="DryRun">Whether nothing was written.</param>
    /// <param name="File">The file as it was read.</param>
    public sealed record Response(int Imported, int Renamed, int Unchanged, bool DryRun, ReadFile File);

    public sealed record Input(FileBody Body, [AsParameters] Query Query);

    public override async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        // The file is read before the transaction, so that other writers need not wait.
        var file = DivisionFile.Read(input.Body.Bytes, input.Query.Under);
        var dryRun = input.Query.DryRun is true;
        return await db.Write<Results<Ok<Response>, ProblemHttpResult>>(async tx =>
        {
            var outcome = await DivisionImport.Apply(tx, file, Actor, dryRun);
            return outcome.Rejected.Count == 0
                ? TypedResults.Ok(new Response(outcome.Imported, outcome.Renamed, outcome.Unchanged, dryRun, file.Source))
                : Problems.Invalid(
                    [.. outcome.Rejected.Select(row => Problems.Error(row.Pointer, row.Code, row.Message))], "invalid-import");
        }, ct);
    }
}
