using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Security;
using GridGov.Text.Tables;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Appointments;

/// <summary>Imports people and their posts from a CSV or xlsx file, all rows or none.</summary>
public sealed class ImportAppointments(Db db)
    : ApiEndpoint<ImportAppointments.Input, Results<Ok<ImportAppointments.Response>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/import");
        Group<AppointmentGroup>();
        Operation("Import people with their posts",
            "A file with one post a row: grid (网格代码), post (岗位) and name (姓名), and optionally role (服务角色), responsibility (责任), " +
            "username (用户名), phone (电话), from (任职首日), to (离任日) and personId (人员标识, of an exported roster), in any order; other " +
            "columns are ignored, and the answer names them. Posts, roles and responsibilities are called by code or by name. A person " +
            "is known by personId, else by username, else by name and phone, and is added when not known; a record is never changed, " +
            "and a row that disagrees with it is refused. A row that is there already changes nothing, so a file may be sent again. " +
            "Each row is subject to the rules of addPerson and appointPerson: posts that read confidential things are pending until " +
            "confirmAppointments. Up to 100 invalid rows are reported, with the pointer /line/{number}/{column}.");
        RequiresCapability(Capability.PersonManage);
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
    /// <param name="People">The number of added people.</param>
    /// <param name="Appointments">The number of new appointments.</param>
    /// <param name="Pending">The number of new appointments that another administrator has to confirm.</param>
    /// <param name="Unchanged">The number of rows that were there already.</param>
    /// <param name="DryRun">Whether nothing was written.</param>
    /// <param name="File">The file as it was read.</param>
    public sealed record Response(int People, int Appointments, int Pending, int Unchanged, bool DryRun, ReadFile File);

    public sealed record Input(FileBody Body, [AsParameters] Query Query);

    public override async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        // The file is read before the transaction, so that other writers need not wait.
        var file = AppointmentFile.Read(input.Body.Bytes);
        var dryRun = input.Query.DryRun is true;
        return await db.Write<Results<Ok<Response>, ProblemHttpResult>>(async tx =>
        {
            var outcome = await AppointmentImport.Apply(tx, file, Actor, dryRun);
            return outcome.Rejected.Count == 0
                ? TypedResults.Ok(new Response(
                    outcome.People, outcome.Appointments, outcome.Pending, outcome.Unchanged, dryRun, file.Source))
                : Problems.Invalid(
                    [.. outcome.Rejected.Select(row => Problems.Error(row.Pointer, row.Code, row.Message))], "invalid-import");
        }, ct);
    }
}
