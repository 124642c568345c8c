using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.GoingOut;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Statistics.GoingOut;

/// <summary>The records behind a figure of going out.</summary>
public sealed class ListCountedRecords(Db db)
    : ApiEndpoint<ListCountedRecords.Input, Results<Ok<Page<Record>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/measures/records");
        Group<StatisticsGroup>();
        Operation("List the records counted in a measure",
            "Newest first, as far as the caller reads records; a corrected record is not among them, its correction is. What was written " +
            "in a record is shown by getRecord.");
        RequiresCapability(Capability.RecordRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query
    {
        /// <summary>finding_rate (default), located_rate or valid_visit_rate.</summary>
        [FromQuery(Name = "measure")] public string? Measure { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Measure).OneOf(CountedLists.CodesOf<RecordMeasure>());
        }
    }

    public sealed record Input([AsParameters] Query Query, [AsParameters] CountedQuery Counted, [AsParameters] RecordSelection Records);

    public override Task<Results<Ok<Page<Record>>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Record>>, ProblemHttpResult>>(async tx =>
        {
            var (counted, measure) = (input.Counted, (RecordMeasure)Measure.Find(input.Query.Measure ?? "finding_rate")!);
            var query = await counted.ToQuestion(tx, Actor, input.Records);
            var (fingerprint, scope) = (counted.Fingerprint(measure.Code, input.Records), Scope.Of(query.Roots));
            var parameters = new DynamicParameters();
            var where = "@scope(r.grid_code)" + RecordRows.Conditions(measure, counted.PartOrAll, query, parameters);
            parameters.Add("last", Id.TryParseExact(Cursor.Parse(fingerprint, counted.Cursor), out var last) ? last.Value : long.MaxValue);
            parameters.Add("rows", counted.Rows + 1);
            var ids = await tx.Query<Id>(
                $"SELECT r.id FROM records r WHERE {where} AND r.id < @last ORDER BY r.id DESC LIMIT @rows", parameters, scope);
            long? count = counted.Count is true
                ? await tx.QuerySingle<long>($"SELECT count(*) FROM records r WHERE {where}", parameters, scope)
                : null;
            var page = Cursor.CreatePage(HttpContext, fingerprint, counted.Rows, ids, id => id.ToString(), count);
            var rows = await RecordRow.ListByIds(tx, Actor, [.. page.Items]);
            rows.Reverse();
            return TypedResults.Ok(new Page<Record>(await RecordRow.Show(tx, Actor, rows), page.Next, page.Count));
        }, ct);
}
