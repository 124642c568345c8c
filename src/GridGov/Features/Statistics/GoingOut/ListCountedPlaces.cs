using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.GoingOut;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Statistics.GoingOut;

/// <summary>The target places behind a figure of going out, such as those not visited.</summary>
public sealed class ListCountedPlaces(Db db) : ApiEndpoint<ListCountedPlaces.Input, Results<Ok<Page<CountedPlace>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/measures/places");
        Group<StatisticsGroup>();
        Operation("List the places counted in a measure",
            "Each target place of a campaign once in each cycle, the latest cycle first. part=complement lists those that were not " +
            "visited. With person, the visits are those of that person. Only places in grids whose records the caller reads are listed.");
        RequiresCapability(Capability.RecordRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query
    {
        /// <summary>coverage_rate (default) or timely_visit_rate.</summary>
        [FromQuery(Name = "measure")] public string? Measure { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Measure).OneOf(CountedLists.CodesOf<TargetMeasure>());
        }
    }

    public sealed record Input([AsParameters] Query Query, [AsParameters] CountedQuery Counted, [AsParameters] RecordSelection Records);

    public override Task<Results<Ok<Page<CountedPlace>>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<CountedPlace>>, ProblemHttpResult>>(async tx =>
        {
            var (counted, measure) = (input.Counted, (TargetMeasure)Measure.Find(input.Query.Measure ?? "coverage_rate")!);
            var query = await counted.ToQuestion(tx, Actor, input.Records);
            var fingerprint = counted.Fingerprint(measure.Code, input.Records);
            var page = await TargetList.List(tx, measure, counted.PartOrAll, query, Cursor.Parse(fingerprint, counted.Cursor),
                counted.Rows + 1, counted.Count is true);
            var found = Cursor.CreatePage(HttpContext, fingerprint, counted.Rows, page.Entries, entry => entry.Key, page.Count);
            return TypedResults.Ok(new Page<CountedPlace>(await TargetList.Show(tx, found.Items, query.AsOf), found.Next, found.Count));
        }, ct);
}
