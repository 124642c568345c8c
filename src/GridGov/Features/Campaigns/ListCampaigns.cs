using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Domain.Campaigns;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Campaigns;

/// <summary>The campaigns that the caller may read, newest first.</summary>
public sealed class ListCampaigns(Db db) : ApiEndpoint<ListCampaigns.Query, Results<Ok<Page<Campaign>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<CampaignGroup>();
        Operation("List campaigns", "Those in one of whose grids, or inside one of whose grids, the caller reads records; newest first.");
        RequiresCapability(Capability.RecordRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query : ListQuery
    {
        /// <summary>Code of a grid, county or city: only campaigns in its subtree, or in a grid that contains it.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        /// <summary>Only campaigns of these kinds.</summary>
        [FromQuery(Name = "kind")] public string[]? Kind { get; init; }

        /// <summary>Only campaigns with these statuses.</summary>
        [FromQuery(Name = "status")] public string[]? Status { get; init; }

        /// <summary>Only campaigns with this cycle.</summary>
        [FromQuery(Name = "cycle")] public string? Cycle { get; init; }

        /// <summary>The id of the person who leads it.</summary>
        [FromQuery(Name = "leader")] public string? Leader { get; init; }

        /// <summary>Only campaigns that have this day, yyyy-MM-dd.</summary>
        [FromQuery(Name = "day")] public string? Day { get; init; }

        public new sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Grid).GridCode();
                RuleFor(q => q.Kind).AnyOf(Codes<CampaignKind>.All);
                RuleFor(q => q.Status).AnyOf(Codes<CampaignStatus>.All);
                RuleFor(q => q.Cycle).OneOf(Codes<CampaignCycle>.All);
                RuleFor(q => q.Leader).Id();
                RuleFor(q => q.Day).Day();
                Include(new ListQuery.Validator());
            }
        }

        internal string Conditions(DynamicParameters parameters)
        {
            var conditions = new SqlConditions(parameters);
            if (Grid is { } grid)
            {
                var above = GridCode.Lengths.Where(length => length <= grid.Length).Select(length => grid[..length]);
                conditions.And(
                    "EXISTS (SELECT 1 FROM campaign_grids n WHERE n.campaign_id = c.id "
                        + $"AND ((n.grid_code >= @grid AND n.grid_code < @gridEnd) OR n.grid_code IN {InList.Of(parameters, "around", above)}))",
                    ("grid", grid), ("gridEnd", GridCode.EndOfSubtree(grid)));
            }
            conditions.AndAnyOf("c.kind", "kind", Kind);
            conditions.AndAnyOf("c.status", "status", Status);
            return conditions
                .AndIf(Cycle, "c.cycle = @cycle", "cycle")
                .AndIf(QueryValues.Id(Leader), "c.leader_id = @leader", "leader")
                .AndIf(QueryValues.Day(Day), "c.from_day <= @day AND c.to_day >= @day", "day")
                .ToString();
        }

        internal string Fingerprint() => string.Join('|', "campaigns", Grid, string.Join(',', Kind ?? []), string.Join(',', Status ?? []),
            Cycle, Leader, Day);
    }

    public override Task<Results<Ok<Page<Campaign>>, ProblemHttpResult>> ExecuteAsync(Query query, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Campaign>>, ProblemHttpResult>>(async tx =>
        {
            var (scope, parameters) = (Actor.ScopeOf(Capability.RecordRead), new DynamicParameters());
            var where = CampaignRow.InScope(parameters, scope) + query.Conditions(parameters);
            var (limit, fingerprint) = (query.Limit ?? Cursor.DefaultLimit, query.Fingerprint());
            parameters.Add("last", Id.TryParseExact(Cursor.Parse(fingerprint, query.Cursor), out var last) ? last.Value : long.MaxValue);
            parameters.Add("rows", limit + 1);
            var rows = await tx.Query<CampaignRow>(
                $"{CampaignRow.Select} WHERE {where} AND c.id < @last ORDER BY c.id DESC LIMIT @rows", parameters, scope);
            long? count = query.Count is true
                ? await tx.QuerySingle<long>($"SELECT count(*) FROM campaigns c WHERE {where}", parameters, scope)
                : null;
            return TypedResults.Ok(Cursor.CreatePage(
                HttpContext, fingerprint, limit, await CampaignRow.Show(tx, rows), item => item.Id.ToString(), count));
        }, ct);
}
