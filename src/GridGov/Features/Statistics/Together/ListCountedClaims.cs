using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Data.Statements;
using GridGov.Domain.Needs.Claims;
using GridGov.Domain.Statistics;
using GridGov.Features.Statistics.GoingOut;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Statistics.Together;

/// <summary>The claims behind a figure, such as those not confirmed.</summary>
public sealed class ListCountedClaims(Db db) : ApiEndpoint<ListCountedClaims.Input, Results<Ok<Page<Claim>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/measures/claims");
        Group<StatisticsGroup>();
        Operation("List the claims counted in a measure",
            "Newest first. part=complement lists those not confirmed. Only claims of needs in grids whose needs the caller reads by a " +
            "post are listed.");
        RequiresCapability(Capability.NeedRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query
    {
        /// <summary>fulfilment_rate, the only measure of claims.</summary>
        [FromQuery(Name = "measure")] public string? Measure { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Measure).OneOf(TogetherLists.CodesOf(MeasureUnit.Claim));
        }
    }

    public sealed record Input([AsParameters] Query Query, [AsParameters] CountedQuery Counted, [AsParameters] TogetherSelection Selection);

    public override Task<Results<Ok<Page<Claim>>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Claim>>, ProblemHttpResult>>(async tx =>
        {
            var page = await TogetherLists.Read(
                tx, HttpContext, Actor, input.Query.Measure ?? "fulfilment_rate", input.Counted, input.Selection);
            var parameters = new DynamicParameters();
            var rows = page.Items.Count == 0 ? [] : await tx.Query(
                $"{ClaimRow.Select} WHERE c.id IN {InList.Of(parameters, "id", page.Items)} AND @scope(n.grid_code)", ClaimRow.Read,
                parameters, Scope.Of(Actor.ScopeOf(Capability.NeedRead).Roots));
            var shown = await ClaimRow.Show(tx, TogetherLists.InOrder(page.Items, rows, row => row.Id));
            return TypedResults.Ok(new Page<Claim>(shown, page.Next, page.Count));
        }, ct);
}
