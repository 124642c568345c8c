using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Claims;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Needs.Claims;

/// <summary>The claims that the caller may read, newest first.</summary>
public sealed class ListClaims(Db db) : ApiEndpoint<ListClaims.Query, Results<Ok<Page<Claim>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<ClaimsApiGroup>();
        Operation("List claims",
            "Those in the grids of the caller's posts, those by the groups that the caller acts for, and those of needs of these groups; " +
            "newest first, without reasons.");
        RequiresCapability(Capability.NeedRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query : ListQuery
    {
        /// <summary>The id of a need.</summary>
        [FromQuery(Name = "need")] public string? Need { get; init; }

        /// <summary>The id of the group that claimed.</summary>
        [FromQuery(Name = "group")] public string? Group { get; init; }

        /// <summary>Code of a grid, county or city, with its whole subtree.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        /// <summary>Only claims with these statuses.</summary>
        [FromQuery(Name = "status")] public string[]? Status { get; init; }

        /// <summary>If true, only claims that owe a record today; if false, only others.</summary>
        [FromQuery(Name = "owing")] public bool? Owing { get; init; }

        /// <summary>If true, only claims by the caller, or by a group that the caller acts for.</summary>
        [FromQuery(Name = "mine")] public bool? Mine { get; init; }

        public new sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Need).Id();
                RuleFor(q => q.Group).Id();
                RuleFor(q => q.Grid).GridCode();
                RuleFor(q => q.Status).AnyOf(Codes<ClaimStatus>.All);
                Include(new ListQuery.Validator());
            }
        }

        internal string Where(Tx tx, DynamicParameters parameters, Actor actor)
        {
            var conditions = new SqlConditions(parameters)
                .AndIf(QueryValues.Id(Need), "c.need_id = @need", "need")
                .AndIf(QueryValues.Id(Group), "c.group_id = @group", "group");
            conditions.AndInGrid("n.grid_code", Grid);
            conditions.AndAnyOf("c.status", "status", Status);
            if (Owing is { } owing)
            {
                conditions.And(
                    $"CASE WHEN {ClaimLifecycle.IsOpenSql} AND c.owes_from <= @today THEN 1 ELSE 0 END = {(owing ? 1 : 0)}",
                    ("today", Days.Number(tx.Today)));
            }
            if (Mine is { } mine)
                conditions.And($"{(mine ? "" : "NOT ")}({ClaimRow.IsOwn(actor, parameters)})");
            return ClaimRow.InScope + conditions;
        }

        internal string Fingerprint() =>
            string.Join('|', "claims", Need, Group, Grid, string.Join(',', Status ?? []), Owing, Mine);
    }

    public override Task<Results<Ok<Page<Claim>>, ProblemHttpResult>> ExecuteAsync(Query query, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Claim>>, ProblemHttpResult>>(async tx =>
        {
            var (scope, parameters) = (Actor.ScopeOf(Capability.NeedRead), new DynamicParameters());
            var where = query.Where(tx, parameters, Actor);
            var (limit, fingerprint) = (query.Limit ?? Cursor.DefaultLimit, query.Fingerprint());
            long? count = query.Count is true
                ? await tx.QuerySingle<long>(
                    $"SELECT count(*) FROM claims c JOIN needs n ON n.id = c.need_id WHERE {where}", parameters, scope)
                : null;
            parameters.Add("last", Id.TryParseExact(Cursor.Parse(fingerprint, query.Cursor), out var last) ? last.Value : long.MaxValue);
            parameters.Add("rows", limit + 1);
            var rows = await tx.Query(
                $"{ClaimRow.Select} WHERE {where} AND c.id < @last ORDER BY c.id DESC LIMIT @rows", ClaimRow.Read, parameters, scope);
            return TypedResults.Ok(Cursor.CreatePage(
                HttpContext, fingerprint, limit, await ClaimRow.Show(tx, rows), item => item.Id.ToString(), count));
        }, ct);
}
