using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Export;
using GridGov.Domain.Needs;
using GridGov.Security;

namespace GridGov.Features.Needs;

/// <summary>The needs that the caller may read, newest first.</summary>
public sealed class ListNeeds(Db db) : ApiEndpoint<NeedListQuery, Results<Ok<Page<Need>>, TableExport, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<NeedsApiGroup>();
        Operation("List needs",
            "Those in the grids of the caller's posts, those of the groups that the caller acts for, and those published in the grids of " +
            "these; newest first. With Accept: text/csv or xlsx the whole list is streamed and recorded in the audit. No list and no " +
            "export has a contact.");
        RequiresCapability(Capability.NeedRead);
        ProducesType(FileBody.Csv, FileBody.Xlsx);
        ProducesProblem(400, "invalid-cursor", "only-in-export", "not-in-export");
    }

    public override async Task<Results<Ok<Page<Need>>, TableExport, ProblemHttpResult>> ExecuteAsync(
        NeedListQuery query, CancellationToken ct)
    {
        var format = Negotiation.Choose(HttpContext);
        if (TableExport.Check(format, query) is { } refusal)
            return refusal;
        if (TableExport.IsTable(format))
            return new TableExport(format!, query, Actor, Table(query));
        return await db.Read<Results<Ok<Page<Need>>, TableExport, ProblemHttpResult>>(async tx =>
        {
            var (limit, fingerprint) = (query.Limit ?? Cursor.DefaultLimit, query.Fingerprint());
            Id? last = Id.TryParseExact(Cursor.Parse(fingerprint, query.Cursor), out var id) ? id : null;
            var rows = await Select(tx, query, Actor, last, limit + 1);
            var parameters = new DynamicParameters();
            long? count = query.Count is true
                ? await tx.QuerySingle<long>($"SELECT count(*) FROM needs n WHERE {query.Where(tx, parameters, Actor)}", parameters,
                    Actor.ScopeOf(Capability.NeedRead))
                : null;
            return TypedResults.Ok(Cursor.CreatePage(
                HttpContext, fingerprint, limit, await NeedView.Show(tx, Actor, rows), item => item.Id.ToString(), count));
        }, ct);
    }

    ExportedTable Table(NeedListQuery query)
    {
        var scope = Actor.ScopeOf(Capability.NeedRead);
        return new ExportedTable("needs", Need.Subject, new("需求清单", "Needs"), NeedColumns.Needs,
            query.Grid is { } grid ? scope.Within(grid) : scope, async (tx, last, portion, chinese) =>
            {
                var rows = await Select(tx, query, Actor, Id.TryParseExact(last, out var id) ? id : null, portion);
                return new((await NeedView.Show(tx, Actor, rows)).ConvertAll(need => NeedColumns.Cells(need, chinese, tx.Zone)),
                    rows.Count == 0 ? null : rows[^1].Id.ToString());
            });
    }

    static Task<List<NeedRow>> Select(Tx tx, NeedListQuery query, Actor actor, Id? last, int rows)
    {
        var parameters = new DynamicParameters();
        parameters.Add("last", last?.Value ?? long.MaxValue);
        parameters.Add("rows", rows);
        return tx.Query(
            $"{NeedRow.Select} WHERE {query.Where(tx, parameters, actor)} AND n.id < @last ORDER BY n.id DESC LIMIT @rows",
            NeedRow.Read, parameters, actor.ScopeOf(Capability.NeedRead));
    }
}
