using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Needs;
using GridGov.Security;

namespace GridGov.Features.Needs;

/// <summary>The needs that the caller may read, newest first.</summary>
public sealed class ListNeeds(Db db) : ApiEndpoint<NeedListQuery, Results<Ok<Page<Need>>, NeedExport, ProblemHttpResult>>
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

    public override async Task<Results<Ok<Page<Need>>, NeedExport, ProblemHttpResult>> ExecuteAsync(
        NeedListQuery query, CancellationToken ct)
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
            return unusable is not null ? Problems.At("/" + unusable, "not-in-export", unusable) : new NeedExport(format, query, Actor);
        }
        if ((query.Bom is not null ? "bom" : query.Lang is not null ? "lang" : null) is { } parameter)
            return Problems.At("/" + parameter, "only-in-export", parameter);
        return await db.Read<Results<Ok<Page<Need>>, NeedExport, ProblemHttpResult>>(async tx =>
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

    internal static Task<List<NeedRow>> Select(Tx tx, NeedListQuery query, Actor actor, Id? last, int rows)
    {
        var parameters = new DynamicParameters();
        parameters.Add("last", last?.Value ?? long.MaxValue);
        parameters.Add("rows", rows);
        return tx.Query(
            $"{NeedRow.Select} WHERE {query.Where(tx, parameters, actor)} AND n.id < @last ORDER BY n.id DESC LIMIT @rows",
            NeedRow.Read, parameters, actor.ScopeOf(Capability.NeedRead));
    }
}
