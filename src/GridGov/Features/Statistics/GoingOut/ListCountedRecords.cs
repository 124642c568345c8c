using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Data.Statements;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.GoingOut;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Statistics.GoingOut;

/// <summary>The records behind a figure of going out.</summary>
public sealed class ListCountedRecords(Db db)
    : ApiEndpoint<ListCountedRecords.Input, Results<Ok<Page<ListCountedRecords.Item>>, ProblemHttpResult>>
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

    /// <summary>A counted record.</summary>
    /// <param name="Id">The record's id.</param>
    /// <param name="Outcome">What was found.</param>
    /// <param name="DoneAt">The time by the phone's clock, which decides its day and its cycle.</param>
    /// <param name="RecordedAt">The time by the server's clock, since which it counts.</param>
    /// <param name="PersonId">Who made it.</param>
    /// <param name="PersonName">The name of who made it.</param>
    /// <param name="PlaceId">The place; null at a point.</param>
    /// <param name="PlaceName">The place's name; null at a point.</param>
    /// <param name="PlaceMetres">How far from the place it was made; null where either position is unknown.</param>
    /// <param name="CampaignId">The campaign; null outside campaigns.</param>
    /// <param name="CycleFrom">The first day of the campaign's cycle, yyyy-MM-dd; null outside campaigns.</param>
    /// <param name="GridCode">The code of the grid.</param>
    public sealed record Item(
        Id Id, RecordOutcome Outcome, Instant DoneAt, Instant RecordedAt, Id PersonId, string PersonName, Id? PlaceId, string? PlaceName,
        double? PlaceMetres, Id? CampaignId, DateOnly? CycleFrom, string GridCode);

    public sealed record Input([AsParameters] Query Query, [AsParameters] CountedQuery Counted, [AsParameters] RecordSelection Records);

    public override Task<Results<Ok<Page<Item>>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Item>>, ProblemHttpResult>>(async tx =>
        {
            var (counted, measure) = (input.Counted, (RecordMeasure)Measure.Find(input.Query.Measure ?? "finding_rate")!);
            var query = await counted.ToQuestion(tx, Actor, input.Records);
            var (fingerprint, scope) = (counted.Fingerprint(measure.Code, input.Records), Scope.Of(query.Roots));
            var parameters = new DynamicParameters();
            var where = "@scope(r.grid_code)" + RecordRows.Conditions(measure, counted.PartOrAll, query, parameters);
            parameters.Add("last", Id.TryParseExact(Cursor.Parse(fingerprint, counted.Cursor), out var last) ? last.Value : long.MaxValue);
            parameters.Add("rows", counted.Rows + 1);
            var rows = await tx.Query(
                $"{Select} WHERE {where} AND r.id < @last ORDER BY r.id DESC LIMIT @rows", Read, parameters, scope);
            long? count = counted.Count is true
                ? await tx.QuerySingle<long>($"SELECT count(*) FROM records r WHERE {where}", parameters, scope)
                : null;
            return TypedResults.Ok(
                Cursor.CreatePage(HttpContext, fingerprint, counted.Rows, rows, record => record.Id.ToString(), count));
        }, ct);

    static Item Read(Columns c) => new(
        c.Id(), c.Enum<RecordOutcome>(), c.Instant(), c.Instant(), c.Id(), c.Text(), c.IdOrNull(), c.TextOrNull(), c.DoubleOrNull(),
        c.IdOrNull(), c.DayOrNull(), c.Text());

    const string Select = """
        SELECT r.id, r.outcome, r.done_at, r.recorded_at, r.person_id, p.name, r.place_id, l.name AS place_name, r.place_metres,
               r.campaign_id, r.cycle_day, r.grid_code
          FROM records r
          JOIN people p ON p.id = r.person_id
          LEFT JOIN places l ON l.id = r.place_id
        """;
}
