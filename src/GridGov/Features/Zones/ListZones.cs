using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Domain.Zones;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Zones;

/// <summary>The zones whose home grid is in the caller's scope, oldest first.</summary>
public sealed class ListZones(Db db) : ApiEndpoint<ListZones.Query, Results<Ok<Page<ListZones.Item>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<ZoneGroup>();
        Operation("List zones");
        RequiresCapability(Capability.GridRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query : ListQuery
    {
        /// <summary>Code of a grid, county or city: only zones whose home grid is in its subtree.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        /// <summary>Only zones of these kinds.</summary>
        [FromQuery(Name = "kind")] public string[]? Kind { get; init; }

        /// <summary>Words that the name contains, up to 100 characters. Case and full or half width make no difference.</summary>
        [FromQuery(Name = "q")] public string? Q { get; init; }

        /// <summary>If true, retired zones are included.</summary>
        [FromQuery(Name = "retired")] public bool? Retired { get; init; }

        public new sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Grid).GridCode();
                RuleFor(q => q.Kind).AnyOf(Codes<ZoneKind>.All);
                RuleFor(q => q.Q).SearchText();
                Include(new ListQuery.Validator());
            }
        }

        internal string Conditions(DynamicParameters parameters)
        {
            var conditions = new SqlConditions(parameters);
            if (Retired is not true)
                conditions.And("z.retired_at IS NULL");
            conditions.AndAnyOf("z.kind", "kind", QueryValues.Codes<ZoneKind>(Kind));
            conditions.AndWords("z.name", Q);
            return conditions.ToString();
        }

        internal string Fingerprint() => $"zones {Grid}|{string.Join(',', Kind ?? [])}|{Q}|{Retired}";
    }

    /// <summary>A zone in the list.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind">What it is; null for anything else.</param>
    /// <param name="Grid">The code of its home grid.</param>
    /// <param name="RetiredAt">The time at which it was retired; null while it is in use.</param>
    /// <param name="Version">Grows by 1 with every change.</param>
    public sealed record Item(Id Id, string Name, ZoneKind? Kind, string Grid, Instant? RetiredAt, long Version);

    public override Task<Results<Ok<Page<Item>>, ProblemHttpResult>> ExecuteAsync(Query query, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Item>>, ProblemHttpResult>>(async tx =>
        {
            var scope = Actor.ScopeOf(Capability.GridRead);
            if (query.Grid is { } grid)
                scope = scope.Within(grid);
            var parameters = new DynamicParameters();
            var where = "@scope(z.grid_code)" + query.Conditions(parameters);
            var (limit, fingerprint) = (query.Limit ?? Cursor.DefaultLimit, query.Fingerprint());
            parameters.Add("last", Id.TryParseExact(Cursor.Parse(fingerprint, query.Cursor), out var last) ? last.Value : 0);
            parameters.Add("rows", limit + 1);
            var rows = await tx.Query<ZoneRow>(
                $"{ZoneRow.Select} WHERE {where} AND z.id > @last ORDER BY z.id LIMIT @rows", parameters, scope);
            long? count = query.Count is true
                ? await tx.QuerySingle<long>($"SELECT count(*) FROM zones z WHERE {where}", parameters, scope)
                : null;
            return TypedResults.Ok(Cursor.CreatePage(HttpContext, fingerprint, limit,
                rows.ConvertAll(row => new Item(row.Id, row.Name, row.Kind, row.GridCode, row.RetiredAt, row.Version)),
                item => item.Id.ToString(), count));
        }, ct);
}
