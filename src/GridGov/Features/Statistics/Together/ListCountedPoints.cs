using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Data.Statements;
using GridGov.Domain.Meetings.Points;
using GridGov.Domain.Statistics;
using GridGov.Features.Statistics.GoingOut;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Statistics.Together;

/// <summary>The points of meetings behind a figure, such as those not answered.</summary>
public sealed class ListCountedPoints(Db db) : ApiEndpoint<ListCountedPoints.Input, Results<Ok<Page<Point>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/measures/points");
        Group<StatisticsGroup>();
        Operation("List the points counted in a measure",
            "Newest first. part=complement lists those not answered. Only points that concern grids whose meetings the caller reads by a " +
            "post are listed.");
        RequiresCapability(Capability.MeetingRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query
    {
        /// <summary>answer_rate, the only measure of points.</summary>
        [FromQuery(Name = "measure")] public string? Measure { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Measure).OneOf(TogetherLists.CodesOf(MeasureUnit.Point));
        }
    }

    public sealed record Input([AsParameters] Query Query, [AsParameters] CountedQuery Counted, [AsParameters] TogetherSelection Selection);

    public override Task<Results<Ok<Page<Point>>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Point>>, ProblemHttpResult>>(async tx =>
        {
            var page = await TogetherLists.Read(
                tx, HttpContext, Actor, input.Query.Measure ?? "answer_rate", input.Counted, input.Selection);
            var parameters = new DynamicParameters();
            var rows = page.Items.Count == 0 ? [] : await tx.Query<PointRow>(
                $"{PointRow.Select} WHERE p.id IN {InList.Of(parameters, "id", page.Items)} AND @scope(p.grid_code)", parameters,
                Scope.Of(Actor.ScopeOf(Capability.MeetingRead).Roots));
            var shown = await PointRow.Show(tx, Actor, TogetherLists.InOrder(page.Items, rows, row => row.Id));
            return TypedResults.Ok(new Page<Point>(shown, page.Next, page.Count));
        }, ct);
}
