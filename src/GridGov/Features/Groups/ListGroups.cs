using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Export;
using GridGov.Domain.Groups;
using GridGov.Security;

namespace GridGov.Features.Groups;

/// <summary>The groups whose grid is in the caller's scope, and by name those of the grid of a group that the caller acts for.</summary>
public sealed class ListGroups(Db db) : ApiEndpoint<ListGroups.Input, Results<Ok<Page<Group>>, TableExport, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<GroupsApiGroup>();
        Operation("List groups",
            "With Accept: text/csv or xlsx the whole list is streamed, with the number of members of today. That needs the capability " +
            "`group_manage`, reaches the grids where the caller has it, and is recorded in the audit.");
        RequiresCapability(Capability.GroupRead);
        ProducesType(FileBody.Csv, FileBody.Xlsx);
        ProducesProblem(400, "invalid-cursor", "not-in-export", "only-in-export");
        ProducesProblem(403, "post-not-allowed");
    }

    public sealed record Input([AsParameters] GroupListQuery Query);

    public override async Task<Results<Ok<Page<Group>>, TableExport, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        var query = input.Query;
        var format = Negotiation.Choose(HttpContext);
        if (TableExport.Check(format, query) is { } refusal)
            return refusal;
        if (TableExport.IsTable(format))
        {
            return Actor.May(Capability.GroupManage)
                ? new TableExport(format!, query, Actor, GroupColumns.Table(query, Actor))
                : Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.GroupManage));
        }
        return await db.Read(async tx =>
        {
            var parameters = new DynamicParameters();
            var (where, scope) = (query.Where(parameters, tx.Today), Actor.ScopeOf(Capability.GroupRead));
            var (limit, fingerprint) = (query.Limit ?? Cursor.DefaultLimit, query.Fingerprint());
            parameters.Add("last", Id.TryParseExact(Cursor.Parse(fingerprint, query.Cursor), out var last) ? last.Value : 0);
            parameters.Add("rows", limit + 1);
            var rows = await tx.Query(
                $"{GroupRow.Select} WHERE {where} AND g.id > @last ORDER BY g.id LIMIT @rows", GroupRow.Read, parameters, scope);
            long? count = query.Count is true
                ? await tx.QuerySingle<long>($"SELECT count(*) FROM groups g WHERE {where}", parameters, scope)
                : null;
            return TypedResults.Ok(Cursor.CreatePage(
                HttpContext, fingerprint, limit, rows.ConvertAll(row => row.ToGroup(Actor)), group => group.Id.ToString(), count));
        }, ct);
    }
}
