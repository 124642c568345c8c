using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Security;
using GridGov.Text.Tables;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Groups.Memberships;

/// <summary>Imports a list of members from a CSV or xlsx file, all rows or none.</summary>
public sealed class ImportMemberships(Db db)
    : ApiEndpoint<ImportMemberships.Input, Results<Ok<ImportMemberships.Response>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/import");
        Group<MembershipsApiGroup>();
        Operation("Import memberships",
            "A file with one membership a row: group (组织), name (姓名) and role (角色), and optionally kind (类型), grid (网格代码), phone (电话), " +
            "from (加入日期; else today), to (退出日期), memberGroup (成员组织, in place of a name, a group of the same grid), username (用户名) and " +
            "personId (人员标识), in any order; other columns are ignored, and the answer names them. A group is known by its name and kind " +
            "in the grid of the row, or else of the query. A person is one with an account only by username or personId. A member who " +
            "has the role already is unchanged, so a file may be sent again. Up to 100 invalid rows are reported, with the pointer " +
            "/line/{number}/{column}.");
        RequiresCapability(Capability.GroupManage);
        Definition.Metadata(new RequestSizeLimitAttribute(FileBody.MaxBytes));
        RequiresIdempotencyKey();
        ProducesProblem(400, "invalid-import");
        ProducesProblem(415, "unsupported-media-type");
    }

    public sealed record Query
    {
        /// <summary>The code of the grid of the groups in rows without one.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        /// <summary>If true, groups that do not exist are created, with the kind of their row.</summary>
        [FromQuery(Name = "createGroups")] public bool? CreateGroups { get; init; }

        /// <summary>If true, the file is checked and counted as for an import, and nothing is written.</summary>
        [FromQuery(Name = "dryRun")] public bool? DryRun { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Grid).GridCode();
        }
    }

    /// <summary>The result of an import.</summary>
    /// <param name="Groups">The number of new groups.</param>
    /// <param name="Memberships">The number of new memberships.</param>
    /// <param name="Unchanged">The number of rows that were there already.</param>
    /// <param name="DryRun">Whether nothing was written.</param>
    /// <param name="File">The file as it was read.</param>
    public sealed record Response(int Groups, int Memberships, int Unchanged, bool DryRun, ReadFile File);

    public sealed record Input(FileBody Body, [AsParameters] Query Query);

    public override async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        // The file is read before the transaction, so that other writers need not wait.
        var (file, query) = (MembershipFile.Read(input.Body.Bytes, input.Query.Grid), input.Query);
        return await db.Write<Results<Ok<Response>, ProblemHttpResult>>(async tx =>
        {
            var outcome = await MembershipImport.Apply(tx, file, Actor, query.CreateGroups is true, query.DryRun is true);
            return outcome.Rejected.Count == 0
                ? TypedResults.Ok(new Response(
                    outcome.Groups, outcome.Memberships, outcome.Unchanged, query.DryRun is true, file.Source))
                : Problems.Invalid(
                    [.. outcome.Rejected.Select(row => Problems.Error(row.Pointer, row.Code, row.Message))], "invalid-import");
        }, ct);
    }
}
