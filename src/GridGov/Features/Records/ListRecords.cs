using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Campaigns;
using GridGov.Security;

namespace GridGov.Features.Records;

/// <summary>The records in the grids whose records the caller reads, newest first.</summary>
public sealed class ListRecords(Db db) : ApiEndpoint<RecordListQuery, Results<Ok<Page<Record>>, RecordExport, ProblemHttpResult>>
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

    public override async Task<Results<Ok<Page<Record>>, RecordExport, ProblemHttpResult>> ExecuteAsync(
        RecordListQuery query, CancellationToken ct)
    {
        var format = Negotiation.Choose(HttpContext);
        if (format is FileBody.Csv or FileBody.Xlsx)
        {
            var unusable = query switch
            {
                { Limit: not null } => "limit",
                { Cursor: not null } => "cursor",
                { Count: not null } => "count",
                { Bom: not null } when format != FileBody.Csv => "bom",
                _ => null,
            };
            return unusable is not null ? Problems.At("/" + unusable, "not-in-export", unusable) : new RecordExport(format, query, Actor);
        }
        if ((query.Bom is not null ? "bom" : query.Lang is not null ? "lang" : null) is { } parameter)
            return Problems.At("/" + parameter, "only-in-export", parameter);
        return await db.Read<Results<Ok<Page<Record>>, RecordExport, ProblemHttpResult>>(async tx =>
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

    internal static Task<List<RecordRow>> Select(Tx tx, RecordListQuery query, Actor actor, Id? last, int rows)
    {
        var parameters = new DynamicParameters();
        parameters.Add("last", last?.Value ?? long.MaxValue);
        parameters.Add("rows", rows);
        return tx.Query(
            $"{RecordRow.Select} WHERE {query.Where(parameters, actor)} AND r.id < @last ORDER BY r.id DESC LIMIT @rows",
            RecordRow.Read, parameters, actor.ScopeOf(Capability.RecordRead));
    }
}
