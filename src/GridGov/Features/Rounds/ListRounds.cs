using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Domain.Campaigns;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Rounds;

/// <summary>The rounds in the grids whose records the caller reads, newest first.</summary>
public sealed class ListRounds(Db db) : ApiEndpoint<ListRounds.Query, Results<Ok<Page<Round>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<RoundGroup>();
        Operation("List rounds", "Those in the grids whose records the caller reads; newest first.");
        RequiresCapability(Capability.RecordRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query : ListQuery
    {
        /// <summary>The id of a person.</summary>
        [FromQuery(Name = "person")] public string? Person { get; init; }

        /// <summary>Code of a grid, county or city, with its whole subtree.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        /// <summary>The id of a campaign.</summary>
        [FromQuery(Name = "campaign")] public string? Campaign { get; init; }

        /// <summary>The first day of their starts, yyyy-MM-dd.</summary>
        [FromQuery(Name = "from")] public string? From { get; init; }

        /// <summary>The day after the last one, yyyy-MM-dd.</summary>
        [FromQuery(Name = "to")] public string? To { get; init; }

        /// <summary>If true, only rounds that go on; if false, only others.</summary>
        [FromQuery(Name = "open")] public bool? Open { get; init; }

        public new sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Person).Id();
                RuleFor(q => q.Grid).GridCode();
                RuleFor(q => q.Campaign).Id();
                RuleFor(q => q.From).Day();
                RuleFor(q => q.To).DayAfter(q => q.From);
                Include(new ListQuery.Validator());
            }
        }

        internal string Fingerprint() => string.Join('|', "rounds", Person, Grid, Campaign, From, To, Open);
    }

    public override Task<Results<Ok<Page<Round>>, ProblemHttpResult>> ExecuteAsync(Query query, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Round>>, ProblemHttpResult>>(async tx =>
        {
            var parameters = new DynamicParameters();
            var conditions = new SqlConditions(parameters)
                .AndIf(QueryValues.Id(query.Person), "r.person_id = @person", "person")
                .AndIf(QueryValues.Id(query.Campaign), "r.campaign_id = @campaign", "campaign")
                .AndIf(QueryValues.Day(query.From), "r.day >= @from", "from")
                .AndIf(QueryValues.Day(query.To), "r.day < @to", "to");
            if (query.Grid is { } grid)
                conditions.And("r.grid_code >= @grid AND r.grid_code < @gridEnd", ("grid", grid), ("gridEnd", GridCode.EndOfSubtree(grid)));
            if (query.Open is { } open)
                conditions.And(open ? "r.ended_at IS NULL" : "r.ended_at IS NOT NULL");
            var (where, scope) = (RoundRow.InScope + conditions, Actor.ScopeOf(Capability.RecordRead));
            var (limit, fingerprint) = (query.Limit ?? Cursor.DefaultLimit, query.Fingerprint());
            parameters.Add("last", Id.TryParseExact(Cursor.Parse(fingerprint, query.Cursor), out var last) ? last.Value : long.MaxValue);
            parameters.Add("rows", limit + 1);
            var rows = await tx.Query<RoundRow>(
                $"{RoundRow.Select} WHERE {where} AND r.id < @last ORDER BY r.id DESC LIMIT @rows", parameters, scope);
            long? count = query.Count is true
                ? await tx.QuerySingle<long>($"SELECT count(*) FROM rounds r WHERE {where}", parameters, scope)
                : null;
            return TypedResults.Ok(Cursor.CreatePage(
                HttpContext, fingerprint, limit, rows.ConvertAll(row => row.ToRound()), item => item.Id.ToString(), count));
        }, ct);
}
