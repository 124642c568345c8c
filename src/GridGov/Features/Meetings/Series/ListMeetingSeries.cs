using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Series;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Meetings.Series;

/// <summary>The series of meetings that the caller may read, newest first.</summary>
public sealed class ListMeetingSeries(Db db)
    : ApiEndpoint<ListMeetingSeries.Query, Results<Ok<Page<MeetingSeries>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<MeetingSeriesApiGroup>();
        Operation("List series of meetings", "Those in grids whose meetings the caller reads, and of groups that the caller acts for.");
        RequiresCapability(Capability.MeetingRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query : ListQuery
    {
        /// <summary>Code of a grid, county or city, with its whole subtree.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        /// <summary>Only series of these kinds.</summary>
        [FromQuery(Name = "kind")] public string[]? Kind { get; init; }

        /// <summary>The id of the group whose meetings they are.</summary>
        [FromQuery(Name = "group")] public string? Group { get; init; }

        /// <summary>Only series that have today among their days, or a later one; if false, only others.</summary>
        [FromQuery(Name = "open")] public bool? Open { get; init; }

        public new sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Grid).GridCode();
                RuleFor(q => q.Kind).AnyOf(Codes<MeetingKind>.All);
                RuleFor(q => q.Group).Id();
                Include(new ListQuery.Validator());
            }
        }

        internal string Conditions(DynamicParameters parameters, DateOnly today)
        {
            var conditions = new SqlConditions(parameters).AndIf(QueryValues.Id(Group), "s.group_id = @group", "group");
            conditions.AndInGrid("s.grid_code", Grid);
            conditions.AndAnyOf("s.kind", "kind", Kind);
            if (Open is { } open)
                conditions.And(open ? "(s.to_day IS NULL OR s.to_day >= @today)" : "s.to_day < @today", ("today", today));
            return conditions.ToString();
        }

        internal string Fingerprint() => string.Join('|', "meeting_series", Grid, string.Join(',', Kind ?? []), Group, Open);
    }

    public override Task<Results<Ok<Page<MeetingSeries>>, ProblemHttpResult>> ExecuteAsync(Query query, CancellationToken ct) =>
        db.Read<Results<Ok<Page<MeetingSeries>>, ProblemHttpResult>>(async tx =>
        {
            var (scope, parameters) = (Actor.ScopeOf(Capability.MeetingRead), new DynamicParameters());
            var where = SeriesRow.InScope + query.Conditions(parameters, tx.Today);
            var (limit, fingerprint) = (query.Limit ?? Cursor.DefaultLimit, query.Fingerprint());
            parameters.Add("last", Id.TryParseExact(Cursor.Parse(fingerprint, query.Cursor), out var last) ? last.Value : long.MaxValue);
            parameters.Add("rows", limit + 1);
            var rows = await tx.Query<SeriesRow>(
                $"{SeriesRow.Select} WHERE {where} AND s.id < @last ORDER BY s.id DESC LIMIT @rows", parameters, scope);
            long? count = query.Count is true
                ? await tx.QuerySingle<long>($"SELECT count(*) FROM meeting_series s WHERE {where}", parameters, scope)
                : null;
            return TypedResults.Ok(Cursor.CreatePage(
                HttpContext, fingerprint, limit, rows.ConvertAll(row => row.Show(tx.Today)), item => item.Id.ToString(), count));
        }, ct);
}
