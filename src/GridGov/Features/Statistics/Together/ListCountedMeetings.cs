using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Data.Statements;
using GridGov.Domain.Meetings;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.Together;
using GridGov.Features.Statistics.GoingOut;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Statistics.Together;

/// <summary>The cycles of meetings behind a figure, each with its meeting, such as those without one.</summary>
public sealed class ListCountedMeetings(Db db)
    : ApiEndpoint<ListCountedMeetings.Input, Results<Ok<Page<ListCountedMeetings.Cycle>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/measures/meetings");
        Group<StatisticsGroup>();
        Operation("List the cycles of meetings counted in a measure",
            "The latest first. part=complement lists those in which no meeting was held. Only series in grids whose meetings the caller " +
            "reads by a post are listed.");
        RequiresCapability(Capability.MeetingRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query
    {
        /// <summary>meeting_rate, the only measure of cycles of meetings.</summary>
        [FromQuery(Name = "measure")] public string? Measure { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Measure).OneOf(TogetherLists.CodesOf(MeasureUnit.MeetingCycle));
        }
    }

    /// <summary>A cycle of a series of meetings.</summary>
    /// <param name="SeriesId">The id of the series.</param>
    /// <param name="Title">The title of the series.</param>
    /// <param name="Kind">What its meetings are for.</param>
    /// <param name="Grid">The code of its grid.</param>
    /// <param name="GroupId">The id of the group whose meetings they are.</param>
    /// <param name="First">The first day, yyyy-MM-dd.</param>
    /// <param name="Last">The last day, yyyy-MM-dd.</param>
    /// <param name="MeetingId">The id of the first meeting that was held in it; null when none was.</param>
    /// <param name="HeldOn">The day of that meeting, yyyy-MM-dd.</param>
    public sealed record Cycle(
        Id SeriesId, string Title, MeetingKind Kind, string Grid, Id? GroupId, DateOnly First, DateOnly Last, Id? MeetingId,
        DateOnly? HeldOn);

    public sealed record Input([AsParameters] Query Query, [AsParameters] CountedQuery Counted, [AsParameters] TogetherSelection Selection);

    public override Task<Results<Ok<Page<Cycle>>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Cycle>>, ProblemHttpResult>>(async tx =>
        {
            var (counted, code) = (input.Counted, input.Query.Measure ?? "meeting_rate");
            var query = await counted.ToQuestion(tx, Actor, input.Selection, (TogetherMeasure)TogetherMeasures.Find(code)!);
            var fingerprint = TogetherLists.Fingerprint(counted, code, input.Selection);
            var (cycles, count) = await DueCycles.List(
                tx, counted.PartOrAll, query, Cursor.Parse(fingerprint, counted.Cursor), counted.Rows + 1);
            var page = Cursor.CreatePage(
                HttpContext, fingerprint, counted.Rows, cycles, cycle => cycle.Key, counted.Count is true ? count : null);
            return TypedResults.Ok(new Page<Cycle>(await Show(tx, page.Items), page.Next, page.Count));
        }, ct);

    /// <summary>The cycles without those of series that have gone to grids which the caller does not read.</summary>
    async Task<List<Cycle>> Show(Tx tx, IReadOnlyList<DueCycle> cycles)
    {
        if (cycles.Count == 0)
            return [];
        var parameters = new DynamicParameters();
        var list = InList.Of(parameters, "id", cycles.Select(each => each.Series).Distinct());
        var titles = (await tx.Query(
            $"SELECT s.id, s.title FROM meeting_series s WHERE s.id IN {list} AND @scope(s.grid_code)",
            c => KeyValuePair.Create(c.Id(), c.Text()), parameters, Scope.Of(Actor.ScopeOf(Capability.MeetingRead).Roots))).ToDictionary();
        parameters = new DynamicParameters();
        var held = cycles.Select(each => each.Meeting).OfType<Id>().ToList();
        var days = held.Count == 0 ? [] : (await tx.Query(
            $"SELECT id, day FROM meetings WHERE id IN {InList.Of(parameters, "id", held)}",
            c => KeyValuePair.Create(c.Id(), c.Day()), parameters)).ToDictionary();
        return [.. cycles.Where(each => titles.ContainsKey(each.Series)).Select(each => new Cycle(
            each.Series, titles[each.Series], Codes<MeetingKind>.Parse(each.Kind), each.Grid, each.Group, each.First, each.Last,
            each.Meeting, each.Meeting is { } meeting ? days[meeting] : null))];
    }
}
