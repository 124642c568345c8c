using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Security;
using GridGov.Text.Tables;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Places;

/// <summary>Imports places from a CSV or xlsx file, all rows or none.</summary>
public sealed class ImportPlaces(Db db, CityEnvelopes envelopes)
    : ApiEndpoint<ImportPlaces.Input, Results<Ok<ImportPlaces.Response>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/import");
        Group<PlaceGroup>();
        Operation("Import places",
            "A file with one place a row: kind (类型) and name (名称), and optionally grid (网格代码; else that of the position), address (地址), " +
            "lng (经度), lat (纬度), coordSys (坐标系), tags (标签, separated by ;), runBy (运营单位), openingHours (开放时间), officePhone " +
            "(办公电话), public (公开), visitEveryDays (走访间隔天数), externalNumber (外部编号) and id (场所标识, of an exported list), in any " +
            "order; other columns are ignored, and the answer names them. A place is known by id, else by externalNumber in its street, " +
            "else, without a number, by grid, kind, name and address; what differs of it is changed, and an empty cell removes what was " +
            "there. So a file may be sent again. Care levels are not imported. Up to 100 invalid rows are reported, with the pointer " +
            "/line/{number}/{column}.");
        RequiresCapability(Capability.PlaceManage);
        Definition.Metadata(new RequestSizeLimitAttribute(FileBody.MaxBytes));
        RequiresIdempotencyKey();
        ProducesProblem(400, "invalid-import");
        ProducesProblem(415, "unsupported-media-type");
    }

    [NoValidator]
    public sealed record Query
    {
        /// <summary>If true, the file is checked and counted as for an import, and nothing is written.</summary>
        [FromQuery(Name = "dryRun")] public bool? DryRun { get; init; }
    }

    /// <summary>The result of an import.</summary>
    /// <param name="Added">The number of new places.</param>
    /// <param name="Changed">The number of places that were changed.</param>
    /// <param name="Unchanged">The number of rows that were there already.</param>
    /// <param name="DryRun">Whether nothing was written.</param>
    /// <param name="File">The file as it was read.</param>
    public sealed record Response(int Added, int Changed, int Unchanged, bool DryRun, ReadFile File);

    public sealed record Input(FileBody Body, [AsParameters] Query Query);

    public override async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        // The file is read before the transaction, so that other writers need not wait.
        var file = PlaceFile.Read(input.Body.Bytes);
        var dryRun = input.Query.DryRun is true;
        return await (dryRun ? db.Read(Import, ct) : db.Write(Import, ct));

        async Task<Results<Ok<Response>, ProblemHttpResult>> Import(Tx tx)
        {
            var outcome = await PlaceImport.Apply(tx, file, Actor, envelopes, dryRun);
            return outcome.Rejected.Count == 0
                ? TypedResults.Ok(new Response(outcome.Added, outcome.Changed, outcome.Unchanged, dryRun, file.Source))
                : Problems.Invalid(
                    [.. outcome.Rejected.Select(row => Problems.Error(row.Pointer, row.Code, row.Message))], "invalid-import");
        }
    }
}
