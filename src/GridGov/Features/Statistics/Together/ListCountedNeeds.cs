using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Data.Statements;
using GridGov.Domain.Needs;
using GridGov.Domain.Statistics;
using GridGov.Features.Statistics.GoingOut;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Statistics.Together;

/// <summary>The needs behind a figure, such as those that nobody claimed.</summary>
public sealed class ListCountedNeeds(Db db) : ApiEndpoint<ListCountedNeeds.Input, Results<Ok<Page<Need>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/measures/needs");
        Group<StatisticsGroup>();
        Operation("List the needs counted in a measure",
            "Newest first. part=complement lists those without a claim. Only needs in grids whose needs the caller reads by a post are " +
            "listed.");
        RequiresCapability(Capability.NeedRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query
    {
        /// <summary>claim_rate, the only measure of needs.</summary>
        [FromQuery(Name = "measure")] public string? Measure { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Measure).OneOf(TogetherLists.CodesOf(MeasureUnit.Need));
        }
    }

    public sealed record Input([AsParameters] Query Query, [AsParameters] CountedQuery Counted, [AsParameters] TogetherSelection Selection);

    public override Task<Results<Ok<Page<Need>>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Need>>, ProblemHttpResult>>(async tx =>
        {
            var page = await TogetherLists.Read(
                tx, HttpContext, Actor, input.Query.Measure ?? "claim_rate", input.Counted, input.Selection);
            var parameters = new DynamicParameters();
            var rows = page.Items.Count == 0 ? [] : await tx.Query(
                $"{NeedRow.Select} WHERE n.id IN {InList.Of(parameters, "id", page.Items)} AND @scope(n.grid_code)", NeedRow.Read,
                parameters, Scope.Of(Actor.ScopeOf(Capability.NeedRead).Roots));
            var shown = await NeedView.Show(tx, Actor, TogetherLists.InOrder(page.Items, rows, row => row.Id));
            return TypedResults.Ok(new Page<Need>(shown, page.Next, page.Count));
        }, ct);
}
