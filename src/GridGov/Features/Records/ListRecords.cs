using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Export;
using GridGov.Domain.Campaigns;
using GridGov.Security;

namespace GridGov.Features.Records;

/// <summary>The records in the grids whose records the caller reads, newest first.</summary>
public sealed class ListRecords(Db db) : ApiEndpoint<RecordListQuery, Results<Ok<Page<Record>>, TableExport, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<RecordGroup>();
        Operation("List records",
            "Newest first, without answers and notes, which only a record itself shows. With Accept: text/csv or xlsx the whole list is " +
            "streamed; that needs the capability record_read and is recorded in the audit.");
        RequiresCapability(Capability.RecordRead);
        ProducesType(FileBody.Csv, FileBody.Xlsx);
        ProducesProblem(400, "invalid-cursor", "only-in-export", "not-in-export");
    }

    public override async Task<Results<Ok<Page<Record>>, TableExport, ProblemHttpResult>> ExecuteAsync(
        RecordListQuery query, CancellationToken ct)
    {
        var format = Negotiation.Choose(HttpContext);
        if (TableExport.Check(format, query) is { } refusal)
            return refusal;
        if (TableExport.IsTable(format))
            return new TableExport(format!, query, Actor, Table(query));
        return await db.Read<Results<Ok<Page<Record>>, TableExport, ProblemHttpResult>>(async tx =>
        {
            var (limit, fingerprint) = (query.Limit ?? Cursor.DefaultLimit, query.Fingerprint());
            Id? last = Id.TryParseExact(Cursor.Parse(fingerprint, query.Cursor), out var id) ? id : null;
            var rows = await Select(tx, query, Actor, last, limit + 1);
            var parameters = new DynamicParameters();
            long? count = query.Count is true
                ? await tx.QuerySingle<long>(
                    $"SELECT count(*) FROM records r WHERE {query.Where(parameters, Actor)}", parameters,
                    Actor.ScopeOf(Capability.RecordRead))
                : null;
            return TypedResults.Ok(Cursor.CreatePage(
                HttpContext, fingerprint, limit, await RecordRow.Show(tx, Actor, rows), item => item.Id.ToString(), count));
        }, ct);
    }

    ExportedTable Table(RecordListQuery query)
    {
        var scope = Actor.ScopeOf(Capability.RecordRead);
        return new ExportedTable("records", "record", new("记录", "Records"), RecordColumns.All,
            query.Grid is { } grid ? scope.Within(grid) : scope, async (tx, last, portion, chinese) =>
            {
                var rows = await Select(tx, query, Actor, Id.TryParseExact(last, out var id) ? id : null, portion);
                return new((await RecordRow.Show(tx, Actor, rows)).ConvertAll(record => RecordColumns.Cells(record, tx.Zone, chinese)),
                    rows.Count == 0 ? null : rows[^1].Id.ToString());
            });
    }

    static Task<List<RecordRow>> Select(Tx tx, RecordListQuery query, Actor actor, Id? last, int rows)
    {
        var parameters = new DynamicParameters();
        parameters.Add("last", last?.Value ?? long.MaxValue);
        parameters.Add("rows", rows);
        return tx.Query(
            $"{RecordRow.Select} WHERE {query.Where(parameters, actor)} AND r.id < @last ORDER BY r.id DESC LIMIT @rows",
            RecordRow.Read, parameters, actor.ScopeOf(Capability.RecordRead));
    }
}
