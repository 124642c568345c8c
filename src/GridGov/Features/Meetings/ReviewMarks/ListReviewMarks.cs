using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Domain.Meetings;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Meetings.ReviewMarks;

/// <summary>The marks that residents gave at reviews, newest first.</summary>
public sealed class ListReviewMarks(Db db) : ApiEndpoint<ListReviewMarks.Query, Results<Ok<Page<ReviewMark>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<ReviewMarksApiGroup>();
        Operation("List marks of residents' reviews",
            "Those of meetings that the caller reads. An assessment's term resident_review leads here: grid, from, to and asOf " +
            "choose the " +
            "marks that it is computed from.");
        RequiresCapability(Capability.MeetingRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query : ListQuery
    {
        /// <summary>The id of a review.</summary>
        [FromQuery(Name = "meeting")] public string? Meeting { get; init; }

        /// <summary>Code of a grid, county or city, with its whole subtree: the grids that were marked.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        /// <summary>The first day, yyyy-MM-dd, on which the review was held.</summary>
        [FromQuery(Name = "from")] public string? From { get; init; }

        /// <summary>The day after the last one, yyyy-MM-dd.</summary>
        [FromQuery(Name = "to")] public string? To { get; init; }

        /// <summary>The marks that held at this time, with offset; those that hold now by default.</summary>
        [FromQuery(Name = "asOf")] public string? AsOf { get; init; }

        public new sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Meeting).Id();
                RuleFor(q => q.Grid).GridCode();
                RuleFor(q => q.From).Day();
                RuleFor(q => q.To).DayAfter(q => q.From);
                RuleFor(q => q.AsOf).Instant();
                Include(new ListQuery.Validator());
            }
        }

        internal string Conditions(DynamicParameters parameters, Instant now)
        {
            var conditions = new SqlConditions(parameters)
                .And(MarkRow.AsOf, ("AsOf", QueryValues.Instant(AsOf) ?? now))
                .AndIf(QueryValues.Id(Meeting), "k.meeting_id = @meeting", "meeting")
                .AndIf(QueryValues.Day(From), "m.day >= @from", "from")
                .AndIf(QueryValues.Day(To), "m.day < @to", "to");
            conditions.AndInGrid("k.grid_code", Grid);
            return conditions.ToString();
        }

        internal string Fingerprint() => string.Join('|', "review_marks", Meeting, Grid, From, To, AsOf);
    }

    public override Task<Results<Ok<Page<ReviewMark>>, ProblemHttpResult>> ExecuteAsync(Query query, CancellationToken ct) =>
        db.Read<Results<Ok<Page<ReviewMark>>, ProblemHttpResult>>(async tx =>
        {
            var (scope, parameters) = (Actor.ScopeOf(Capability.MeetingRead), new DynamicParameters());
            parameters.Add("Reader", MeetingRow.Reader(Actor));
            var where = MeetingRow.InScope + query.Conditions(parameters, tx.Now);
            var (limit, fingerprint) = (query.Limit ?? Cursor.DefaultLimit, query.Fingerprint());
            parameters.Add("last", Id.TryParseExact(Cursor.Parse(fingerprint, query.Cursor), out var last) ? last.Value : long.MaxValue);
            parameters.Add("rows", limit + 1);
            var rows = await tx.Query<MarkRow>(
                $"{MarkRow.Select} WHERE {where} AND k.id < @last ORDER BY k.id DESC LIMIT @rows", parameters, scope);
            long? count = query.Count is true
                ? await tx.QuerySingle<long>(
                    $"SELECT count(*) FROM review_marks k JOIN meetings m ON m.id = k.meeting_id WHERE {where}", parameters, scope)
                : null;
            var keys = rows.ToDictionary(row => (row.MeetingId, row.GridCode), row => row.Id);
            return TypedResults.Ok(Cursor.CreatePage(
                HttpContext, fingerprint, limit, rows.ConvertAll(row => row.Show()),
                item => keys[(item.Meeting.Id, item.Grid.Code)].ToString(), count));
        }, ct);
}
