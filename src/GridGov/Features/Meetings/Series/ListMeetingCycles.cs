using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Series;
using GridGov.Domain.Statistics;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Meetings.Series;

/// <summary>The cycles of a series, and which of them had a meeting.</summary>
public sealed class ListMeetingCycles(Db db)
    : ApiEndpoint<ListMeetingCycles.Input, Results<Ok<ListMeetingCycles.Response>, NotFound, ProblemHttpResult>>
{
    const int MaxCycles = 1000;

    public override void Configure()
    {
        Get("/{id}/cycles");
        Group<MeetingSeriesApiGroup>();
        Operation("List the cycles of a series of meetings",
            "Every cycle with a day in the period, oldest first, at most 1,000: whether a meeting was due, which one was held, and " +
            "whether " +
            "it was missed. Holidays are not considered. A meeting counts by the day on which it was held.");
        RequiresCapability(Capability.MeetingRead);
        ProducesProblem(400, "invalid-input");
    }

    public sealed record Query
    {
        /// <summary>The first day, yyyy-MM-dd; by default that of the series.</summary>
        [FromQuery(Name = "from")] public string? From { get; init; }

        /// <summary>The day after the last one, yyyy-MM-dd; by default tomorrow, or the day after `from` when that is later.</summary>
        [FromQuery(Name = "to")] public string? To { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.From).Day();
                RuleFor(q => q.To).DayAfter(q => q.From);
            }
        }
    }

    /// <summary>The cycles with a day in the period.</summary>
    /// <param name="Items">The cycles, oldest first.</param>
    /// <param name="Due">In how many of them a meeting was due.</param>
    /// <param name="Held">In how many of these one was held.</param>
    /// <param name="Missed">In how many none was.</param>
    public sealed record Response(IReadOnlyList<MeetingCycleStatus> Items, int Due, int Held, int Missed);

    public sealed record Input(Id Id, [AsParameters] Query Query);

    public override Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await SeriesRow.Find(tx, Actor, input.Id) is not { } series)
                return TypedResults.NotFound();
            var from = QueryValues.Day(input.Query.From) ?? series.FromDay;
            var to = QueryValues.Day(input.Query.To) ?? (from > tx.Today ? from : tx.Today).AddDays(1);
            var days = new Period(from, to < from ? from : to);
            var cycles = SeriesCycle.List(series.Cycle, series.FromDay, series.ToDay, days).Take(MaxCycles + 1).ToList();
            if (cycles.Count > MaxCycles)
                return Problems.Invalid("/to", "out_of_range", new("期间所含周期过多。", "The period has too many cycles."));
            var meetings = cycles.Count == 0 ? [] : await tx.Query(ListMeetings, c => (
                Cycle: c.Day(), Held: c.Enum<MeetingStatus>() is MeetingStatus.Held or MeetingStatus.Closed,
                Meeting: new MeetingCycleStatus.MeetingRef(c.Id(), c.Text(), c.Day())),
                new { Series = series.Id, cycles[0].First, cycles[^1].Last });
            var byCycle = meetings.ToLookup(each => each.Cycle);
            List<MeetingCycleStatus> items = [.. cycles.Select(cycle =>
            {
                var held = byCycle[cycle.First].FirstOrDefault(each => each.Held).Meeting;
                var over = cycle.Last < tx.Today;
                return new MeetingCycleStatus(cycle.First, cycle.Last, over || held is not null, over && held is null, held,
                    held is null ? byCycle[cycle.First].FirstOrDefault().Meeting : null);
            })];
            return TypedResults.Ok(new Response(
                items, items.Count(item => item.Due), items.Count(item => item.Held is not null), items.Count(item => item.Missed)));
        }, ct);

    // A meeting from before a re-division may have another grid; the series tells of it all the same.
    const string ListMeetings = """
        SELECT m.cycle_day, m.status, m.id, m.title, m.day
          FROM meetings m
         WHERE m.series_id = @Series AND m.status <> 'cancelled' AND m.cycle_day BETWEEN @First AND @Last
         ORDER BY m.day, m.id
        """;
}
